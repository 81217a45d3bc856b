"""What the table of tasks says of each task: its values, where they come from, its models. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.parts.figures import cost_text
from desktop.parts.model_roles import NAMES
from engine.app import RoleModel
from engine.domain.calls import LastCall
from engine.domain.ids import ProfileId
from engine.domain.providers import Profile
from engine.domain.tasks import TASK_TABLE, ModelRole, Task, TaskValues
from engine.settings import Settings, TaskSetting

TITLES: Final[Mapping[Task, str]] = {
    Task.CHARACTER_REPLY: "Character reply",
    Task.NARRATION: "Narration",
    Task.RULE_EVALUATION: "Rule evaluation",
    Task.REWRITE: "Rewrite",
    Task.SUMMARISATION: "Summarisation",
    Task.INTENT: "Intent analysis",
    Task.CHARACTER_GENERATION: "Character generation",
    Task.DESCRIPTION: "Description",
    Task.QUEST_GENERATION: "Quest generation",
}
SHIPPED: Final = "From the task table."
YOURS: Final = "Yours; the task table says {value}."
CAPPED: Final = "{model} sends at most {most}."
OF_ROLE: Final = "The {role} model. Choose another for this task alone."
OF_TASK: Final = "Yours, for this task alone."
NO_MODEL: Final = "no model"
NO_CALL: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One row. The `…_origin` sentences say where a value comes from.

    `profiles` are the choices, each an id with its text; None stands for the role's own model.
    """

    task: Task
    model_role: ModelRole
    temperature: float
    temperature_origin: str
    max_tokens: int
    max_tokens_origin: str
    profile: ProfileId | None
    profiles: tuple[tuple[ProfileId | None, str], ...]
    profile_origin: str
    last_call: str
    changed: bool


def task_lines(
    settings: Settings, roles: Sequence[RoleModel], calls: Sequence[LastCall]
) -> tuple[TaskLine, ...]:
    """A line for each task, in the order of the task table. `calls` has the latest first."""
    by_role = {each.model_role: each for each in roles}
    return tuple(_line(settings, row, by_role.get(row.model_role), calls) for row in TASK_TABLE)


def setting_of(settings: Settings, task: Task) -> TaskSetting:
    """What the player changed about a task."""
    found = (each for each in settings.tasks if each.task is task)
    return next(found, TaskSetting(task=task))


def with_task(settings: Settings, setting: TaskSetting) -> Settings:
    """`settings` with this one about its task. What is as in the task table is no change."""
    row = next(row for row in TASK_TABLE if row.task is setting.task)
    kept = replace(
        setting,
        temperature=None if setting.temperature == row.temperature else setting.temperature,
        max_tokens=None if setting.max_tokens == row.max_tokens else setting.max_tokens,
    )
    others = tuple(each for each in settings.tasks if each.task is not setting.task)
    changed = kept != TaskSetting(task=setting.task)
    return replace(settings, tasks=(*others, kept) if changed else others)


def _line(
    settings: Settings, row: TaskValues, role: RoleModel | None, calls: Sequence[LastCall]
) -> TaskLine:
    setting, values = setting_of(settings, row.task), settings.task_values(row.task)
    chosen = settings.profile(setting.profile) if setting.profile else None
    used = chosen or (role.profile if role else None)
    tokens_origin = _origin(setting.max_tokens, row.max_tokens)
    last = next((each for each in calls if each.task is row.task), None)
    return TaskLine(
        task=row.task,
        model_role=row.model_role,
        temperature=values.temperature,
        temperature_origin=_origin(setting.temperature, row.temperature),
        max_tokens=values.max_tokens,
        max_tokens_origin=_capped(tokens_origin, used, values.max_tokens),
        profile=chosen.id if chosen else None,
        profiles=_choices(settings, role),
        profile_origin=OF_TASK if chosen else OF_ROLE.format(role=NAMES[row.model_role]),
        last_call=cost_text(last.cost) if last else NO_CALL,
        changed=setting != TaskSetting(task=row.task),
    )


def _origin(own: float | None, shipped: float) -> str:
    return SHIPPED if own is None else YOURS.format(value=f"{shipped:g}")


def _capped(origin: str, profile: Profile | None, max_tokens: int) -> str:
    """`origin`, and what the profile makes of the value if it sends fewer."""
    if profile is None or profile.max_tokens is None or profile.max_tokens >= max_tokens:
        return origin
    return f"{origin} {CAPPED.format(model=profile.model, most=profile.max_tokens)}"


def _choices(
    settings: Settings, role: RoleModel | None
) -> tuple[tuple[ProfileId | None, str], ...]:
    labels = {each.id: each.label for each in settings.connections}
    usable = [each for each in settings.profiles if each.connection in labels]
    own = [(each.id, f"{each.model} · {labels[each.connection]}") for each in usable]
    return ((None, _way(role)), *own)


def _way(role: RoleModel | None) -> str:
    """The role's models in the order they are tried."""
    if role is None:
        return NO_MODEL
    first = role.facts.name or role.profile.model
    return " → ".join((first, *(each.model for each in role.fallbacks)))
