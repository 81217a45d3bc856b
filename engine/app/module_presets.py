"""Models that are proposed for kinds of writing, made into profiles where the player has them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from engine.app.offers import EngineOffers
from engine.app.workings import Workings
from engine.domain.constraints import JsonSchema
from engine.domain.module_presets import ModulePreset, ModulePresets, SeenPreset
from engine.domain.providers import Connection, Profile
from engine.errors import SettingsError
from engine.formats.module_presets import FILE, read_module_presets
from engine.providers.holding import holding_params
from engine.settings import with_profile, without_profile

TakeBack = Callable[[], Awaitable[None]]


class EngineModulePresets:
    """What `Engine.module_presets` can do."""

    def __init__(self, workings: Workings, offers: EngineOffers) -> None:
        self._workings = workings
        self._offers = offers

    async def seen(self) -> tuple[SeenPreset, ...]:
        """Every preset, as it stands with the connections and what they listed last."""
        known = await self._read()
        return tuple(self._seen(known, preset) for preset in known.presets)

    async def apply(self, preset: ModulePreset, model: str = "") -> tuple[Profile, TakeBack]:
        """Make a profile of it; what comes with the profile takes that back.

        `model` goes in the place of the preset's own. Raise `SettingsError` where a provider has
        to be added first, or the preset's model is no longer offered and no other one is named.
        """
        known = await self._read()
        seen = self._seen(known, preset)
        if seen.connection is None:
            raise SettingsError(
                f"This preset needs {seen.missing}. Add it in Models & connections, then try again."
            )
        if seen.gone and not model:
            nearest = f" Nearest: {seen.gone.nearest}." if seen.gone.nearest else ""
            raise SettingsError(
                f"{seen.connection.label} no longer offers {preset.model}.{nearest} "
                "Choose a model it offers."
            )
        profile = self._profile(known, preset, seen.connection, model or preset.model)
        settings = await self._workings.change_settings(partial(with_profile, profile=profile))
        before = settings.profile(profile.id)

        async def take_back() -> None:
            await self._workings.change_settings(
                partial(with_profile, profile=before)
                if before
                else partial(without_profile, id_=profile.id)
            )

        return profile, take_back

    async def _read(self) -> ModulePresets:
        return await asyncio.to_thread(read_module_presets, self._workings.paths.resources / FILE)

    def _seen(self, known: ModulePresets, preset: ModulePreset) -> SeenPreset:
        wanted = (preset.provider, *preset.also)
        there = (each for each in self._workings.settings.connections if each.provider in wanted)
        connection = next(there, None)
        module = known.modules[preset.module]
        if connection is None:
            missing = self._workings.providers[preset.provider].label
            return SeenPreset(preset=preset, module=module, connection=None, missing=missing)
        gone = self._offers.gone(preset.profile_at(connection.id, preset.model))
        return SeenPreset(preset=preset, module=module, connection=connection, gone=gone)

    def _profile(
        self, known: ModulePresets, preset: ModulePreset, connection: Connection, model: str
    ) -> Profile:
        profile = preset.profile_at(connection.id, model)
        if not preset.schema:
            return profile
        provider = self._workings.providers[connection.provider]
        schema = JsonSchema(name=preset.schema, schema=known.schemas[preset.schema])
        held = holding_params(provider, schema, preset.rung)
        return replace(profile, extra_params={**held, **profile.extra_params})
