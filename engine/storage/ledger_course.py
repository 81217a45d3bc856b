"""The ledger over time, and the part of it whose cost is known."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from engine.domain.calls import UsageBy, UsageTotal
from engine.domain.days import hour_of
from engine.domain.tasks import ModelRole
from engine.domain.usage import Grain, UsageCourse, UsageStep
from engine.domain.usage_steps import grain_of, starts_between
from engine.storage.ledger import SUMS, total_of, totals

_STARTS: Mapping[Grain, str] = {
    Grain.HOUR: "start_of(at)",
    Grain.DAY: "min(day, :today)",
    Grain.MONTH: "substr(min(day, :today), 1, 7)",
}


def course(connection: sqlite3.Connection, since: date | None, today: date) -> UsageCourse:
    """What every model role used in each step of time, from `since` or the first call to today.

    Whoever flies west lives a day twice: what is of tomorrow then is of today, and what is of
    today but came before it is of its first hour.
    """
    first = since or min(_first_day(connection) or today, today)
    grain = grain_of(first, today)
    starts = starts_between(first, today, grain)
    connection.create_function("start_of", 1, partial(_start_of, starts), deterministic=True)
    rows = connection.execute(
        f"""
        SELECT {_STARTS[grain]} AS start, model_role, '', {SUMS} FROM ledger
        WHERE day >= :first GROUP BY start, model_role ORDER BY start, model_role
        """,  # noqa: S608 - texts of this program only
        {"first": first.isoformat(), "today": today.isoformat()},
    )
    steps = tuple(
        UsageStep(start=start, model_role=ModelRole(role), total=total_of(tuple(sums)))
        for start, role, *sums in rows
    )
    whole = totals(connection, UsageBy.MODEL_ROLE, since=first)
    roles = {ModelRole(each.label): each for each in whole}
    return UsageCourse(grain=grain, starts=starts, steps=steps, roles=roles)


def priced_totals(
    connection: sqlite3.Connection, since: date | None, model: str
) -> tuple[UsageTotal, UsageTotal, int]:
    """What the attempts of known cost used, the part of it that other models than `model` had,
    and how many calls have an attempt of unknown cost."""
    day = since.isoformat() if since else ""
    known = f"SELECT '', {SUMS} FROM ledger WHERE day >= ? AND picodollars IS NOT NULL"  # noqa: S608 - as above
    counted = connection.execute(known, (day,)).fetchone()
    elsewhere = connection.execute(f"{known} AND model <> ?", (day, model)).fetchone()
    (unknown,) = connection.execute(
        "SELECT count(DISTINCT call) FROM ledger WHERE day >= ? AND picodollars IS NULL", (day,)
    ).fetchone()
    return total_of(counted), total_of(elsewhere), unknown


def _start_of(starts: Sequence[str], at: str) -> str:
    hour = hour_of(datetime.fromisoformat(at))
    return hour if hour in starts else starts[0]


def _first_day(connection: sqlite3.Connection) -> date | None:
    (day,) = connection.execute("SELECT min(day) FROM ledger").fetchone()
    return date.fromisoformat(day) if day else None
