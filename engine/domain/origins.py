"""Where a reply comes from, as the ledger has it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.domain.calls import Cost, CostSource, LedgerRow
from engine.domain.ids import ProfileId
from engine.domain.tasks import Task

WRITING = (Task.CHARACTER_REPLY, Task.NARRATION)
_LEAST_TRUSTED_FIRST = tuple(reversed(CostSource))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOrigin:
    """Who wrote a reply, and what that took.

    `provider_type` is the protocol, as files of profiles name it. `tool_calls` are the tasks of
    the other calls that were made for the reply: what judged or rewrote it. `iterations` is how
    many attempts it took to write it, `cost` what all of that came to.
    """

    used_profile_id: ProfileId
    provider_type: str
    model: str
    tool_calls: tuple[Task, ...]
    iterations: int
    cost: Cost


def writer(rows: Sequence[LedgerRow]) -> LedgerRow | None:
    """The attempt that wrote the reply, of all that were made for it, the earliest first."""
    return next((row for row in reversed(rows) if row.task in WRITING), None)


def origin_of(rows: Sequence[LedgerRow], provider_type: str) -> MessageOrigin | None:
    """The origin of a reply for which `rows` were booked; None where nobody was asked for it."""
    wrote = writer(rows)
    if wrote is None:
        return None
    others = {row.call: row.task for row in rows if row.task not in WRITING}
    return MessageOrigin(
        used_profile_id=wrote.profile,
        provider_type=provider_type,
        model=wrote.model,
        tool_calls=tuple(others.values()),
        iterations=sum(row.task in WRITING for row in rows),
        cost=_together([row.cost for row in rows]),
    )


def _together(costs: Sequence[Cost]) -> Cost:
    """The sum, trusted as little as the least trusted; what is free does not count in that."""
    paid = [cost for cost in costs if cost.source is not CostSource.FREE]
    sources = {cost.source for cost in paid}
    source = next((each for each in _LEAST_TRUSTED_FIRST if each in sources), CostSource.FREE)
    amounts = [cost.amount for cost in paid if cost.amount is not None]
    is_known = len(amounts) == len(paid)
    return Cost(amount=sum(amounts, start=Decimal(0)) if is_known else None, source=source)
