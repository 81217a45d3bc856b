"""The connections the player has set up, opened when first needed."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.model_checks import ModelCheck
from engine.domain.providers import FREE, Connection, ModelFacts, Profile, Provider
from engine.errors import AuthenticationError, EngineError, ProviderError, RoutingError
from engine.providers.base import Adapter, KnowsCredit, KnowsSlots
from engine.providers.http import is_here
from engine.secrets import Secrets, cleaned
from engine.settings import Settings, Waiting

log = logging.getLogger("triptych.routing")
_MEETING_SECONDS: Final = 1.0

Checks = Mapping[tuple[ConnectionId, str], ModelCheck]
"""What a check found, by connection and model."""

OpenAdapter = Callable[[Provider, Connection, str | None], Adapter]
"""Makes the adapter of a connection, given its key."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection as it was opened. `server` is its adapter, where that started one itself."""

    connection: Connection
    adapter: Adapter
    server: KnowsSlots | None

    @classmethod
    def of(cls, connection: Connection, adapter: Adapter) -> Self:
        # Asking what an adapter can do takes long, and what it can do does not change.
        return cls(connection, adapter, adapter if isinstance(adapter, KnowsSlots) else None)


class OpenConnections:
    """One adapter for each connection, made anew when its settings change."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        providers: Mapping[ProviderId, Provider],
        secrets: Secrets,
        open_adapter: OpenAdapter,
        listed: Mapping[ConnectionId, tuple[ModelFacts, ...]] | None = None,
        checks: Checks | None = None,
        needs_keys: bool = True,
    ) -> None:
        """`listed` is what services last said of their models, `checks` what was found of them.

        Without `needs_keys` no key is read or asked for.
        """
        self._listed = {
            link: {each.model: each for each in models} for link, models in (listed or {}).items()
        }
        self._checks: Checks = checks if checks is not None else {}
        self._settings = settings
        self._providers = providers
        self._secrets = secrets
        self._open_adapter = open_adapter
        self._needs_keys = needs_keys
        self._open: dict[ConnectionId, _Open] = {}
        self._opening = asyncio.Lock()
        self._met: set[ConnectionId] = set()

    async def adapter(self, profile: Profile) -> Adapter:
        """The adapter for the profile's connection.

        Raise `AuthenticationError` when its key is missing and `SecretError` when the keyring
        does not give it.
        """
        return await self.adapter_of(self._connection(profile))

    async def adapter_of(self, connection: Connection) -> Adapter:
        self._require_switched_on(self._providers[connection.provider])
        async with self._opening:
            known = self._open.get(connection.id)
            if known and known.connection == connection:
                return known.adapter
            if known:
                await known.adapter.aclose()
            adapter = await self._opened(connection)
            self._open[connection.id] = _Open.of(connection, adapter)
            return adapter

    async def asked(self, connection: Connection, key: str) -> tuple[ModelFacts, ...]:
        """The models `connection` offers with `key`, "" for the environment's; nothing is kept.

        Raise `SecretError` for what is no key, and a `ProviderError` when it does not answer.
        """
        self._require_switched_on(self._providers[connection.provider])
        adapter = await self._opened(connection, cleaned(key) if key.strip() else None)
        try:
            models = await adapter.models()
            await _require_good_key(adapter)
        finally:
            await adapter.aclose()
        return models

    async def forget(self, connection: ConnectionId) -> None:
        """Open this connection anew when it is next needed, with a new key for instance."""
        self._met.discard(connection)
        async with self._opening:
            known = self._open.pop(connection, None)
            if known:
                await known.adapter.aclose()

    def provider(self, profile: Profile) -> Provider:
        return self._providers[self._connection(profile).provider]

    def facts(self, profile: Profile) -> ModelFacts:
        """What is known of the model; whether it judges, a check knows best."""
        facts, check = self._said(profile), self._checks.get((profile.connection, profile.model))
        found = check.judges if check else None
        return facts if found is None else replace(facts, judges=found)

    def _said(self, profile: Profile) -> ModelFacts:
        """What the provider's file says of the model, and the service where the file does not.

        A server on this computer gives a model the context it was started with, whatever the file
        says; where it has one model only, under whichever name it is asked for.
        """
        provider = self.provider(profile)
        facts = provider.facts_of(profile.model)
        if facts.price is None and is_here(self._connection(profile).base_url):
            facts = replace(facts, price=FREE)
        models = self._listed.get(profile.connection, {})
        listed = models.get(profile.model)
        if not provider.local:
            return facts.filled(listed) if listed else facts
        if listed is None and len(models) == 1 and not provider.dialect.lists_all:
            (listed,) = models.values()
            listed = replace(listed, name="")
        return facts.as_running(listed) if listed else facts

    def slots_of(self, profile: Profile) -> int:
        """As many calls at once as the server that runs is known to take, or usually takes."""
        known = self._open.get(profile.connection)
        running = known.server.slots() if known and known.server else None
        return running or self.facts(profile).slots or self.provider(profile).dialect.slots

    async def meet(self, profiles: Iterable[Profile]) -> None:
        """Let the servers on this computer say once what they run with, all of them at once.

        One that does not answer at once is left alone: the call that follows says why.
        """
        new = {each.connection: each for each in profiles if each.connection not in self._met}
        self._met.update(new)
        if new:
            async with asyncio.TaskGroup() as group:
                for profile in new.values():
                    group.create_task(self._meet(profile))

    async def _meet(self, profile: Profile) -> None:
        try:
            if not self.provider(profile).local:
                return
            async with asyncio.timeout(_MEETING_SECONDS):
                models = await (await self.adapter(profile)).models()
        except (EngineError, TimeoutError) as error:
            log.debug("a server says nothing of its models: %s", type(error).__name__)
        else:
            self.note_listed(profile.connection, models)

    def listed(self, connection: ConnectionId) -> tuple[ModelFacts, ...]:
        """What the service last said it has."""
        return tuple(self._listed.get(connection, {}).values())

    def note_listed(self, connection: ConnectionId, models: tuple[ModelFacts, ...]) -> None:
        """Take in what a service says of its models."""
        self._listed[connection] = {each.model: each for each in models}
        self._met.add(connection)

    def waiting(self, profile: Profile) -> Waiting:
        """The player's patience, or what the connection or its provider needs instead."""
        own = self._connection(profile).timeout_seconds or self.provider(profile).timeout_seconds
        waiting = self._settings().waiting
        return replace(waiting, first_token=own, idle=own) if own else waiting

    async def aclose(self) -> None:
        for known in self._open.values():
            await known.adapter.aclose()
        self._open.clear()

    async def _opened(self, connection: Connection, key: str | None = None) -> Adapter:
        provider = self._providers[connection.provider]
        if not self._needs_keys:
            return self._open_adapter(provider, connection, None)
        key = key or await asyncio.to_thread(self._secrets.read, connection.key)
        key = key or self._secrets.for_provider(provider.id)
        if provider.needs_key and key is None:
            raise AuthenticationError(
                provider.label,
                f"There is no key for {connection.label}. Paste one under Models & connections.",
            )
        return self._open_adapter(provider, connection, key)

    def _require_switched_on(self, provider: Provider) -> None:
        if not provider.enabled or provider.id in self._settings().switched_off:
            raise RoutingError(
                f"{provider.label} is switched off. Switch it on under Models & connections, or "
                f"remove TRIPTYCH_LLM_{provider.id.upper()}_ENABLED from the environment."
            )

    def _connection(self, profile: Profile) -> Connection:
        connection = self._settings().connection(profile.connection)
        if connection is None or connection.provider not in self._providers:
            raise RoutingError(
                f"The profile {profile.id} belongs to a connection that no longer exists. "
                "Choose another model under Models & connections."
            )
        return connection


async def _require_good_key(adapter: Adapter) -> None:
    """Some services show their models to anybody; an account shows itself to its key alone."""
    if not isinstance(adapter, KnowsCredit):
        return
    try:
        await adapter.credit()
    except AuthenticationError:
        raise
    except ProviderError as error:
        log.debug("credit is not known: %s", type(error).__name__)
