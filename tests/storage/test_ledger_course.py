"""The ledger over time, and the part of it whose cost is known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import TODAY
from clocks import GREENWICH
from ledger_rows import a_row

from engine.domain.calls import UsageBy
from engine.domain.days import hours_of
from engine.domain.ids import CharacterId
from engine.domain.tasks import ModelRole
from engine.domain.usage import Grain, Span
from engine.storage.ledger import add_row, calls_since, totals
from engine.storage.ledger_course import course, priced_totals

DAY = TODAY.date()
JUDGED = {"model_role": ModelRole.COT, "character": None, "model": "small"}


@pytest.fixture(autouse=True)
def _greenwich(clock_in):
    clock_in(GREENWICH)


@pytest.fixture
def booked(connection):
    """Today, and ten days ago, when a judge was asked too."""
    before = TODAY - timedelta(days=10)
    rows = (
        a_row(1),
        a_row(2, at=TODAY + timedelta(hours=1), **JUDGED),
        a_row(3, at=before, **JUDGED),
        a_row(4, None, at=before),
        a_row(5, character=CharacterId("gone")),
    )
    for row in rows:
        add_row(connection, row)
    return connection


def test_a_day_goes_by_in_hours_and_longer_spans_in_days(booked):
    hours = course(booked, Span.TODAY.first_day(DAY), DAY)
    assert (hours.grain, len(hours.starts)) == (Grain.HOUR, 24)
    assert hours.starts[13] == "2030-05-01T13:00+00:00"
    steps = [(each.start, each.model_role, each.total.calls) for each in hours.steps]
    assert steps == [(hours.starts[12], "main", 2), (hours.starts[13], "cot", 1)]
    week = course(booked, Span.WEEK.first_day(DAY), DAY)
    assert (week.grain, week.starts[0], len(week.starts)) == (Grain.DAY, "2030-04-25", 7)
    everything = course(booked, Span.ALL.first_day(DAY), DAY)
    assert (everything.starts[0], len(everything.starts)) == ("2030-04-21", 11)
    assert sum(each.total.cost for each in everything.steps) == Decimal("0.04")


def test_a_call_that_goes_on_in_the_next_hour_is_one_call_of_its_role(connection):
    for attempt in (1, 2):
        later = TODAY + timedelta(hours=attempt)
        add_row(connection, a_row(1, at=later, attempt=attempt))
    found = course(connection, DAY, DAY)
    assert [each.total.calls for each in found.steps] == [1, 1]
    assert found.roles[ModelRole.MAIN].calls == 1


def test_years_go_by_in_months_and_an_empty_ledger_is_today(connection):
    assert course(connection, None, DAY).starts == hours_of(DAY)
    add_row(connection, a_row(at=TODAY - timedelta(days=400)))
    months = course(connection, None, DAY)
    assert (months.grain, months.starts[0], months.starts[-1]) == (
        Grain.MONTH,
        "2029-03",
        "2030-05",
    )
    assert months.steps[0].start == "2029-03"


def test_only_calls_of_known_price_are_summed_up_and_the_others_counted(booked):
    counted, elsewhere, left_out = priced_totals(booked, None, "big")
    assert (counted.calls, counted.usage.input, counted.cost) == (4, 4000, Decimal("0.04"))
    assert (elsewhere.calls, left_out) == (2, 1)
    assert priced_totals(booked, DAY + timedelta(days=1), "big")[0].calls == 0


def test_characters_go_by_their_names_as_long_as_those_are_known(booked):
    labels = {each.label: each.calls for each in totals(booked, UsageBy.CHARACTER)}
    assert labels == {"Mira Oduya": 2, "": 2, "gone": 1}


def test_the_days_of_a_span_are_found_by_their_index(booked):
    assert [row.call for _, row in calls_since(booked, date(2030, 5, 1))] == [
        "call-1", "call-5", "call-2",
    ]  # fmt: skip
    asked = []
    booked.set_trace_callback(asked.append)
    course(booked, DAY, DAY)
    totals(booked, UsageBy.CHARACTER, since=DAY)
    priced_totals(booked, DAY, "big")
    booked.set_trace_callback(None)
    plans = [
        " ".join(row[3] for row in booked.execute(f"EXPLAIN QUERY PLAN {each}")) for each in asked
    ]
    assert plans
    assert all("ledger_day" in plan for plan in plans), plans
