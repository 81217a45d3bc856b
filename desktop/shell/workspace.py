"""The window at work on an open engine: the features, and what top and bottom tell of them."""

from contextlib import aclosing
from typing import Final, assert_never

from PySide6.QtCore import QDateTime, QObject, Qt

from desktop.connections.feature import ConnectionsFeature
from desktop.connections.page import ModelsPage
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Theme
from desktop.session.feature import SessionFeature
from desktop.shell.top_bar import RoleLine
from desktop.shell.window import MainWindow
from engine.app import Engine
from engine.domain.calls import LedgerRow, UsageBy
from engine.play.events import BackgroundFailed, SummaryWritten

SUMMARISED: Final = "The story so far was summarised."


class Workspace(QObject):
    """Begun once and closed once, while the engine is open."""

    def __init__(self, window: MainWindow, theme: Theme, engine: Engine, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._tasks = tasks
        models = ModelsPage(theme)
        window.add_models_page(models)
        models.back_requested.connect(window.show_session)
        self._connections = ConnectionsFeature(models, engine, tasks)
        self._connections.roles_changed.connect(self._show_roles)
        self.session = SessionFeature(window.session, engine, tasks)
        self.session.session_opened.connect(self._count_costs)
        turns = self.session.turns
        turns.busy_changed.connect(window.status.show_busy)
        turns.call_finished.connect(self._show_call)

    async def begin(self) -> None:
        self._show_roles()
        self._window.status.show_busy(False)
        self._window.status.notify(" ".join(self._engine.notices))
        self._tasks.start(self._listen())
        await self.session.begin()

    async def close(self) -> None:
        await self.session.close()

    def _show_roles(self) -> None:
        lines = {
            each.model_role: RoleLine(
                model=each.facts.name or each.profile.model, connection=each.connection.label
            )
            for each in self._engine.role_models()
        }
        self._window.top.show_roles(lines)

    def _show_call(self, row: LedgerRow) -> None:
        self._window.status.show_call(row)

    def _count_costs(self) -> None:
        self._tasks.start(self._show_costs())

    async def _show_costs(self) -> None:
        session = self.session.turns.session
        if session is None:
            return
        spent = await self._engine.session_usage(session.id)
        days = await self._engine.usage(UsageBy.DAY)
        # The ledger's days are those of Greenwich.
        day = QDateTime.currentDateTimeUtc().date().toString(Qt.DateFormat.ISODate)
        today = sum((total.cost for total in days if total.label == day), start=spent.cost * 0)
        self._window.status.show_costs(spent.cost, today)

    async def _listen(self) -> None:
        """Tell what happens behind the scenes, until the engine closes."""
        async with aclosing(self._engine.background_events()) as events:
            async for event in events:
                match event:
                    case SummaryWritten():
                        self._window.status.notify(SUMMARISED)
                    case BackgroundFailed(sentence=sentence):
                        self._window.status.notify(sentence)
                    case _:
                        assert_never(event)
