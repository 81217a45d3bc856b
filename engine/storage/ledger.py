"""What every attempt used and cost, and the sums of it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine.domain.calls import LedgerRow, Outcome, Usage, UsageBy, UsageTotal
from engine.domain.ids import CallId, SessionId
from engine.storage.stored_json import storable

_PICO = Decimal("1e-12")

_LABELS: Mapping[UsageBy, str] = {
    UsageBy.MODEL_ROLE: "model_role",
    UsageBy.MODEL: "model",
    UsageBy.SESSION: "(SELECT name FROM sessions WHERE sessions.id = ledger.session)",
    UsageBy.DAY: "day",
    UsageBy.TASK: "task",
}

_SUMS = """
    count(DISTINCT call), sum(input), sum(output), sum(cached), sum(reasoning), max(estimated),
    sum(picodollars), count(*) - count(picodollars)
"""


def add_row(connection: sqlite3.Connection, row: LedgerRow) -> None:
    """Book an attempt. Booked again, it takes the place of what was known before."""
    usage, cost = row.usage, row.cost
    connection.execute(
        f"REPLACE INTO ledger VALUES ({', '.join('?' * 25)})",  # noqa: S608 - question marks only
        (
            row.call,
            row.attempt,
            row.at.isoformat(),
            row.at.date().isoformat(),
            row.session,
            row.turn,
            row.task.value,
            row.model_role.value,
            row.profile,
            row.connection,
            row.provider,
            row.model,
            row.character,
            row.request_id,
            usage.input,
            usage.output,
            usage.cached,
            usage.reasoning,
            usage.estimated,
            None if cost.amount is None else round(cost.amount / _PICO),
            cost.source.value,
            row.first_token,
            row.seconds,
            row.outcome.value,
            storable(row.error),
        ),
    )


def mark_unused(connection: sqlite3.Connection, calls: Sequence[CallId]) -> None:
    """Say of these calls that they were made ahead, in vain."""
    connection.executemany(
        "UPDATE ledger SET outcome = ? WHERE call = ?",
        [(Outcome.UNUSED.value, call) for call in calls],
    )


def totals(
    connection: sqlite3.Connection, by: UsageBy, *, since: date | None = None
) -> tuple[UsageTotal, ...]:
    """One sum for each label, the dearest first; days by date, the latest first.

    A day is that of the times booked, in their own zone. By session the label is its name, ""
    where there was no session or it is gone for good.
    """
    group = "session" if by is UsageBy.SESSION else _LABELS[by]
    order = "label DESC" if by is UsageBy.DAY else "sum(picodollars) DESC, sum(output) DESC, label"
    rows = connection.execute(
        f"""
        SELECT coalesce({_LABELS[by]}, '') AS label, {_SUMS} FROM ledger
        WHERE day >= ? GROUP BY {group} ORDER BY {order}
        """,  # noqa: S608 - texts of this module only
        (since.isoformat() if since else "",),
    )
    return tuple(_total(row) for row in rows)


def session_total(connection: sqlite3.Connection, session: SessionId) -> UsageTotal:
    """Everything a session has used; the label is its id."""
    row = connection.execute(
        f"SELECT ?1, {_SUMS} FROM ledger WHERE session = ?1",  # noqa: S608 - as above
        (session,),
    ).fetchone()
    return _total(row)


def _total(row: tuple[Any, ...]) -> UsageTotal:
    # Sums over no rows are NULL.
    label, calls, input_, output, cached, reasoning, estimated, picodollars, unpriced = row
    return UsageTotal(
        label=label,
        calls=calls,
        usage=Usage(
            input=input_ or 0,
            output=output or 0,
            cached=cached or 0,
            reasoning=reasoning or 0,
            estimated=bool(estimated),
        ),
        cost=Decimal(picodollars or 0) * _PICO,
        unpriced_calls=unpriced,
    )
