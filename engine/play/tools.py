"""What playing needs from the outside: storage, models, the clock and the dice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import uuid4

from engine.domain.ids import CallId, SessionId
from engine.domain.sessions import OpenSession
from engine.routing.escalating import Checks
from engine.routing.router import Router
from engine.storage.database import Database
from engine.storage.last_session import LastSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """`roll(low, high)` throws a die with these bounds, both included."""

    db: Database
    router: Router
    now: Callable[[], datetime]
    roll: Callable[[int, int], int]
    last: LastSession = field(default_factory=LastSession)
    checks: Checks = field(default_factory=dict)
    """How well models judge, by connection and model."""

    async def session(self, id_: SessionId) -> OpenSession:
        """The session at its current branch. Raise `LookupError` when there is none."""
        return await self.db.run(partial(self.last.load, session=id_))


def new_id() -> str:
    return uuid4().hex


def new_call() -> CallId:
    return CallId(new_id())
