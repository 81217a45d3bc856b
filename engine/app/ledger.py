"""What calls have taken and cost, read from the ledger."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from engine.app.workings import Workings
from engine.domain.calls import (
    DaySpending,
    LastCall,
    LedgerRow,
    Spent,
    UsageBy,
    UsageSums,
    UsageTotal,
)
from engine.domain.days import day_of
from engine.domain.ids import MessageId, SessionId
from engine.domain.origins import MessageOrigin, origin_of, writer
from engine.domain.tasks import ModelRole
from engine.domain.usage import Saving, Span, UsageCourse
from engine.errors import FormatError
from engine.formats.profile_providers import provider_type
from engine.formats.usage_export import Table, as_csv, as_json, calls_table, totals_table
from engine.routing.saving import saving_on
from engine.storage import ledger, ledger_course

Since = Span | date
"""A span of days, or the day with which one begins."""


class EngineLedger:
    """What `Engine.ledger` can tell. All days are those of the player's clock."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings
        self._db = workings.tools.db

    @property
    def today(self) -> date:
        return day_of(self._workings.tools.now())

    def bookings(self) -> AsyncGenerator[None, None]:
        """Once whenever calls were booked, or a turn raised a limit: what was read is out of date."""
        return self._workings.bookings.heard()

    async def last_calls(self) -> tuple[LastCall, ...]:
        """The last call of each task on each profile, the latest first."""
        return await self._db.run(ledger.last_calls)

    async def spent_today(self) -> DaySpending:
        return await self._db.run(partial(ledger.day_spending, day=self.today))

    async def spent(self, session: SessionId | None = None) -> Spent:
        """Dollars booked today and this month, as they are held to the limits, and in `session`."""
        return await self._db.run(partial(ledger.spent, today=self.today, session=session))

    async def usage(
        self, by: UsageBy, session: SessionId | None = None, *, since: Since = Span.ALL
    ) -> tuple[UsageTotal, ...]:
        """The ledger summed up: all of it or a session's part, from the beginning or `since`."""
        first = self._first_day(since)
        return await self._db.run(partial(ledger.totals, by=by, since=first, session=session))

    async def sums(
        self, by: UsageBy, session: SessionId | None = None, *, since: Since = Span.ALL
    ) -> UsageSums:
        """`usage`, and the sum of it in which every call is one call."""
        first = self._first_day(since)
        return await self._db.run(partial(ledger.sums, by=by, since=first, session=session))

    async def course(self, since: Since) -> UsageCourse:
        """What each model role used as time went by."""
        first = self._first_day(since)
        return await self._db.run(partial(ledger_course.course, since=first, today=self.today))

    async def saving(self, since: Since) -> Saving | None:
        """What was saved against main's model for everything, calculated from booked tokens.

        None where main has no model, or one whose price is not known.
        """
        settings = self._workings.settings
        first = next(iter(settings.role_profiles(ModelRole.MAIN)), None)
        profile = settings.profile(first) if first else None
        if profile is None or settings.connection(profile.connection) is None:
            return None
        price = await self._workings.tools.router.price(profile)
        if price is None:
            return None
        model, first_day = profile.model, self._first_day(since)
        totals = await self._db.run(
            partial(ledger_course.priced_totals, since=first_day, model=model)
        )
        return saving_on(*totals, model=model, price=price)

    async def calls_of(self, messages: Sequence[MessageId]) -> tuple[LedgerRow, ...]:
        """The attempts that were made for these messages, the earliest first."""
        return await self._db.run(partial(ledger.calls_of, messages=messages))

    async def origins(self, messages: Sequence[MessageId]) -> Mapping[MessageId, MessageOrigin]:
        """Where those of these messages come from that a model wrote."""
        rows = await self.calls_of(messages)
        of_message = {id_: [row for row in rows if row.message == id_] for id_ in messages}
        found = {id_: origin_of(own, self._type(own)) for id_, own in of_message.items()}
        return {id_: origin for id_, origin in found.items() if origin}

    def _type(self, rows: Sequence[LedgerRow]) -> str:
        """The protocol by which the reply was asked for; its provider where that is gone."""
        row = writer(rows)
        connection = self._workings.settings.connection(row.connection) if row else None
        provider = self._workings.providers.get(connection.provider) if connection else None
        if row is None or connection is None or provider is None:
            return row.provider if row else ""
        return provider_type(provider, connection.base_url or provider.base_url)

    async def table(self, since: Since, by: UsageBy | None = None) -> Table:
        """The ledger for other programs: sums, or every attempt. No text of a story, no key."""
        if by is not None:
            return totals_table(by, await self.usage(by, since=since))
        first = self._first_day(since)
        return calls_table(await self._db.run(partial(ledger.calls_since, since=first)))

    async def export(self, path: Path, since: Since, by: UsageBy | None = None) -> None:
        """Write `table` to `path`: JSON where the name ends so, else CSV. Raise `FormatError`."""
        table = await self.table(since, by)
        text = partial(as_json if path.suffix.lower() == ".json" else as_csv, table)
        try:
            await asyncio.to_thread(lambda: _write(path, text()))
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise FormatError(
                f"“{path.name}” could not be written: {why}. Choose another folder."
            ) from error

    def _first_day(self, since: Since) -> date | None:
        return since.first_day(self.today) if isinstance(since, Span) else since


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
