"""One connection on the page: renamed, pointed elsewhere, given a key, checked and removed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import BUILT_IN, roles_using, with_changed
from desktop.connections.connection_card import ConnectionView
from desktop.connections.connection_form import OWN_ADAPTERS
from desktop.connections.finding_words import WayOut, finding_view, page_of
from desktop.connections.offered import Offered
from desktop.connections.page import ModelsPage
from desktop.parts.links import open_page
from desktop.parts.model_roles import listed
from desktop.parts.telling import Telling
from desktop.texts import connections as texts
from engine.app import Engine
from engine.domain.findings import Finding, FoundElsewhere, NotSecure
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, Provider
from engine.domain.secrets import where_kept
from engine.domain.tasks import ModelRole
from engine.errors import EngineError

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
        self._finding: Finding | None = None
        self._way = ""
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
            may_trust=self._may_trust(connection, provider),
            kept=None if is_own else _sentence(where_kept(connection.key)),
            used_by=used,
            has_own_models=provider is not None and provider.adapter == BUILT_IN,
        )

    def _may_trust(self, connection: Connection, provider: Provider | None) -> bool:
        """Certificates matter to the player at an address of their own, or once there is a file."""
        has_own = bool(connection.base_url or self._engine.settings.ca_file)
        return has_own and provider is not None and not provider.local

    def _connect(self) -> None:
        card, start = self._card, self._telling.start
        card.key_pasted.connect(lambda *pasted: start(self._keep_key, *pasted))
        card.name_changed.connect(lambda *changed: start(self._rename, *changed))
        card.address_changed.connect(lambda *changed: start(self._change_address, *changed))
        card.check_requested.connect(self._begin_check)
        card.check_cancelled.connect(self._end_check)
        card.way_out_pressed.connect(lambda *pressed: start(self._go_out, *pressed))
        card.remove_requested.connect(lambda id_: start(self._remove, id_))
        card.closed.connect(lambda: self.select(""))

    async def _keep_key(self, id_: str, key: str) -> None:
        try:
            await self._engine.connections.keep_key(ConnectionId(id_), key)
        except EngineError as error:
            self._card.show_trouble(str(error))
            self._card.key.ask_again()
            return
        self._card.key.clear()
        self._offered.forget(ConnectionId(id_))
        self.changed.emit()
        self._begin_check(id_)

    def _begin_check(self, id_: str) -> None:
        self._check = self._telling.start(self._ask, ConnectionId(id_))

    def check_again(self) -> None:
        """The reason why it was not secure may be gone."""
        if self._current and isinstance(self._finding, NotSecure):
            self._begin_check(self._current)

    def _end_check(self) -> None:
        if self._check is not None:
            self._check.cancel()

    async def _ask(self, id_: ConnectionId) -> None:
        """Find out how the connection is, and say it."""
        connection = self._engine.settings.connection(id_)
        if connection is None:
            return
        self._card.check.set_busy(True)
        try:
            finding = await self._offered.check(connection)
        finally:
            self._card.check.set_busy(False)
            self.changed.emit()
        self._tell(connection, finding)
        await self._offered.ask_credit(connection)
        self.changed.emit()

    def _tell(self, connection: Connection, finding: Finding) -> None:
        provider = self._engine.providers[connection.provider]
        page = page_of(provider, finding)
        if connection.id == self._current:
            self._finding, self._way = finding, page
            has_key = connection.key is not None
            view = finding_view(finding, connection.label, page, has_key=has_key)
            self._card.show_finding(view)

    async def _go_out(self, id_: str, way: WayOut) -> None:
        """Do what the finding's button says."""
        match way:
            case WayOut.USE_ADDRESS if isinstance(self._finding, FoundElsewhere):
                await self._move(id_, self._finding)
            case WayOut.OPEN_PAGE:
                await open_page(self._card, self._way)
            case WayOut.CHOOSE_CERTIFICATES:
                self._card.trust.choose_requested.emit()
            case _:
                pass

    async def _move(self, id_: str, found: FoundElsewhere) -> None:
        """It is elsewhere, and may be another provider's."""
        self._offered.forget(ConnectionId(id_))
        await self._take(
            id_, lambda there: replace(there, provider=found.provider, base_url=found.base_url)
        )
        self._begin_check(id_)

    async def _rename(self, id_: str, name: str) -> None:
        if name:
            await self._take(id_, lambda there: replace(there, label=name))
        else:
            self._card.show_trouble(texts.NAME_EMPTY)

    async def _change_address(self, id_: str, typed: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        provider = self._engine.providers.get(connection.provider) if connection else None
        if connection is None or provider is None:
            return
        try:
            address = self._engine.connections.address(replace(connection, base_url=typed))
        except EngineError as error:
            self._card.show_trouble(str(error))
            return
        own = "" if address == provider.base_url else address
        self._offered.forget(connection.id)
        await self._take(id_, lambda there: replace(there, base_url=own))
        self._card.show_address(address, typed=typed)
        self._begin_check(id_)

    async def _take(self, id_: str, change: Callable[[Connection], Connection]) -> None:
        changed = partial(with_changed, connection=ConnectionId(id_), change=change)
        await self._engine.change_settings(changed)
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
