"""What the line at the bottom says of money, true at any time."""

import asyncio
from contextlib import aclosing
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.qt.tasks import Tasks
from desktop.session.controller import TurnController
from desktop.shell.status_bar import StatusBar
from engine.app import Engine

_MINUTE_MS: Final = 60_000


class Bill(QObject):
    """Counted anew when a call was booked, whoever asked for it, and when a day begins."""

    changed = Signal()

    def __init__(
        self, status: StatusBar, engine: Engine, turns: TurnController, tasks: Tasks
    ) -> None:
        super().__init__(status)
        self._status = status
        self._engine = engine
        self._turns = turns
        self._tasks = tasks
        self._day = engine.ledger.today
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self._look_at_the_day)

    def begin(self) -> None:
        self._clock.start()
        self._tasks.start(self._follow())

    def close(self) -> None:
        self._clock.stop()

    def count(self) -> None:
        self._tasks.start(self._count())

    def _look_at_the_day(self) -> None:
        if self._engine.ledger.today != self._day:
            self.count()

    async def _follow(self) -> None:
        async with aclosing(self._engine.ledger.bookings()) as bookings:
            async for _ in bookings:
                await asyncio.wait((self._tasks.start(self._count()),))

    async def _count(self) -> None:
        self._day = self._engine.ledger.today
        session = self._turns.session
        if session is not None:
            spent = await self._engine.ledger.spent(session.id)
            limit = self._engine.settings.limits.day
            self._status.show_costs(spent.session, spent.today, limit)
        self.changed.emit()
