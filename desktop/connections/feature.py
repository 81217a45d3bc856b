"""Models and connections put together: what the player chooses is saved and used from then on."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import new_connection
from desktop.connections.offered import Offered, count_text
from desktop.connections.page import ModelsPage
from desktop.connections.role_choices import RoleChoices
from desktop.connections.task_choices import TaskChoices
from desktop.parts.telling import Telling
from desktop.qt.tasks import Tasks
from desktop.widgets.entry_list import Entry
from engine.app import Engine
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.errors import EngineError
from engine.settings import with_connection

WORKS: Final = "It works: {count}."
OFFER: Final = "{label} works. Let it write, judge and keep the books?"
USE_FOR_ALL: Final = "Use it for all three roles"
NOT_NOW: Final = "Not now"


class ConnectionsFeature(QObject):
    """Lives as long as the engine is open."""

    roles_changed = Signal()
    switch_requested = Signal(str)
    """The id of a connection that all three roles are to use."""

    def __init__(self, page: ModelsPage, engine: Engine, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._telling = Telling(tasks, page.failure)
        self._offered = Offered(engine)
        self._roles = RoleChoices(page.roles, engine, self._offered, self._telling, self)
        self._tasks = TaskChoices(page, engine, self._telling, self)
        self._current = self._proposed = ConnectionId("")
        page.add.show_providers(tuple(engine.providers.values()))
        self._connect()
        self.show_all()

    def show_all(self) -> None:
        """Show the settings as they are now, and what the ledger says if anybody sees it."""
        self._show_connections()
        self._roles.show()
        self._tasks.show()
        if self._page.isVisible():
            self._telling.start(self._learn)

    def _show_connections(self) -> None:
        settings, page = self._engine.settings, self._page
        page.show_connections([self._entry(each) for each in settings.connections], self._current)
        connection = settings.connection(self._current)
        page.connection.setVisible(connection is not None)
        if connection:
            provider = self._engine.providers.get(connection.provider)
            page.connection.show_connection(connection, provider)

    async def _learn(self) -> None:
        calls = await self._engine.last_calls()
        self._tasks.learn(calls, await self._engine.spent_today())
        await self._roles.learn(calls)

    def _connect(self) -> None:
        page, start = self._page, self._telling.start
        page.shown.connect(self.show_all)
        page.connections.opened.connect(self._select)
        page.connection.key_pasted.connect(lambda *pasted: start(self._keep_key, *pasted))
        page.connection.check_requested.connect(lambda id_: start(self._check, id_))
        page.connection.address_changed.connect(
            lambda *changed: start(self._change_address, *changed)
        )
        page.connection.closed.connect(lambda: self._select(""))
        page.connection.switch_requested.connect(self.switch_requested)
        page.add.added.connect(lambda *added: start(self._add, *added))
        page.offer.pressed.connect(self._answer_offer)
        self._roles.changed.connect(self.show_all)
        self._roles.changed.connect(self.roles_changed)
        self._roles.tried.connect(self.show_all)

    def _select(self, id_: str) -> None:
        self._current = ConnectionId(id_)
        self._show_connections()

    async def _keep_key(self, id_: str, key: str) -> None:
        try:
            await self._engine.keep_key(ConnectionId(id_), key)
        except EngineError as error:
            self._page.connection.show_result(str(error), good=False)
            return
        self._offered.forget(ConnectionId(id_))
        self._show_connections()
        await self._check(id_)

    async def _check(self, id_: str) -> bool:
        """Ask the connection for its models, and say how that went. Whether it went well."""
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is None:
            return False
        card = self._page.connection
        card.set_checking(True)
        try:
            models = await self._offered.ask(connection)
        except EngineError as error:
            card.show_result(str(error), good=False)
            return False
        else:
            card.show_result(WORKS.format(count=count_text(len(models))), good=True)
            return True
        finally:
            card.set_checking(False)
            self._show_connections()
            self._roles.show()

    async def _change_address(self, id_: str, address: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is None:
            return
        provider = self._engine.providers.get(connection.provider)
        own = "" if provider and address == provider.base_url else address
        changed = replace(connection, base_url=own)
        self._offered.forget(connection.id)
        await self._engine.change_settings(with_connection(self._engine.settings, changed))
        self.show_all()

    async def _add(self, provider: str, address: str, key: str) -> None:
        """Set it up, see whether it works, and offer it for everything if it does."""
        engine = self._engine
        added = new_connection(engine.settings, engine.providers[ProviderId(provider)], address)
        await engine.change_settings(with_connection(engine.settings, added))
        self._current = added.id
        self.show_all()
        if engine.providers[added.provider].needs_key and not key.strip():
            self._page.connection.key.setFocus()
            return
        if key.strip():
            await engine.keep_key(added.id, key)
            self._show_connections()
        if await self._check(added.id):
            self._offer(added)

    def _offer(self, connection: Connection) -> None:
        self._proposed = connection.id
        sentence = OFFER.format(label=connection.label)
        self._page.offer.say(sentence, (USE_FOR_ALL, NOT_NOW), "ask")

    def _answer_offer(self, pressed: str) -> None:
        if pressed == USE_FOR_ALL:
            self.switch_requested.emit(self._proposed)

    def _entry(self, connection: Connection) -> Entry:
        return Entry(
            id=connection.id,
            title=connection.label,
            line=self._offered.line(connection),
            mark=self._offered.mark(connection),
        )
