"""LLM profiles as files: read into a proposal, applied in one step, taken back, written out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.app.available import loaded_models, offers_for
from engine.app.keys import KeptKeys
from engine.app.workings import Workings
from engine.domain.ids import ProfileId
from engine.domain.providers import Connection, Price, Profile
from engine.domain.secrets import EnvironmentKey
from engine.errors import FormatError, RoutingError, SettingsError
from engine.formats.profile_export import exported
from engine.formats.profile_import import Proposal, imported
from engine.formats.profile_reading import read_profile_file, read_profiles
from engine.providers.scan import ORIGINS
from engine.settings import Settings, with_models_of
from engine.threads import finished

__all__ = ["EngineProfiles", "Proposal", "TakeBack"]

TakeBack = Callable[[], Awaitable[None]]


class EngineProfiles:
    """What `Engine.profiles` can do."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    async def read_file(self, path: Path, origins: Sequence[str] = ORIGINS) -> Proposal:
        """As `read`, from a file."""
        text = await asyncio.to_thread(read_profile_file, path)
        return await self.read(text, path.name, origins)

    async def read(self, text: str, file: str, origins: Sequence[str] = ORIGINS) -> Proposal:
        """What the settings become with the profiles in `text`; nothing is changed yet.

        Where the text leaves a model open, servers at `origins` and the connections that are set
        up are asked. Raise one `FormatError` that lists every mistake with its line.
        """
        before, providers = self._workings.settings, self._workings.providers
        known = frozenset(each.id for each in before.profiles)
        document = await asyncio.to_thread(read_profiles, file, text, dict(providers), known)
        offers = await offers_for(self._workings, origins) if document.has_auto else ()
        loaded = await loaded_models(self._workings, document)
        proposal = imported(before, document, providers, offers, loaded)
        missing = await asyncio.to_thread(self._missing_variables, proposal.connections)
        return replace(proposal, notes=(*proposal.notes, *missing))

    async def apply(self, proposal: Proposal) -> TakeBack:
        """Let `proposal` apply from now on; what is returned takes that back.

        Raise an `EngineError`; then, as where it is cancelled, everything is as before.
        """
        _require_as_read(self._workings.settings, proposal)
        kept = KeptKeys(self._workings.secrets, proposal.before)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self._open_anew, proposal)
            undo.push_async_callback(finished, kept.put_back)
            await finished(partial(kept.keep, proposal.keys))
            after = kept.named_in(proposal.after)
            # Where this is cancelled, nobody says whether the settings had been changed.
            undone = partial(_undone, before=proposal.before, after=after)
            undo.push_async_callback(self._workings.change_settings, undone)
            await self._workings.change_settings(partial(_done, proposal=proposal, after=after))
            await self._open_anew(proposal)
            undo.pop_all()
        return partial(self._take_back, proposal, kept)

    async def prices(self) -> Mapping[ProfileId, Price | None]:
        """What the model of each profile costs, None where nobody knows."""
        return {each.id: await self._price(each) for each in self._workings.settings.profiles}

    async def _price(self, profile: Profile) -> Price | None:
        try:
            return await self._workings.tools.router.price(profile)
        except RoutingError:
            return None  # its connection is gone

    def export(self) -> str:
        """The profiles as they are set, as a file. Never a key."""
        return exported(self._workings.settings, self._workings.providers)

    async def write_file(self, path: Path) -> None:
        """Write `export` to `path`. Raise `FormatError`."""
        try:
            await asyncio.to_thread(_write, path, self.export())
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise FormatError(
                f"“{path.name}” could not be written: {why}. Choose another folder."
            ) from error

    async def _take_back(self, proposal: Proposal, kept: KeptKeys) -> None:
        await self._workings.change_settings(partial(_as_in, other=proposal.before))
        await finished(kept.put_back)
        await self._open_anew(proposal)

    async def _open_anew(self, proposal: Proposal) -> None:
        for id_ in {*proposal.keys, *(each.id for each in proposal.connections)}:
            await self._workings.connections.forget(id_)

    def _missing_variables(self, connections: Sequence[Connection]) -> list[str]:
        read = self._workings.secrets.read
        return [
            f"The environment variable {each.key.variable}, for the key of {each.label}, is not set."
            for each in connections
            if isinstance(each.key, EnvironmentKey) and not read(each.key)
        ]


def _require_as_read(settings: Settings, proposal: Proposal) -> None:
    """Raise `SettingsError` where they are no longer those for which the file was read."""
    if settings != proposal.before:
        raise SettingsError(
            f"The settings have changed since “{proposal.file}” was read. Import it again."
        )


def _done(settings: Settings, proposal: Proposal, after: Settings) -> Settings:
    _require_as_read(settings, proposal)
    return after


def _undone(settings: Settings, before: Settings, after: Settings) -> Settings:
    is_done = settings == _as_in(settings, after)
    return _as_in(settings, before) if is_done else settings


def _as_in(settings: Settings, other: Settings) -> Settings:
    """`settings` with all that an import changes as it is in `other`."""
    return replace(with_models_of(settings, other), profile_extras=other.profile_extras)


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
