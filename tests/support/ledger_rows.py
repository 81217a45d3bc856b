"""Rows of the ledger for tests; the builder fills in what a test is not about."""

from decimal import Decimal

from builders import MIRA, SESSION, TODAY

from engine.domain.calls import Cost, CostSource, LedgerRow, Outcome, Usage
from engine.domain.ids import CallId, ConnectionId, ProfileId
from engine.domain.tasks import ModelRole, Task


def a_row(number: int = 1, dollars: str | None = "0.01", **more: object) -> LedgerRow:
    """Call `number` at this cost; None for one whose price is not known."""
    amount = None if dollars is None else Decimal(dollars)
    source = CostSource.UNKNOWN if amount is None else CostSource.PRICED
    values: dict[str, object] = {
        "call": CallId(f"call-{number}"),
        "attempt": 1,
        "at": TODAY,
        "session": SESSION,
        "turn": 1,
        "task": Task.CHARACTER_REPLY,
        "model_role": ModelRole.MAIN,
        "profile": ProfileId("main"),
        "connection": ConnectionId("c"),
        "provider": "somewhere",
        "model": "big",
        "character": MIRA,
        "request_id": "r-1",
        "usage": Usage(input=1000, output=100, cached=800, reasoning=20, cache_write=150),
        "cost": Cost(amount=amount, source=source),
        "first_token": 0.4,
        "seconds": 2.5,
        "outcome": Outcome.FINISHED,
    }
    return LedgerRow(**values | more)  # type: ignore[arg-type]
