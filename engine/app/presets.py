"""Presets: assignments made from what is offered, or kept under a name; applied, and taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from engine.app.offers import EngineOffers
from engine.app.workings import Workings
from engine.domain.ids import ProfileId
from engine.domain.presets import OfferedModel, PresetName
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.errors import SettingsError
from engine.routing.presets import PresetProposal, preset, restored, saved
from engine.settings import SavedPreset, Settings, SettingsChange, with_uses_of

__all__ = ["EnginePresets", "PresetProposal", "TakeBack"]

TakeBack = Callable[[], Awaitable[None]]


class EnginePresets:
    """What `Engine.presets` can do."""

    def __init__(self, workings: Workings, offers: EngineOffers) -> None:
        self._workings = workings
        self._offers = offers

    def names(self) -> tuple[str, ...]:
        """Those made from what is offered, then the player's own."""
        own = (each.name for each in self._workings.settings.presets)
        return (*PresetName, *own)

    async def proposal(self, name: str) -> PresetProposal:
        """What the preset would change; nothing is changed yet. Nobody is asked anything.

        Raise `SettingsError` when there is no such preset or nothing fits it.
        """
        settings = self._workings.settings
        if kept := self._kept(name):
            return restored(settings, kept)
        if name not in list(PresetName):
            raise SettingsError(
                f"There is no preset “{name}”. There are: {', '.join(self.names())}."
            )
        return preset(PresetName(name), settings, await self._offered())

    async def apply(self, proposal: PresetProposal) -> TakeBack:
        """Let it apply from now on; what is returned takes that back."""

        def applied(now: Settings) -> Settings:
            if now != proposal.before:
                raise SettingsError(
                    f"The settings have changed since “{proposal.name}” was looked at. Look again."
                )
            return proposal.after

        return await self._change(applied)

    async def save(self, name: str) -> TakeBack:
        """Keep the present assignments under `name`. Raise `SettingsError` for one that is taken."""
        name = name.strip()
        if not name or name in list(PresetName):
            raise SettingsError("Give the preset a name that no shipped one has.")
        return await self._change(partial(_with_saved, name=name))

    async def delete(self, name: str) -> TakeBack:
        """Forget one of the player's own. Raise `SettingsError` when there is none."""
        if not self._kept(name):
            raise SettingsError(f"“{name}” is no preset of yours, so it cannot be deleted.")
        return await self._change(partial(_without, name=name))

    def _kept(self, name: str) -> SavedPreset | None:
        return next((each for each in self._workings.settings.presets if each.name == name), None)

    async def _change(self, change: SettingsChange) -> TakeBack:
        before = await self._workings.change_settings(change)

        async def take_back() -> None:
            await self._workings.change_settings(partial(_with_assignments_of, before=before))

        return take_back

    async def _offered(self) -> list[OfferedModel]:
        return [
            await self._known(connection, provider, model)
            for connection in self._workings.settings.connections
            if (provider := self._workings.providers.get(connection.provider))
            for model in self._models(connection, provider)
        ]

    def _models(self, connection: Connection, provider: Provider) -> list[str]:
        """Those that something is known of; of a service on this computer all it has."""
        listed = self._offers.listed(connection.id)
        own = [
            each.model
            for each in self._workings.settings.profiles
            if each.connection == connection.id
        ]
        known = [*own, *(each.model for each in provider.models), *provider.proposed.values()]
        if provider.local:
            known = [*known, *(each.model for each in listed)]
        return [
            model
            for model in dict.fromkeys(known)
            if not self._offers.gone(_profile(connection, model))
        ]

    async def _known(self, connection: Connection, provider: Provider, model: str) -> OfferedModel:
        profile = _profile(connection, model)
        facts: ModelFacts = self._offers.facts(profile)
        return OfferedModel(
            connection=connection,
            facts=facts,
            is_local=provider.local,
            price=await self._workings.tools.router.price(profile),
            check=self._workings.checks.get((connection.id, model)),
        )


def _with_saved(settings: Settings, name: str) -> Settings:
    kept = _without(settings, name).presets
    return replace(settings, presets=(*kept, saved(settings, name)))


def _without(settings: Settings, name: str) -> Settings:
    return replace(settings, presets=tuple(each for each in settings.presets if each.name != name))


def _with_assignments_of(settings: Settings, before: Settings) -> Settings:
    """Only what a preset changes."""
    uses = with_uses_of(settings, before)
    return replace(uses, grid=before.grid, presets=before.presets)


def _profile(connection: Connection, model: str) -> Profile:
    return Profile(id=ProfileId(""), connection=connection.id, model=model)
