"""Setting connections up: their keys, who is there, what is so about them, taking them away."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from engine.app.asking import keep_listed
from engine.app.model_checks import forgotten, kept
from engine.app.workings import Workings
from engine.domain.findings import Finding, Works
from engine.domain.found import FoundServer
from engine.domain.ids import ConnectionId
from engine.domain.model_checks import ModelCheck
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.domain.secrets import KeyRef
from engine.errors import EngineError, SettingsError
from engine.play.stream import streamed
from engine.providers.adapters import address_of
from engine.providers.adding import added, save_description
from engine.providers.check import Checking, finding_of
from engine.providers.scan import ORIGINS, find_servers
from engine.settings import Settings, with_connection, with_models_of, without_connection
from engine.storage import listed
from engine.storage.answers import forget_answers


class SettingUp:
    """What `Engine.connections` can do with connections."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    async def keep_key(self, connection: ConnectionId, key: str) -> KeyRef:
        """Keep a pasted key and use it from now on. Raise `SecretError` for what is no key."""
        _required(self._workings.settings, connection)
        reference = await asyncio.to_thread(self._workings.secrets.keep, connection, key)

        def with_key(now: Settings) -> Settings:
            return with_connection(now, replace(_required(now, connection), key=reference))

        await self._workings.change_settings(with_key)
        await self._workings.connections.forget(connection)
        return reference

    async def remove_connection(self, id_: ConnectionId) -> Callable[[], Awaitable[None]]:
        """Forget a connection with its models and its key; what is returned takes that back.

        Raise an `EngineError` where that cannot be done; then everything is as before.
        """
        connection = self._workings.settings.connection(id_)
        key = await self._key_taken(connection)
        try:
            before = await self._workings.change_settings(partial(without_connection, id_=id_))
        except SettingsError:
            await self._give_back(id_, key)
            raise
        checks = await self._all_forgotten(id_)

        async def take_back() -> None:
            await self._workings.change_settings(partial(_as_before, before=before))
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
            await keep_listed(self._workings, connection, finding.models)
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

    async def forget_habits(self, connection: ConnectionId) -> None:
        """Begin anew with the models of a connection, which may be others by now."""
        await self._workings.tools.router.habits.forget(connection)
        await forgotten(self._workings, connection)
        await self._workings.tools.db.run(partial(forget_answers, link=connection))

    async def _key_taken(self, connection: Connection | None) -> str | None:
        """The key of a connection, which is not kept any more."""
        reference = connection.key if connection else None
        return await asyncio.to_thread(self._workings.secrets.take, reference)

    async def _give_back(self, id_: ConnectionId, key: str | None) -> None:
        if key is not None:
            await asyncio.to_thread(self._workings.secrets.keep, id_, key)

    async def _all_forgotten(self, id_: ConnectionId) -> tuple[ModelCheck, ...]:
        """What was known of a connection's models, and is not any more; the checks of them."""
        await self._workings.tools.router.habits.forget(id_)
        checks = await forgotten(self._workings, id_)
        await self._workings.tools.db.run(partial(listed.forget_listed, link=id_))
        await self._workings.tools.db.run(partial(forget_answers, link=id_))
        await self._workings.connections.forget(id_)
        return checks


def _required(settings: Settings, id_: ConnectionId) -> Connection:
    connection = settings.connection(id_)
    if connection is None:
        raise SettingsError(f"There is no connection {id_}. Add it first.")
    return connection


def _as_before(settings: Settings, before: Settings) -> Settings:
    """Only what goes with a connection."""
    return replace(with_models_of(settings, before), approved=before.approved)
