"""One connection on the page: renamed, pointed elsewhere, given a key, checked and removed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import BUILT_IN, roles_using
from desktop.connections.connection_card import ConnectionView
from desktop.connections.connection_form import OWN_ADAPTERS
from desktop.connections.offered import Offered
from desktop.connections.page import ModelsPage
from desktop.parts.model_roles import listed
from desktop.parts.telling import Telling
from desktop.texts import connections as texts
from engine.app import Engine
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection
from engine.domain.secrets import where_kept
from engine.domain.tasks import ModelRole
from engine.errors import EngineError
from engine.settings import with_connection

TakeBack = Callable[[], Awaitable[None]]


class ConnectionChoices(QObject):
    changed = Signal()
    """A connection is another than it was, or its state is."""
    removed = Signal(str, object)
    """A sentence about what is gone, and how to take that back."""

    def __init__(
        self, page: ModelsPage, engine: Engine, offered: Offered, telling: Telling
    ) -> None:
        super().__init__(page)
        self._card = page.connection
        self._page = page
        self._engine = engine
        self._offered = offered
        self._telling = telling
        self._check: asyncio.Task[None] | None = None
        self._current = ConnectionId("")
        self._connect()

    @property
    def current(self) -> ConnectionId:
        """The connection whose card is open, "" for none."""
        return self._current

    def select(self, id_: str) -> None:
        self._current = ConnectionId(id_)
        self.show()
        if id_:
            self._page.show_top()

    def show(self) -> None:
        connection = self._engine.settings.connection(self._current)
        self._card.setVisible(connection is not None)
        if connection:
            self._card.show_connection(self._view(connection))

    def _view(self, connection: Connection) -> ConnectionView:
        provider = self._engine.providers.get(connection.provider)
        own_address = provider.base_url if provider else ""
        is_own = provider is None or provider.adapter in OWN_ADAPTERS
        roles = roles_using(self._engine.settings, connection.id)
        used = texts.USED_BY.format(roles=listed(roles)) if roles else texts.NOT_USED
        return ConnectionView(
            id=connection.id,
            label=connection.label,
            summary=str(provider.metadata.get("summary", "")) if provider else "",
            address=None if is_own else connection.base_url or own_address,
            kept=None if is_own else _sentence(where_kept(connection.key)),
            used_by=used,
            has_own_models=provider is not None and provider.adapter == BUILT_IN,
        )

    def _connect(self) -> None:
        card, start = self._card, self._telling.start
        card.key_pasted.connect(lambda *pasted: start(self._keep_key, *pasted))
        card.name_changed.connect(lambda *changed: start(self._rename, *changed))
        card.address_changed.connect(lambda *changed: start(self._change_address, *changed))
        card.check_requested.connect(self._begin_check)
        card.check_cancelled.connect(self._end_check)
        card.remove_requested.connect(lambda id_: start(self._remove, id_))
        card.closed.connect(lambda: self.select(""))

    async def _keep_key(self, id_: str, key: str) -> None:
        try:
            await self._engine.connections.keep_key(ConnectionId(id_), key)
        except EngineError as error:
            self._card.show_result(str(error), good=False)
            self._card.key.ask_again()
            return
        self._card.key.clear()
        self._offered.forget(ConnectionId(id_))
        self.changed.emit()
        self._begin_check(id_)

    def _begin_check(self, id_: str) -> None:
        self._check = self._telling.start(self._ask, ConnectionId(id_))

    def _end_check(self) -> None:
        if self._check is not None:
            self._check.cancel()

    async def _ask(self, id_: ConnectionId) -> None:
        """Ask the connection for its models, and say how that went."""
        connection = self._engine.settings.connection(id_)
        if connection is None:
            return
        self._card.check.set_busy(True)
        try:
            models = await self._offered.ask(connection)
        except EngineError as error:
            self._card.show_result(str(error), good=False)
        else:
            said = texts.IT_WORKS.format(models=texts.models_text(len(models)))
            self._card.show_result(said, good=True)
        finally:
            self._card.check.set_busy(False)
            self.changed.emit()

    async def _rename(self, id_: str, name: str) -> None:
        if name:
            await self._replace(id_, label=name)
        else:
            self._card.show_result(texts.NAME_EMPTY, good=False)

    async def _change_address(self, id_: str, address: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        provider = self._engine.providers.get(connection.provider) if connection else None
        own = "" if provider and address == provider.base_url else address
        self._offered.forget(ConnectionId(id_))
        await self._replace(id_, base_url=own)
        self._begin_check(id_)

    async def _replace(self, id_: str, **values: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is not None:
            changed = replace(connection, **values)  # type: ignore[arg-type]
            settings = with_connection(self._engine.settings, changed)
            await self._engine.change_settings(settings)
            self.changed.emit()

    async def _remove(self, id_: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is None:
            return
        roles = roles_using(self._engine.settings, connection.id)
        take_back = await self._engine.connections.remove_connection(connection.id)
        self._offered.forget(connection.id)
        self.select("")
        self.changed.emit()
        self.removed.emit(self._removed_text(connection, roles), take_back)

    def _removed_text(self, connection: Connection, roles: Sequence[ModelRole]) -> str:
        left = {each.model_role for each in self._engine.connections.role_models()}
        stranded = [role for role in roles if role not in left]
        if stranded:
            return texts.REMOVED_NO_MODEL.format(label=connection.label, roles=listed(stranded))
        said = texts.REMOVED_USED if roles else texts.REMOVED
        return said.format(label=connection.label, roles=listed(roles))


def _sentence(phrase: str) -> str:
    """Names in the phrase stay as they are."""
    return phrase[:1].upper() + phrase[1:]
