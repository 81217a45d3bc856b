"""Asking connections: which models they have, what those do, which each role uses."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engine.app.workings import Workings
from engine.domain.calls import LedgerRow
from engine.domain.habits import ModelHabits
from engine.domain.ids import ProfileId
from engine.domain.providers import Connection, ModelFacts, ModuleDefault, Profile, Provider
from engine.domain.tasks import ModelRole
from engine.errors import ModelNotFoundError
from engine.play.trial import tried
from engine.providers.base import KnowsCredit
from engine.providers.dry_run import is_dry_run
from engine.providers.module_defaults import module_default
from engine.routing.switching import pointed_at, proposed_models
from engine.settings import Settings, with_connection, with_profile
from engine.storage import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleModel:
    """What one model role uses first, and what it falls back to."""

    model_role: ModelRole
    profile: Profile
    connection: Connection
    provider: Provider
    facts: ModelFacts
    fallbacks: tuple[Profile, ...]


class Asking:
    """What `Engine.connections` can do with models."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    def role_models(self) -> tuple[RoleModel, ...]:
        """What each model role uses, in the order main, CoT, utility; roles without one left out."""
        found = (self._role_model(model_role) for model_role in ModelRole)
        return tuple(each for each in found if each is not None)

    async def models(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models a connection offers now; this is also how a key is checked.

        Raise a `ProviderError` that says what is wrong.
        """
        adapter = await self._workings.connections.adapter_of(connection)
        models = await adapter.models()
        self._workings.tools.router.wake(connection.id)
        await keep_listed(self._workings, connection, models)
        return models

    async def credit(self, connection: Connection) -> Decimal | None:
        """US dollars left on a connection's account; None where nobody says.

        Raise an `EngineError` that says what is wrong.
        """
        adapter = await self._workings.connections.adapter_of(connection)
        return await adapter.credit() if isinstance(adapter, KnowsCredit) else None

    async def habits(self, profile: Profile) -> ModelHabits:
        """What the profile's model was found to do."""
        return await self._workings.tools.router.habits.of(profile)

    def module_default(self, module: str) -> ModuleDefault | None:
        """What descriptions propose for a module: a task's or a prompt pack's name.

        The connections in their order go before what is not set up.
        """
        first = [each.provider for each in self._workings.settings.connections]
        return module_default(self._workings.providers, module, first)

    async def switch_to(self, connection: Connection) -> Settings:
        """Point every model role at `connection`; the settings before, for taking it back.

        Raise an `EngineError` when it offers no model to point at.
        """
        provider = self._workings.providers[connection.provider]
        offered = () if provider.proposed else await self.models(connection)
        models = proposed_models(provider.proposed, offered)
        if not models:
            raise ModelNotFoundError(
                provider.label,
                f"{connection.label} has no model loaded. Load one there, then try again.",
            )
        return await self._workings.change_settings(
            partial(pointed_at, connection=connection, models=models)
        )

    def try_model(self, profile: ProfileId) -> AsyncGenerator[str | LedgerRow, None]:
        """A short answer of this profile's model as it comes, at last what it took.

        Iterate it under `aclosing`. Raise an `EngineError` when it does not answer.
        """
        self._workings.tools.router.wake()
        return tried(self._workings.tools.router, profile)

    async def test_call(
        self, connection: Connection, model: str, message: str
    ) -> AsyncGenerator[str | LedgerRow, None]:
        """The answer of any model to `message` as it comes, at last what it took; it is booked.

        Neither the connection nor the model need to be set up. Iterate it under `aclosing`.
        Raise an `EngineError` when it does not answer.
        """
        profile = Profile(id=ProfileId("test-call"), connection=connection.id, model=model)
        settings = with_profile(with_connection(self._workings.settings, connection), profile)
        connections, router = self._workings.routed(lambda: settings)
        try:
            async with aclosing(tried(router, profile.id, message)) as outputs:
                async for output in outputs:
                    yield output
        finally:
            await connections.aclose()

    async def asks_first(self, role: RoleModel) -> frozenset[ProfileId]:
        """The fallbacks of a role that may cost more, so that the player is asked before."""
        return await self._workings.tools.router.asks_first((role.profile, *self._set_up(role)))

    async def cheaper(self, role: RoleModel) -> frozenset[ProfileId]:
        """The fallbacks of a role that cost less than its first model."""
        return await self._workings.tools.router.cheaper((role.profile, *self._set_up(role)))

    def _set_up(self, role: RoleModel) -> tuple[Profile, ...]:
        """The fallbacks of a role whose connections are there."""
        known = {
            each.id
            for each in self._workings.settings.connections
            if each.provider in self._workings.providers
        }
        return tuple(each for each in role.fallbacks if each.connection in known)

    def _role_model(self, model_role: ModelRole) -> RoleModel | None:
        settings = self._workings.settings
        found = [settings.profile(id_) for id_ in settings.role_profiles(model_role)]
        profiles = tuple(profile for profile in found if profile)
        connection = settings.connection(profiles[0].connection) if profiles else None
        provider = self._workings.providers.get(connection.provider) if connection else None
        if connection is None or provider is None:
            return None
        return RoleModel(
            model_role=model_role,
            profile=profiles[0],
            connection=connection,
            provider=provider,
            facts=self._workings.connections.facts(profiles[0]),
            fallbacks=profiles[1:],
        )


async def keep_listed(
    workings: Workings, connection: Connection, models: tuple[ModelFacts, ...]
) -> None:
    """What a connection that is set up offers is known in the next run too."""
    if workings.settings.connection(connection.id) is not None:
        workings.connections.note_listed(connection.id, models)
        if not is_dry_run(workings.environment):  # nobody was asked then
            kept = partial(listed.keep_listed, link=connection.id, models=models)
            await workings.tools.db.run(kept)
