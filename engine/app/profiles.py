"""LLM profiles as files: read into a proposal, applied in one step, taken back, written out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.app.available import loaded_models, offers_for
from engine.app.workings import Workings
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection, Price, Profile
from engine.domain.secrets import EnvironmentKey, KeyRef
from engine.errors import FormatError, RoutingError, SettingsError
from engine.formats.profile_export import exported
from engine.formats.profile_import import Proposal, imported
from engine.formats.profile_reading import read_profile_file, read_profiles
from engine.providers.scan import ORIGINS
from engine.settings import Settings, with_connection, with_models_of

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

        Raise an `EngineError`; then everything is as before.
        """
        before = self._workings.settings
        _require_as_read(before, proposal)
        replaced = {id_: await self._key_of(before.connection(id_)) for id_ in proposal.keys}
        references = await self._keep_keys(proposal)
        after = proposal.after
        for id_, reference in references.items():
            if connection := after.connection(id_):
                after = with_connection(after, replace(connection, key=reference))

        def applied(now: Settings) -> Settings:
            _require_as_read(now, proposal)
            return after

        try:
            await self._workings.change_settings(applied)
        except SettingsError:
            await self._restore_keys(references, replaced)
            raise
        await self._open_anew(proposal)

        async def take_back() -> None:
            await self._workings.change_settings(partial(_as_before, before=before))
            await self._restore_keys(references, replaced)
            await self._open_anew(proposal)

        return take_back

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

    async def _keep_keys(self, proposal: Proposal) -> dict[ConnectionId, KeyRef]:
        keep = self._workings.secrets.keep
        keys = proposal.keys.items()
        return {id_: await asyncio.to_thread(keep, id_, key) for id_, key in keys}

    async def _key_of(self, connection: Connection | None) -> str | None:
        """The key that a connection keeps, which another would take the place of."""
        reference = connection.key if connection else None
        if reference is None or isinstance(reference, EnvironmentKey):
            return None
        return await asyncio.to_thread(self._workings.secrets.read, reference)

    async def _restore_keys(
        self, references: dict[ConnectionId, KeyRef], replaced: dict[ConnectionId, str | None]
    ) -> None:
        secrets = self._workings.secrets
        for id_, reference in references.items():
            await asyncio.to_thread(secrets.forget, reference)
            if old := replaced[id_]:
                await asyncio.to_thread(secrets.keep, id_, old)

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


def _as_before(settings: Settings, before: Settings) -> Settings:
    """Only what an import changes."""
    return replace(with_models_of(settings, before), profile_extras=before.profile_extras)


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
