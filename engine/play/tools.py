"""What playing needs from the outside: storage, models, the clock and the dice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from engine.domain.ids import CallId
from engine.routing.router import Router
from engine.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """`roll(low, high)` throws a die with these bounds, both included."""

    db: Database
    router: Router
    now: Callable[[], datetime]
    roll: Callable[[int, int], int]


def new_id() -> str:
    return uuid4().hex


def new_call() -> CallId:
    return CallId(new_id())
