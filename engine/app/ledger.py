"""What calls have taken and cost, read from the ledger."""

from collections.abc import Sequence
from functools import partial

from engine.domain.calls import DaySpending, LastCall, LedgerRow, Spent, UsageBy, UsageTotal
from engine.domain.ids import (
    MessageId,
    SessionId,
)
from engine.play.tools import Tools
from engine.storage import ledger


class EngineLedger:
    """What `Engine.ledger` can tell."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._db = tools.db

    async def last_calls(self) -> tuple[LastCall, ...]:
        """The last call of each task on each profile, the latest first."""
        return await self._db.run(ledger.last_calls)

    async def spent_today(self) -> DaySpending:
        """Today's calls, by the clock the ledger is kept with."""
        return await self._db.run(partial(ledger.day_spending, day=self._tools.now().date()))

    async def spent(self) -> Spent:
        """Dollars booked today and this month, as they are held to the limits."""
        return await self._db.run(partial(ledger.spent, today=self._tools.now().date()))

    async def usage(
        self, by: UsageBy, session: SessionId | None = None, *, today: bool = False
    ) -> tuple[UsageTotal, ...]:
        """The ledger summed up: all of it, or a session's part, or today's."""
        since = self._tools.now().date() if today else None
        return await self._db.run(partial(ledger.totals, by=by, since=since, session=session))

    async def calls_of(self, messages: Sequence[MessageId]) -> tuple[LedgerRow, ...]:
        """The attempts that were made for these messages, the earliest first."""
        return await self._db.run(partial(ledger.calls_of, messages=messages))

    async def session_usage(self, session: SessionId) -> UsageTotal:
        return await self._db.run(partial(ledger.session_total, session=session))
