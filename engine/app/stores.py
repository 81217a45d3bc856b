"""The library as routing sees it: the ledger it books in, the habits and answers it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from engine.app.bookings import Bookings
from engine.domain.answers import Answer
from engine.domain.calls import LedgerRow, Spent
from engine.domain.habits import ModelHabits
from engine.domain.ids import ConnectionId, SessionId
from engine.storage import answers, habits, ledger
from engine.storage.database import Database


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """Books calls, and tells what has been spent."""

    db: Database
    bookings: Bookings

    async def book(self, row: LedgerRow) -> None:
        await self.db.run(partial(ledger.add_row, row=row))
        self.bookings.tell()

    async def spent(self, today: date, session: SessionId | None, turn: int | None) -> Spent:
        spent = partial(ledger.spent, today=today, session=session, turn=turn)
        return await self.db.run(spent)


@dataclass(frozen=True, slots=True)
class StoredHabits:
    """Keeps what models were found to do."""

    db: Database

    async def load(self) -> Mapping[tuple[ConnectionId, str], ModelHabits]:
        return await self.db.run(habits.all_habits)

    async def keep(self, connection: ConnectionId, model: str, habits_: ModelHabits) -> None:
        await self.db.run(partial(habits.keep_habits, link=connection, model=model, habits=habits_))

    async def forget(self, connection: ConnectionId) -> None:
        await self.db.run(partial(habits.forget_habits, link=connection))


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """Keeps answers that may be given again."""

    db: Database

    async def find(self, key: str) -> Answer | None:
        return await self.db.run(partial(answers.find_answer, key=key))

    async def keep(self, key: str, answer: Answer) -> None:
        await self.db.run(partial(answers.keep_answer, key=key, answer=answer))

    async def forget(self, key: str) -> None:
        await self.db.run(partial(answers.forget_answer, key=key))
