"""What every attempt used and cost, and the sums of it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.domain.calls import (
    Cost,
    CostSource,
    DaySpending,
    LastCall,
    LedgerRow,
    Outcome,
    Spent,
    Usage,
    UsageBy,
    UsageSums,
    UsageTotal,
)
from engine.domain.days import day_of
from engine.domain.ids import (
    CallId,
    CharacterId,
    ConnectionId,
    MessageId,
    ProfileId,
    SessionId,
)
from engine.domain.tasks import ModelRole, Task
from engine.storage.stored_json import storable

_PICO = Decimal("1e-12")

_CHARACTER_NAME = """
    SELECT json_extract(who.value, '$.name')
    FROM sessions JOIN adventures ON adventures.hash = sessions.adventure,
        json_each(adventures.body, '$.characters') AS who
    WHERE sessions.id = ledger.session AND json_extract(who.value, '$.id') = ledger.character
"""

_LABELS: Mapping[UsageBy, str] = {
    UsageBy.MODEL_ROLE: "model_role",
    UsageBy.MODEL: "model",
    UsageBy.SESSION: "(SELECT name FROM sessions WHERE sessions.id = ledger.session)",
    UsageBy.DAY: "day",
    UsageBy.TASK: "task",
    UsageBy.CHARACTER: f"coalesce(({_CHARACTER_NAME}), character)",
}

_ROW = """
    call, attempt, at, session, turn, task, model_role, profile, connection, provider, model,
    character, request_id, input, output, cached, reasoning, cache_write, estimated, picodollars,
    cost_source, first_token, seconds, outcome, error, message
"""

SUMS = """
    count(DISTINCT call), sum(input), sum(output), sum(cached), sum(reasoning),
    sum(cache_write), max(estimated), sum(picodollars),
    count(DISTINCT CASE WHEN picodollars IS NULL THEN call END),
    count(DISTINCT CASE WHEN picodollars = 0 AND cost_source IN ('free', 'reported') THEN call END)
