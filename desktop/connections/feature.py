"""Models and connections put together: what the player chooses is saved and used from then on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.connections.adding import Adding
from desktop.connections.built_in_feature import BuiltInFeature
from desktop.connections.connection_choices import ConnectionChoices
from desktop.connections.judge_checking import JudgeChecking
from desktop.connections.local_servers import LocalServers
from desktop.connections.model_choosing import ModelChoosing
from desktop.connections.offered import ConnectionState, Offered
from desktop.connections.page import ModelsPage
from desktop.connections.preset_choices import PresetChoices
from desktop.connections.role_choices import RoleChoices
from desktop.connections.task_choices import TaskChoices
from desktop.connections.tier_choices import TierChoices
from desktop.connections.trusting import Trusting
from desktop.parts.telling import Telling
from desktop.qt.tasks import Tasks
from desktop.texts import connections as texts
from desktop.widgets.entry_list import Entry
from engine.app import Engine
from engine.domain.found import FoundServer
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection
from engine.settings import Settings

_AT_ONCE: Final = 4
"""Connections that are asked at the same time, so that a start is no burst."""


class ConnectionsFeature(QObject):
    """Lives as long as the engine is open."""

    roles_changed = Signal()
    limits_changed = Signal()
    states_changed = Signal()
    """More is known of how the connections are."""
    accepted = Signal()
    """The roles were given a new connection's models; it is said in the page's notice."""
    switch_requested = Signal(str)
    """The id of a connection that all three roles are to use."""

    def __init__(self, page: ModelsPage, engine: Engine, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._telling = telling = Telling(tasks, page.failure)
        self._offered = offered = Offered(engine)
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._choosing = choosing = ModelChoosing(page.picker, engine, offered, telling)
        self._roles = RoleChoices(page.roles, engine, offered, choosing, telling, parent=page)
        self._judging = JudgeChecking(page.judging, engine, telling)
        self._tasks = TaskChoices(page, engine, telling, self)
        self._presets = PresetChoices(page, engine, telling)
        self._tiers = TierChoices(page.tiers, engine, telling)
        self._connections = ConnectionChoices(page, engine, offered, telling)
        self._adding = Adding(page.add, engine, offered, choosing, telling)
        self._built_in = BuiltInFeature(page.built_in, engine, tasks)
        self._servers = LocalServers(page.found, engine, telling)
        lines = (page.add.form.trust, page.connection.trust)
        self._trusting = Trusting(page, lines, engine, telling)
        self._take_back: Callable[[], Awaitable[None]] | None = None
        self._connect(choosing)
        self.show_all()

    def show_all(self) -> None:
        """Show the settings as they are now, and what the ledger says if anybody sees it."""
        self._show_connections()
        self._roles.show()
        self._judging.show()
        self._tasks.show()
        self._tiers.show()
        self._servers.show()
        if self._page.built_in.isVisible():
            self._built_in.show()
        if self._page.isVisible():
            self._telling.start(self._learn)

    def _show_connections(self) -> None:
        entries = [self._entry(each) for each in self._engine.settings.connections]
        self._page.show_connections(entries, self._connections.current)
        self._connections.show()

    async def _learn(self) -> None:
        calls = await self._engine.ledger.last_calls()
        await self._tasks.learn(calls)
        await self._roles.learn(calls)

    def _connect(self, choosing: ModelChoosing) -> None:
        page = self._page
        page.shown.connect(self._come_back)
        page.connections.opened.connect(self._select)
        page.connection.switch_requested.connect(self.switch_requested)
        page.notice.pressed.connect(self._answer)
        choosing.learnt.connect(self._show_states)
        self._roles.changed.connect(self._tell_roles)
        self._roles.tried.connect(self._show_tried)
        self._judging.checked.connect(self.show_all)
        self._tasks.roles_changed.connect(self._roles.show)
        self._tasks.limits_changed.connect(self.limits_changed)
        self._connections.changed.connect(self._tell_roles)
        self._connections.removed.connect(self._offer_back)
        self._presets.done.connect(self._tell_done)
        self._tiers.changed.connect(self._tasks.show)
        self._built_in.roles_changed.connect(self._tell_roles)
        self._adding.added.connect(self._select_new)
        self._adding.learnt.connect(self._show_states)
        self._adding.used.connect(self._tell_used)
        self._servers.use_requested.connect(self._set_up)
        self._trusting.changed.connect(self._adding.check_again)
        self._trusting.changed.connect(self._connections.check_again)

    def _come_back(self) -> None:
        """Show all, and ask what is on this computer how it is: it comes and goes."""
        self.show_all()
        for connection in self._engine.settings.connections:
            provider = self._engine.providers.get(connection.provider)
            if provider and provider.local:
                self._begin_look(connection)

    def check_all(self) -> None:
        """Ask every connection how it is, and show each as soon as it is known."""
        for connection in self._engine.settings.connections:
            if connection.provider in self._engine.providers:
                self._begin_look(connection)

    def _begin_look(self, connection: Connection) -> None:
        """Not in a run in which nobody is asked anything."""
        if not self._engine.network.is_off and not self._offered.is_asking(connection.id):
            self._telling.start(self._look, connection)

    async def _look(self, connection: Connection) -> None:
        async with self._at_once:
            self._show_states()
            await self._offered.check(connection)
            self._show_states()
            await self._offered.ask_credit(connection)
        self._show_states()

    def note_answer(self, connection: ConnectionId) -> None:
        """A call in the story was answered: what failed before works again."""
        if self._offered.failed(connection):
            self._offered.note(connection, None)
            self._show_states()

    def note_failure(self, profile: ProfileId) -> None:
        """A call in the story failed: ask its connection how it is."""
        used = self._engine.settings.profile(profile)
        connection = self._engine.settings.connection(used.connection) if used else None
        if connection is not None and connection.provider in self._engine.providers:
            self._begin_look(connection)

    def _show_tried(self) -> None:
        self.show_all()
        self.states_changed.emit()

    def _show_states(self) -> None:
        self._show_connections()
        self._roles.show()
        self._choosing.refresh()
        self.states_changed.emit()

    def state(self, connection: Connection) -> ConnectionState:
        """How a connection is, as it stands everywhere."""
        return self._offered.state(connection)

    def _set_up(self, found: FoundServer, key: str) -> None:
        self._page.show_adding()
        self._adding.set_up(found, key)

    def _select(self, id_: str) -> None:
        self._connections.select(id_)
        self._show_connections()

    def _select_new(self, id_: str) -> None:
        self._connections.select("")
        self._tell_roles()

    def _tell_roles(self) -> None:
        self.show_all()
        self.roles_changed.emit()

    def _tell_done(self, sentence: str, take_back: Callable[[], Awaitable[None]]) -> None:
        self._tell_roles()
        self._offer_back(sentence, take_back)

    def _tell_used(self, id_: str, before: Settings) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        label = connection.label if connection else id_
        self._tell_roles()
        self._offer_back(texts.ALL_USE.format(label=label), partial(self._use_before, before))
        self._page.notice.buttons[0].setFocus()
        self.accepted.emit()

    async def _use_before(self, before: Settings) -> None:
        """Only the roles: the connection stays, and so does its key."""
        await self._engine.change_settings(lambda now: replace(now, roles=before.roles))

    def _offer_back(self, sentence: str, take_back: Callable[[], Awaitable[None]]) -> None:
        self._take_back = take_back
        self._page.show_top()
        self._page.notice.say(sentence, (texts.UNDO, texts.CLOSE), "ask")

    def _answer(self, pressed: str) -> None:
        if pressed == texts.UNDO and self._take_back is not None:
            self._telling.start(self._undo, self._take_back)
        self._take_back = None

    async def _undo(self, take_back: Callable[[], Awaitable[None]]) -> None:
        await take_back()
        self._tell_roles()

    def _entry(self, connection: Connection) -> Entry:
        return Entry(
            id=connection.id,
            title=connection.label,
            line=self._offered.line(connection),
            mark=self._offered.mark(connection),
        )
