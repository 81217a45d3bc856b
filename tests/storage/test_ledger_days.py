"""To which day and hour of the player's clock a call counts."""

import shutil
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from builders import a_call
from clocks import AUCKLAND, GREENWICH, LOS_ANGELES, at
from ledger_rows import a_row
from libraries import a_library

from engine.domain.calls import UsageBy
from engine.domain.days import day_of, hours_of
from engine.domain.providers import Price
from engine.domain.usage import Grain
from engine.errors import SpendingLimitError
from engine.routing.budget import Budget
from engine.routing.pricing import Size
from engine.settings import Settings, SpendingLimits
from engine.storage.ledger import add_row, calls_since, day_spending, spent, totals
from engine.storage.ledger_course import course

LATE = at("2030-05-31T23:30")


@pytest.mark.parametrize(
    ("zone", "day"),
    [(GREENWICH, "2030-05-31"), (AUCKLAND, "2030-06-01"), (LOS_ANGELES, "2030-05-31")],
)
def test_a_call_counts_to_the_day_and_month_of_the_players_clock(connection, clock_in, zone, day):
    clock_in(zone)
    add_row(connection, a_row(at=LATE))
    today = date.fromisoformat(day)
    assert [each.label for each in totals(connection, UsageBy.DAY)] == [day]
    assert day_spending(connection, today).calls == 1
    assert spent(connection, today).today == spent(connection, today).month == Decimal("0.01")
    assert [(counted, row.at) for counted, row in calls_since(connection, today)] == [(today, LATE)]


async def test_the_limit_of_a_day_opens_at_the_players_midnight(connection, clock_in):
    clock_in(LOS_ANGELES)
    add_row(connection, a_row(1, "1.00", at=at("2030-05-02T03:00")))
    assert not await _has_room(connection, at("2030-05-02T06:59"))
    assert await _has_room(connection, at("2030-05-02T07:00"))


async def _has_room(connection, now: datetime) -> bool:
    class Booked:
        async def spent(self, *when):
            return spent(connection, *when)

    limits = Settings(limits=SpendingLimits(day=Decimal(1)))
    price = Price(input=Decimal(1), output=Decimal(1))
    budget = Budget(lambda: limits, Booked(), lambda: now)
    try:
        async with budget.room_for(a_call(), "big", price, Size(input=1, output=1)):
            return True
    except SpendingLimitError:
        return False


@pytest.mark.parametrize(
    ("day", "booked", "places"),
    [
        ("2030-03-10", ("09:30", "10:30"), [1, 2]),
        ("2030-11-03", ("08:30", "09:30"), [1, 2]),
        ("2030-05-01", ("07:30", "08:30"), [0, 1]),
    ],
)
def test_a_day_goes_by_in_the_hours_it_has(connection, clock_in, day, booked, places):
    clock_in(LOS_ANGELES)
    for number, time in enumerate(booked):
        add_row(connection, a_row(number, at=at(f"{day}T{time}")))
    hours = course(connection, date.fromisoformat(day), date.fromisoformat(day))
    assert [hours.starts.index(step.start) for step in hours.steps] == places


def test_whoever_flies_west_finds_every_call_in_a_step_of_the_days_there_are(connection, clock_in):
    clock_in(AUCKLAND)
    for number, then in enumerate(("2030-05-01T10:00", "2030-05-01T20:00")):
        add_row(connection, a_row(number, at=at(then)))
    clock_in(LOS_ANGELES)
    today = day_of(at("2030-05-01T22:00"))
    hours, days = (course(connection, since, today) for since in (today, date(2030, 4, 20)))
    assert (hours.grain, days.grain) == (Grain.HOUR, Grain.DAY)
    assert [hours.starts.index(step.start) for step in hours.steps] == [3, 13]
    assert [(step.start, step.total.calls) for step in days.steps] == [("2030-05-01", 2)]
    assert course(connection, None, date(2030, 4, 30)).starts == hours_of(date(2030, 4, 30))


async def test_what_an_older_version_booked_comes_to_count_to_the_players_days(
    clock_in, library: Path, backups: Path
):
    clock_in(AUCKLAND)
    shutil.copy(Path(__file__).with_name("libraries") / "schema-10.db", library)
    async with a_library(library, backups) as db:
        (total,) = await db.run(partial(totals, by=UsageBy.DAY))
    assert total.label == "2030-05-02"