"""

_COUNTED = "WHERE day >= ?1 AND (?2 IS NULL OR session = ?2)"


def add_row(connection: sqlite3.Connection, row: LedgerRow) -> None:
    """Book an attempt. Booked again, it takes the place of what was known before.

    It counts to the day that the player's clock shows now, and keeps it wherever they go.
    """
    usage, cost = row.usage, row.cost
    connection.execute(
        f"REPLACE INTO ledger VALUES ({', '.join('?' * 27)})",  # noqa: S608 - question marks only
        (
            row.call,
            row.attempt,
            row.at.isoformat(),
            day_of(row.at).isoformat(),
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
            row.message,
            usage.cache_write,
        ),
    )


def calls_of(
    connection: sqlite3.Connection, messages: Sequence[MessageId]
) -> tuple[LedgerRow, ...]:
    """The attempts that were made for these messages, the earliest first."""
    marks = ", ".join("?" * len(messages))
    rows = connection.execute(
        f"SELECT {_ROW} FROM ledger WHERE message IN ({marks}) ORDER BY at, rowid",  # noqa: S608 - question marks and texts of this module
        tuple(messages),
    )
    return tuple(_row(row) for row in rows)


def calls_since(
    connection: sqlite3.Connection, since: date | None
) -> tuple[tuple[date, LedgerRow], ...]:
    """Every attempt from the day `since` on with the day it counts to, the earliest first."""
    rows = connection.execute(
        f"SELECT day, {_ROW} FROM ledger WHERE day >= ? ORDER BY at, rowid",  # noqa: S608 - as above
        (since.isoformat() if since else "",),
    )
    return tuple((date.fromisoformat(day), _row(tuple(row))) for day, *row in rows)


def mark_unused(connection: sqlite3.Connection, calls: Sequence[CallId]) -> None:
    """Say of these calls that they were made ahead, in vain."""
    connection.executemany(
        "UPDATE ledger SET outcome = ? WHERE call = ?",
        [(Outcome.UNUSED.value, call) for call in calls],
    )


def totals(
    connection: sqlite3.Connection,
    by: UsageBy,
    *,
    since: date | None = None,
    session: SessionId | None = None,
) -> tuple[UsageTotal, ...]:
    """One sum for each label, the dearest first; days by date, the latest first.

    Only what was used from the day `since` on counts, and only in `session`, if they are given.
    By session the label is its name, ""
    where there was no session or it is gone for good; by character it is "" for all others' calls.
    """
    group = {UsageBy.SESSION: "session", UsageBy.CHARACTER: "character"}.get(by, _LABELS[by])
    order = "label DESC" if by is UsageBy.DAY else "sum(picodollars) DESC, sum(output) DESC, label"
    rows = connection.execute(
        f"""
        SELECT coalesce({_LABELS[by]}, '') AS label, {SUMS} FROM ledger
        {_COUNTED} GROUP BY {group} ORDER BY {order}
        """,  # noqa: S608 - texts of this module only
        (since.isoformat() if since else "", session),
    )
    return tuple(total_of(row) for row in rows)


def sums(
    connection: sqlite3.Connection,
    by: UsageBy,
    *,
    since: date | None = None,
    session: SessionId | None = None,
) -> UsageSums:
    """`totals`, and what they come to: a call that was tried on two models is one call."""
    whole = connection.execute(
        f"SELECT '', {SUMS} FROM ledger {_COUNTED}",  # noqa: S608 - texts of this module only
        (since.isoformat() if since else "", session),
    ).fetchone()
    parts = totals(connection, by, since=since, session=session)
    return UsageSums(parts=parts, whole=total_of(whole))


def last_calls(connection: sqlite3.Connection) -> tuple[LastCall, ...]:
    """For each task and profile the last call that ran to its end, the latest first."""
    # Beside max(), SQLite takes the other columns from the row it found.
    rows = connection.execute(
        """
        SELECT task, profile, max(at), input, output, cached, reasoning, cache_write, estimated,
            picodollars, cost_source, first_token, seconds
        FROM ledger WHERE outcome = ? GROUP BY task, profile ORDER BY max(at) DESC
        """,
        (Outcome.FINISHED.value,),
    )
    return tuple(_last_call(row) for row in rows)


def day_spending(connection: sqlite3.Connection, day: date) -> DaySpending:
    """What was spent on `day`. A call is free when its model is, or is said to have cost nothing."""
    turns, calls, free, unpriced, picodollars = connection.execute(
        """
        SELECT count(DISTINCT session || ' ' || turn), count(DISTINCT call),
            count(DISTINCT CASE WHEN picodollars = 0 AND cost_source IN (?, ?) THEN call END),
            count(DISTINCT CASE WHEN picodollars IS NULL THEN call END),
            sum(picodollars)
        FROM ledger WHERE day = ?
        """,
        (CostSource.FREE.value, CostSource.REPORTED.value, day.isoformat()),
    ).fetchone()
    return DaySpending(
        turns=turns,
        calls=calls,
        free_calls=free,
        unpriced_calls=unpriced,
        cost=Decimal(picodollars or 0) * _PICO,
    )


def spent(
    connection: sqlite3.Connection,
    today: date,
    session: SessionId | None = None,
    turn: int | None = None,
) -> Spent:
    """What was spent today, since the first day of the month, and in a session and its turn.

    Unknown prices do not count.
    """
    month = "SELECT sum(CASE WHEN day >= ?1 THEN picodollars END), sum(picodollars) FROM ledger "
    days = (today.isoformat(), today.replace(day=1).isoformat())
    sums = list(connection.execute(month + "WHERE day >= ?2", days).fetchone())
    played = "SELECT sum(picodollars), sum(CASE WHEN turn = ?2 THEN picodollars END) FROM ledger "
    sums += connection.execute(played + "WHERE session = ?1", (session, turn)).fetchone()
    amounts = [Decimal(each or 0) * _PICO for each in sums]
    return Spent(today=amounts[0], month=amounts[1], session=amounts[2], turn=amounts[3])


def _row(row: tuple[Any, ...]) -> LedgerRow:
    call, attempt, at, session, turn, task, model_role, profile, *rest = row
    link, provider, model, character, request_id, *rest = rest
    *used, picodollars, source, first_token, seconds, outcome, error, message = rest
    return LedgerRow(
        call=CallId(call),
        attempt=attempt,
        at=datetime.fromisoformat(at),
        session=SessionId(session) if session else None,
        turn=turn,
        task=Task(task),
        model_role=ModelRole(model_role),
        profile=ProfileId(profile),
        connection=ConnectionId(link),
        provider=provider,
        model=model,
        character=CharacterId(character) if character else None,
        request_id=request_id,
        usage=_usage(used),
        cost=_cost(picodollars, source),
        first_token=first_token,
        seconds=seconds,
        outcome=Outcome(outcome),
        error=error,
        message=MessageId(message),
    )


def _usage(used: Sequence[int]) -> Usage:
    input_, output, cached, reasoning, cache_write, estimated = used
    return Usage(
        input=input_,
        output=output,
        cached=cached,
        reasoning=reasoning,
        cache_write=cache_write,
        estimated=bool(estimated),
    )


def _cost(picodollars: int | None, source: str) -> Cost:
    amount = None if picodollars is None else picodollars * _PICO
    return Cost(amount=amount, source=CostSource(source))


def _last_call(row: tuple[Any, ...]) -> LastCall:
    task, profile, at, *used, picodollars, source, first_token, seconds = row
    return LastCall(
        task=Task(task),
        profile=ProfileId(profile),
        at=datetime.fromisoformat(at),
        usage=_usage(used),
        cost=_cost(picodollars, source),
        first_token=first_token,
        seconds=seconds,
    )


def total_of(row: tuple[Any, ...]) -> UsageTotal:
    """A label and what `SUMS` came to; sums over no rows are NULL."""
    label, calls, *used, picodollars, unpriced, free = row
    return UsageTotal(
        label=label,
        calls=calls,
        usage=_usage([each or 0 for each in used]),
        cost=Decimal(picodollars or 0) * _PICO,
        unpriced_calls=unpriced,
        free_calls=free,
    )
