"""Connections and the models they offer: set up, checked, chosen and tried."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from engine.app.model_checks import forgotten, kept
from engine.app.workings import Workings
from engine.domain.calls import LedgerRow
from engine.domain.findings import Finding, Works
from engine.domain.found import FoundServer
from engine.domain.habits import ModelHabits
from engine.domain.ids import (
    ConnectionId,
    ProfileId,
)
from engine.domain.providers import Connection, ModelFacts, ModuleDefault, Profile, Provider
from engine.domain.secrets import KeyRef
from engine.domain.tasks import ModelRole
from engine.errors import (
    EngineError,
    ModelNotFoundError,
    SettingsError,
)
from engine.play.stream import streamed
from engine.play.trial import tried
from engine.providers.adapters import address_of
from engine.providers.adding import added, save_description
from engine.providers.base import KnowsCredit
from engine.providers.check import Checking, finding_of
from engine.providers.module_defaults import module_default
from engine.providers.scan import ORIGINS, find_servers
from engine.routing.switching import pointed_at, proposed_models
from engine.settings import (
    Settings,
    with_connection,
    with_profile,
    without_connection,
)
from engine.storage import listed
from engine.storage.answers import forget_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleModel:
    """What one model role uses first, and what it falls back to."""

    model_role: ModelRole
    profile: Profile
    connection: Connection
    provider: Provider
    facts: ModelFacts
    fallbacks: tuple[Profile, ...]


class EngineConnections:
    """What `Engine.connections` can do."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    def role_models(self) -> tuple[RoleModel, ...]:
        """What each model role uses, in the order main, CoT, utility; roles without one left out."""
        found = (self._role_model(model_role) for model_role in ModelRole)
        return tuple(each for each in found if each is not None)

    async def keep_key(self, connection: ConnectionId, key: str) -> KeyRef:
        """Keep a pasted key and use it from now on. Raise `SecretError` for what is no key."""
        reference = await asyncio.to_thread(self._workings.secrets.keep, connection, key)
        current = self._workings.settings.connection(connection)
        if current is None:
            raise SettingsError(f"There is no connection {connection}. Add it first.")
        await self._workings.change_settings(
            with_connection(self._workings.settings, replace(current, key=reference))
        )
        await self._workings.connections.forget(connection)
        return reference

    async def remove_connection(self, id_: ConnectionId) -> Callable[[], Awaitable[None]]:
        """Forget a connection with its models and its key; what is returned takes that back."""
        before = self._workings.settings
        connection = before.connection(id_)
        await self._workings.change_settings(without_connection(before, id_))
        await self._workings.tools.router.habits.forget(id_)
        checks = await forgotten(self._workings, id_)
        await self._workings.tools.db.run(partial(listed.forget_listed, link=id_))
        await self._workings.tools.db.run(partial(forget_answers, link=id_))
        key = await asyncio.to_thread(
            self._workings.secrets.take, connection.key if connection else None
        )
        await self._workings.connections.forget(id_)

        async def take_back() -> None:
            await self._workings.change_settings(
                replace(
                    self._workings.settings,
                    connections=before.connections,
                    profiles=before.profiles,
                    roles=before.roles,
                    tasks=before.tasks,
                    tiers=before.tiers,
                    characters=before.characters,
                    approved=before.approved,
                )
            )
            for check in checks:
                await kept(self._workings, check)
            if key is not None:
                await self.keep_key(id_, key)

        return take_back

    async def try_connection(self, connection: Connection, key: str) -> tuple[ModelFacts, ...]:
        """The models a connection that is not set up yet would offer with `key`, "" for none.

        Nothing is kept. Raise an `EngineError` that says what is wrong.
        """
        return await self._workings.connections.asked(connection, key)

    async def models(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models a connection offers now; this is also how a key is checked.

        Raise a `ProviderError` that says what is wrong.
        """
        adapter = await self._workings.connections.adapter_of(connection)
        models = await adapter.models()
        self._workings.tools.router.wake(connection.id)
        await self._keep_listed(connection, models)
        return models

    async def check(self, connection: Connection, key: str = "") -> Finding:
        """What is so about a connection, set up or not; `key` goes before the one that is kept.

        No model is asked anything, and of one that is not set up nothing is kept. Models that were
        left alone may be asked again.
        """
        self._workings.tools.router.wake(connection.id)
        finding = await Checking(
            connection=connection,
            providers=self._workings.providers,
            ask=lambda asked: self._workings.connections.asked(asked, key),
            clients=self._workings.clients,
        ).finding()
        if isinstance(finding, Works):
            await self._keep_listed(connection, finding.models)
        return finding

    def finding_of(self, error: EngineError) -> Finding:
        """What the failure of a call says of its connection."""
        return finding_of(error)

    def address(self, connection: Connection) -> str:
        """Where its requests go: what was typed, put right.

        Raise `ModelNotFoundError` where there is no address in it.
        """
        return address_of(self._workings.providers[connection.provider], connection)

    async def add_provider(self, document: object, *, save: bool = False) -> Provider:
        """A provider described while the program runs, or one that is known described otherwise.

        It lasts until Triptych closes, unless it is to be saved. Raise `FormatError` with the
        place of a mistake, and `SettingsError` when it cannot be saved.
        """
        provider = added(document, self._workings.providers, self._workings.environment)
        if save and isinstance(document, Mapping):
            folder = self._workings.paths.data / "providers"
            await asyncio.to_thread(save_description, folder, document)
        self._workings.providers[provider.id] = provider
        for connection in self._workings.settings.connections:
            if connection.provider == provider.id:
                await self._workings.connections.forget(connection.id)
        return provider

    def find_local_servers(
        self, origins: Sequence[str] = ORIGINS
    ) -> AsyncGenerator[FoundServer, None]:
        """The model servers at `origins` on this computer, each as soon as it is recognised.

        Iterate it under `aclosing`. Nothing is set up, and nothing is asked of a model.
        """
        return streamed(
            partial(
                find_servers,
                self._workings.clients.loopback,
                self._workings.providers,
                origins=origins,
            )
        )

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

    async def forget_habits(self, connection: ConnectionId) -> None:
        """Begin anew with the models of a connection, which may be others by now."""
        await self._workings.tools.router.habits.forget(connection)
        await forgotten(self._workings, connection)
        await self._workings.tools.db.run(partial(forget_answers, link=connection))

    async def switch_to(self, connection: Connection) -> Settings:
        """Point every model role at `connection`; the settings before, for taking it back.

        Raise an `EngineError` when it offers no model to point at.
        """
        before = self._workings.settings
        provider = self._workings.providers[connection.provider]
        offered = () if provider.proposed else await self.models(connection)
        models = proposed_models(provider.proposed, offered)
        if not models:
            raise ModelNotFoundError(
                provider.label,
                f"{connection.label} has no model loaded. Load one there, then try again.",
            )
        await self._workings.change_settings(pointed_at(before, connection, models))
        return before

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

    async def _keep_listed(self, connection: Connection, models: tuple[ModelFacts, ...]) -> None:
        """What a connection that is set up offers is known in the next run too."""
        if self._workings.settings.connection(connection.id) is not None:
            self._workings.connections.note_listed(connection.id, models)
            await self._workings.tools.db.run(
                partial(listed.keep_listed, link=connection.id, models=models)
            )

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
