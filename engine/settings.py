"""The player's settings: typed, checked when read, written beside and renamed."""

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from engine.domain.casting import CharacterSetting
from engine.domain.consent import Period
from engine.domain.ids import AdventureId, CharacterId, ConnectionId, ProfileId, ProviderId
from engine.domain.local_models import LocalOptions
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import TASK_TABLE, Complexity, ModelRole, Task, TaskValues
from engine.domain.tiers import GRID, Tier
from engine.errors import SettingsError
from engine.threads import finished

VERSION = 1
BUILTIN_CONNECTION = ConnectionId("builtin")
STARTER_PROFILE = ProfileId("starter")

Seconds = Annotated[float, Field(gt=0, le=3600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSetting:
    """What the player changed about one task; None keeps the task table's value.

    `complexity` is pinned: neither caller nor prompt has a say then. `remembers` says whether a
    question asked before may be answered with what was answered then, and whether the last answer
    to a prompt pack is kept for when no model can be reached.
    """

    task: Task
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    profile: ProfileId | None = None
    model_role: ModelRole | None = None
    complexity: Complexity | None = None
    remembers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The tier that the player chose for a task at a complexity."""

    task: Task
    complexity: Complexity
    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPreset:
    """Assignments that the player keeps under a name."""

    name: str
    roles: Mapping[ModelRole, tuple[ProfileId, ...]] = field(default_factory=dict)
    tiers: Mapping[Tier, tuple[ProfileId, ...]] = field(default_factory=dict)
    grid: tuple[GridCell, ...] = ()
    tasks: tuple[TaskSetting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long a call may be silent, in seconds, before it counts as failed."""

    first_token: Seconds = 180.0
    idle: Seconds = 60.0
    whole_call: Seconds = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModelSetting:
    """What is kept of one model on this computer.

    `speed` is in tokens a second. `downloaded` says that Triptych brought its file, `hidden` that
    it is not to be shown although its file lies where models are looked for.
    """

    model: str
    options: LocalOptions = field(default_factory=LocalOptions)
    speed: float | None = None
    downloaded: bool = False
    hidden: bool = False


Dollars = Annotated[Decimal, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingLimits:
    """US dollars that calls may cost in a turn, a session, a day and a month; None: any.

    Days and months are by the ledger's clock.
    """

    turn: Dollars | None = None
    session: Dollars | None = None
    day: Dollars | None = None
    month: Dollars | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the player can set. The first profile of a model role is used, the rest in
    order when it fails. `extras` carries what a newer program wrote and this one cannot read.
    """

    connections: tuple[Connection, ...] = ()
    profiles: tuple[Profile, ...] = ()
    roles: Mapping[ModelRole, tuple[ProfileId, ...]] = field(default_factory=dict)
    tasks: tuple[TaskSetting, ...] = ()
    tiers: Mapping[Tier, tuple[ProfileId, ...]] = field(default_factory=dict)
    """The first profile of a tier is used; an empty one leaves its work to the model roles."""
    grid: tuple[GridCell, ...] = ()
    """Where the player's grid differs from the shipped one."""
    presets: tuple[SavedPreset, ...] = ()
    characters: tuple[CharacterSetting, ...] = ()
    """Which profile writes for whom; the first that fits counts."""
    waiting: Waiting = Waiting()
    limits: SpendingLimits = SpendingLimits()
    approved: tuple[ProfileId, ...] = ()
    """Profiles that may be fallen back to although they cost more."""
    switched_off: tuple[ProviderId, ...] = ()
    """Providers that are never asked."""
    ca_file: str = ""
    """A file of certificates to trust besides this computer's own, "" for none."""
    model_files: tuple[Path, ...] = ()
    model_folders: tuple[Path, ...] = ()
    """Where models for this computer lie, besides Triptych's own folder."""
    local_models: tuple[LocalModelSetting, ...] = ()
    profile_extras: Mapping[str, object] = field(default_factory=dict)
    """What imported profile files say beside profiles and characters; written out again."""
    extras: Mapping[str, object] = field(default_factory=dict)

    def connection(self, id_: ConnectionId) -> Connection | None:
        return next((each for each in self.connections if each.id == id_), None)

    def profile(self, id_: ProfileId) -> Profile | None:
        return next((each for each in self.profiles if each.id == id_), None)

    def role_profiles(self, model_role: ModelRole) -> tuple[ProfileId, ...]:
        return tuple(self.roles.get(model_role, ()))

    def casting(
        self, adventure: AdventureId | None, character: CharacterId | None, name: str
    ) -> CharacterSetting | None:
        """What the player chose for a character, or for the narrator; None for nothing."""
        fitting = (each for each in self.characters if each.is_for(adventure, character, name))
        return next(fitting, None)

    def tier_profiles(self, tier: Tier) -> tuple[ProfileId, ...]:
        return tuple(self.tiers.get(tier, ()))

    def tier_for(self, task: Task, complexity: Complexity) -> Tier:
        """The grid's cell, with the player's change."""
        changed = (each for each in self.grid if (each.task, each.complexity) == (task, complexity))
        cell = next(changed, None)
        return cell.tier if cell else GRID[task, complexity]

    def task_setting(self, task: Task) -> TaskSetting:
        return next((each for each in self.tasks if each.task == task), TaskSetting(task=task))

    def local_model(self, model: str) -> LocalModelSetting:
        there = (each for each in self.local_models if each.model == model)
        return next(there, LocalModelSetting(model=model))

    def task_profile(self, task: Task) -> ProfileId | None:
        return self.task_setting(task).profile

    def task_values(self, task: Task) -> TaskValues:
        """The task's row of the table, with the player's changes."""
        row = next(row for row in TASK_TABLE if row.task is task)
        setting = next((each for each in self.tasks if each.task == task), None)
        if setting is None:
            return row
        return replace(
            row,
            temperature=row.temperature if setting.temperature is None else setting.temperature,
            max_tokens=row.max_tokens if setting.max_tokens is None else setting.max_tokens,
            model_role=setting.model_role or row.model_role,
        )


SettingsChange = Callable[[Settings], Settings]
"""What becomes of the settings. Pure: it is done to them as they are when its turn comes."""


def starter_settings() -> Settings:
    """All three model roles on the built-in model: what a fresh installation plays with."""
    return Settings(
        connections=(
            Connection(id=BUILTIN_CONNECTION, provider=ProviderId("builtin"), label="Built in"),
        ),
        profiles=(
            Profile(
                id=STARTER_PROFILE,
                connection=BUILTIN_CONNECTION,
                model="SmolLM2-135M-Instruct",
                max_tokens=120,
                # A small model on a plain processor reads slowly: 600 tokens of prompt at most.
                context_window=720,
                # Without these, a model this small repeats itself after three sentences.
                extra_params={"repeat_penalty": 1.15, "repeat_last_n": 256, "min_p": 0.05},
            ),
        ),
        roles=dict.fromkeys(ModelRole, (STARTER_PROFILE,)),
    )


def with_connection(settings: Settings, connection: Connection) -> Settings:
    """`settings` with `connection` in the place of the one with its id, or added at the end."""
    connections = {each.id: each for each in settings.connections} | {connection.id: connection}
    return replace(settings, connections=tuple(connections.values()))


def without_connection(settings: Settings, id_: ConnectionId) -> Settings:
    """`settings` without a connection, its profiles and every use of them."""
    for profile in settings.profiles:
        if profile.connection == id_:
            settings = without_profile(settings, profile.id)
    kept = tuple(each for each in settings.connections if each.id != id_)
    return replace(settings, connections=kept)


def without_profile(settings: Settings, id_: ProfileId) -> Settings:
    """`settings` without a profile and every use of it."""
    kept = tuple(each for each in settings.profiles if each.id != id_)
    return replace(
        settings,
        profiles=tuple(
            replace(each, fallbacks=tuple(other for other in each.fallbacks if other != id_))
            for each in kept
        ),
        roles={
            role: tuple(each for each in profiles if each != id_)
            for role, profiles in settings.roles.items()
        },
        tasks=tuple(
            replace(each, profile=None) if each.profile == id_ else each for each in settings.tasks
        ),
        tiers={
            tier: tuple(each for each in profiles if each != id_)
            for tier, profiles in settings.tiers.items()
        },
        characters=tuple(
            replace(each, profile=None) if each.profile == id_ else each
            for each in settings.characters
        ),
        approved=tuple(each for each in settings.approved if each != id_),
    )


def with_uses_of(settings: Settings, before: Settings) -> Settings:
    """`settings` with the profiles of `before`, and all that used them there."""
    return replace(
        settings,
        profiles=before.profiles,
        roles=before.roles,
        tasks=before.tasks,
        tiers=before.tiers,
        characters=before.characters,
    )


def with_models_of(settings: Settings, before: Settings) -> Settings:
    """`settings` with the connections and profiles of `before`, and all that used them there."""
    return replace(with_uses_of(settings, before), connections=before.connections)


def with_profile(settings: Settings, profile: Profile) -> Settings:
    """`settings` with `profile` in the place of the one with its id, or added at the end."""
    profiles = {each.id: each for each in settings.profiles} | {profile.id: profile}
    return replace(settings, profiles=tuple(profiles.values()))


def with_casting(
    settings: Settings, before: CharacterSetting | None, chosen: CharacterSetting
) -> Settings:
    """`settings` with `chosen` in the place of `before`, or before all others."""
    if before is None:
        return replace(settings, characters=(chosen, *settings.characters))
    kept = tuple(chosen if each == before else each for each in settings.characters)
    return replace(settings, characters=kept)


def with_task(settings: Settings, setting: TaskSetting) -> Settings:
    """`settings` with this one about its task. What is as in the task table is no change."""
    row = next(row for row in TASK_TABLE if row.task is setting.task)
    kept = replace(
        setting,
        temperature=None if setting.temperature == row.temperature else setting.temperature,
        max_tokens=None if setting.max_tokens == row.max_tokens else setting.max_tokens,
        model_role=None if setting.model_role is row.model_role else setting.model_role,
    )
    others = tuple(each for each in settings.tasks if each.task is not setting.task)
    changed = kept != TaskSetting(task=setting.task)
    return replace(settings, tasks=(*others, kept) if changed else others)


def with_approved(settings: Settings, profile: ProfileId) -> Settings:
    """`settings` in which a profile may be fallen back to although it costs more."""
    return replace(settings, approved=tuple(dict.fromkeys((*settings.approved, profile))))


def with_limit(settings: Settings, period: Period, dollars: Decimal) -> Settings:
    """`settings` in which calls may cost that much in one such period."""
    return replace(settings, limits=replace(settings.limits, **{period.value: dollars}))


def with_tier(settings: Settings, tier: Tier, profiles: Sequence[ProfileId]) -> Settings:
    """`settings` with these profiles in a tier, each once."""
    return replace(settings, tiers={**settings.tiers, tier: tuple(dict.fromkeys(profiles))})


def with_cell(settings: Settings, cell: GridCell) -> Settings:
    """`settings` with this cell of the grid. What is as it was shipped is no change."""
    place = (cell.task, cell.complexity)
    others = tuple(each for each in settings.grid if (each.task, each.complexity) != place)
    return replace(settings, grid=others if GRID[place] is cell.tier else (*others, cell))


def with_local_model(settings: Settings, kept: LocalModelSetting) -> Settings:
    """`settings` with `kept` in the place of what was kept of its model; plain ones are dropped."""
    others = tuple(each for each in settings.local_models if each.model != kept.model)
    plain = kept == LocalModelSetting(model=kept.model)
    return replace(settings, local_models=others if plain else (*others, kept))


_ADAPTER = TypeAdapter(Settings)


def load_settings(path: Path) -> Settings:
    """The settings in `path`; the starter settings when there is no file yet.

    Raise `SettingsError` when the file cannot be understood; it is set aside first, so that
    nothing of it is lost.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return starter_settings()
    except (OSError, UnicodeDecodeError) as error:
        raise _set_aside(path, str(error)) from error
    try:
        return _parsed(text)
    except (ValueError, ValidationError) as error:
        raise _set_aside(path, _first_mistake(error)) from error


def save_settings(path: Path, settings: Settings) -> None:
    """Write `settings`, beside the file first and then in its place. Raise `SettingsError`."""
    stored = _ADAPTER.dump_python(settings, mode="json", exclude={"extras"})
    body = {**settings.extras, "version": VERSION, **stored}
    temporary = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(body, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise SettingsError(
            f"The settings could not be saved: {error.strerror}. Free some space or check that "
            f"the folder {path.parent} can be written to, then save again."
        ) from error


class SettingsFile:
    """The settings in force, and the file that keeps them."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        *,
        save: Callable[[Path, Settings], None] = save_settings,
    ) -> None:
        self._path = path
        self._settings = settings
        self._save = save
        self._changing = asyncio.Lock()

    def current(self) -> Settings:
        return self._settings

    async def change(self, change: SettingsChange) -> Settings:
        """Save what `change` makes of the settings and let it apply; the settings before.

        Changes are made in the order they come in, each of what the one before it left. One that
        makes no difference writes nothing. Raise `SettingsError` where that cannot be saved, and
        whatever `change` raises; the settings stay as they were then.
        """
        async with self._changing:
            before = self._settings
            after = change(before)
            if after != before:
                await finished(partial(self._keep, after))
            return before

    def _keep(self, settings: Settings) -> None:
        self._save(self._path, settings)
        self._settings = settings


def _parsed(text: str) -> Settings:
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("it does not hold an object")  # noqa: TRY004 - one kind for bad content
    known = {name: value for name, value in body.items() if name in Settings.__slots__}
    extras = {
        name: value
        for name, value in body.items()
        if name not in Settings.__slots__ and name != "version"
    }
    return replace(_ADAPTER.validate_python(known), extras=extras)


def _first_mistake(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)


def _set_aside(path: Path, why: str) -> SettingsError:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError:
        aside = path
    return SettingsError(
        f"The settings could not be read ({why}). They are kept as {aside.name}; "
        "Triptych starts with its own settings until you change them."
    )
