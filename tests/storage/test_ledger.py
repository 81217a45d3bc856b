from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import MIRA, SESSION, TODAY, an_adventure
from clocks import GREENWICH

from engine.domain.calls import Cost, CostSource, LedgerRow, Outcome, Usage, UsageBy
from engine.domain.ids import CallId, ConnectionId, MessageId, ProfileId, SessionId
from engine.domain.tasks import ModelRole, Task
from engine.storage.ledger import (
    add_row,
    calls_of,
    day_spending,
    last_calls,
    mark_unused,
    spent,
    sums,
    totals,
)
from engine.storage.sessions import create_session, delete_session, purge_sessions

ROW = LedgerRow(
    call=CallId("call-1"),
    attempt=1,
    at=TODAY,
    session=SESSION,
    turn=1,
    task=Task.NARRATION,
    model_role=ModelRole.MAIN,
    profile=ProfileId("main"),
    connection=ConnectionId("c"),
    provider="somewhere",
    model="big",
    character=MIRA,
    request_id="r-1",
    usage=Usage(input=1000, output=100, cached=800, reasoning=20, cache_write=150),
    cost=Cost(amount=Decimal("0.0000123"), source=CostSource.PRICED),
    first_token=0.4,
    seconds=2.5,
    outcome=Outcome.FINISHED,
)
CHEAP = replace(
    ROW,
    call=CallId("call-2"),
    at=TODAY + timedelta(days=1),
    task=Task.RULE_EVALUATION,
    model_role=ModelRole.COT,
    model="small",
    usage=Usage(input=10, output=1, estimated=True),
    cost=Cost(amount=Decimal("0.0000000001"), source=CostSource.ESTIMATED),
)
UNPRICED = replace(
    CHEAP,
    call=CallId("call-3"),
    session=None,
    turn=None,
    cost=Cost(amount=None, source=CostSource.UNKNOWN),
)


@pytest.fixture(autouse=True)
def _greenwich(clock_in):
    clock_in(GREENWICH)


def booked(connection, *rows):
    for row in rows:
        add_row(connection, row)


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        (UsageBy.MODEL_ROLE, ["main", "cot"]),
        (UsageBy.MODEL, ["big", "small"]),
        (UsageBy.SESSION, ["Rain", ""]),
        (UsageBy.DAY, ["2030-05-02", "2030-05-01"]),
        (UsageBy.TASK, ["narration", "rule_evaluation"]),
        (UsageBy.CHARACTER, ["Mira Oduya"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_ledger_is_summed_up_by(connection, by, labels):
    booked(connection, ROW, CHEAP, UNPRICED)
    assert [total.label for total in totals(connection, by)] == labels


def test_a_sum_can_be_of_one_session_or_of_the_days_since(connection):
    booked(connection, ROW, CHEAP, UNPRICED)
    of_session = totals(connection, UsageBy.MODEL_ROLE, session=SESSION)
    assert [(total.label, total.calls) for total in of_session] == [("main", 1), ("cot", 1)]
    assert not totals(connection, UsageBy.MODEL_ROLE, session=SessionId("another"))
    later = totals(connection, UsageBy.DAY, since=date(2030, 5, 2))
    assert [total.label for total in later] == ["2030-05-02"]


def test_every_way_of_summing_up_is_there(connection):
    booked(connection, ROW)
    assert [len(totals(connection, by)) for by in UsageBy] == [1] * len(UsageBy)


def test_a_sum_is_exact_and_says_what_it_lacks(connection):
    booked(connection, ROW, CHEAP, UNPRICED)
    main, cot = totals(connection, UsageBy.MODEL_ROLE)
    assert main.usage == ROW.usage
    assert main.cost == Decimal("0.0000123")
    assert cot.cost == Decimal("0.0000000001")
    assert (cot.calls, cot.unpriced_calls, cot.usage.estimated) == (2, 1, True)


def test_many_small_costs_add_up_without_a_rest(connection):
    cents = Cost(amount=Decimal("0.1"), source=CostSource.PRICED)
    booked(connection, *(replace(ROW, call=CallId(str(n)), cost=cents) for n in range(1000)))
    (total,) = totals(connection, UsageBy.SESSION)
    assert total.cost == spent(connection, TODAY.date(), SESSION).session == 100


def test_the_attempts_of_a_call_are_one_call(connection):
    booked(connection, replace(ROW, outcome=Outcome.FAILED), replace(ROW, attempt=2))
    (total,) = totals(connection, UsageBy.SESSION)
    assert (total.calls, total.usage.input) == (1, 2000)


def test_a_call_that_fell_back_is_one_call_of_the_whole(connection):
    free = Cost(amount=Decimal(0), source=CostSource.FREE)
    booked(
        connection,
        replace(UNPRICED, model="first", outcome=Outcome.FAILED),
        replace(UNPRICED, attempt=2, model="first", outcome=Outcome.FAILED),
        replace(UNPRICED, attempt=3, model="second", cost=free),
        replace(UNPRICED, attempt=4, model="third", cost=free),
        ROW,
    )
    found = sums(connection, UsageBy.MODEL)
    assert [each.calls for each in found.parts] == [1, 1, 1, 1]
    whole, day = found.whole, day_spending(connection, UNPRICED.at.date())
    assert (whole.calls, whole.free_calls, whole.unpriced_calls) == (2, 1, 1)
    assert (day.calls, day.free_calls, day.unpriced_calls) == (1, 1, 1)
    of_session = sums(connection, UsageBy.MODEL, session=SESSION)
    assert (of_session.whole.calls, of_session.whole.usage) == (1, ROW.usage)


def test_an_attempt_that_is_booked_again_counts_as_booked_last(connection):
    booked(connection, replace(ROW, cost=UNPRICED.cost), ROW)
    (total,) = totals(connection, UsageBy.SESSION)
    assert (total.usage.input, total.cost) == (1000, Decimal("0.0000123"))


def test_sums_can_begin_at_a_day(connection):
    booked(connection, ROW, CHEAP)
    (total,) = totals(connection, UsageBy.MODEL, since=date(2030, 5, 2))
    assert total.label == "small"


def test_calls_made_ahead_in_vain_are_marked(connection):
    booked(connection, ROW, CHEAP)
    mark_unused(connection, [CHEAP.call])
    outcomes = connection.execute("SELECT outcome FROM ledger ORDER BY call").fetchall()
    assert outcomes == [("finished",), ("unused",)]


def test_sessions_of_one_name_are_summed_up_apart_and_outlive_their_session(connection):
    create_session(connection, id="twin", name="Rain", adventure=an_adventure(), at=TODAY)
    booked(connection, ROW, replace(CHEAP, session="twin"))
    assert [total.label for total in totals(connection, UsageBy.SESSION)] == ["Rain", "Rain"]
    delete_session(connection, SESSION, TODAY)
    purge_sessions(connection, before=TODAY + timedelta(days=9))
    assert [total.label for total in totals(connection, UsageBy.SESSION)] == ["", "Rain"]


def test_the_last_call_of_each_task_and_profile_is_told_the_latest_first(connection):
    later = replace(
        ROW, call=CallId("call-9"), at=TODAY + timedelta(hours=1), seconds=9.0, first_token=None
    )
    booked(connection, ROW, later, CHEAP)
    calls = last_calls(connection)
    assert [(each.task, each.profile, each.at) for each in calls] == [
        (CHEAP.task, CHEAP.profile, CHEAP.at),
        (later.task, later.profile, later.at),
    ]
    assert calls[1].usage == later.usage
    assert calls[1].cost == later.cost
    assert (calls[1].first_token, calls[1].seconds) == (None, 9.0)


def test_a_call_that_did_not_run_to_its_end_is_not_the_last_one(connection):
    stopped = replace(
        ROW, call=CallId("call-9"), at=TODAY + timedelta(hours=1), outcome=Outcome.STOPPED
    )
    booked(connection, ROW, stopped)
    assert [each.at for each in last_calls(connection)] == [ROW.at]


def test_a_day_counts_its_own_calls_those_for_nothing_and_those_of_unknown_price(connection):
    free = Cost(amount=Decimal(0), source=CostSource.FREE)
    gift = Cost(amount=Decimal(0), source=CostSource.REPORTED)
    failed = Cost(amount=Decimal(0), source=CostSource.PRICED)
    booked(
        connection,
        ROW,
        replace(ROW, call=CallId("free"), cost=free),
        replace(ROW, call=CallId("free"), attempt=2, cost=free),
        replace(ROW, call=CallId("gift"), cost=gift),
        replace(ROW, call=CallId("failed"), cost=failed, outcome=Outcome.FAILED),
        replace(UNPRICED, at=TODAY),
        CHEAP,
    )
    day = day_spending(connection, TODAY.date())
    assert (day.turns, day.calls, day.free_calls, day.unpriced_calls) == (1, 5, 2, 1)
    assert day.cost == ROW.cost.amount


def test_a_day_without_calls_cost_nothing(connection):
    assert day_spending(connection, TODAY.date()).cost == 0


def test_a_month_begins_with_its_first_day_and_today_is_part_of_it(connection):
    today = TODAY.replace(day=2)
    for number, at in enumerate((today, today - timedelta(days=1), today - timedelta(days=2))):
        add_row(connection, replace(ROW, call=CallId(f"c{number}"), at=at))
    add_row(connection, replace(ROW, call=CallId("c9"), at=today, cost=UNPRICED.cost))
    booked = spent(connection, today.date())
    assert (booked.today, booked.month) == (ROW.cost.amount, 2 * ROW.cost.amount)


def test_the_attempts_made_for_messages_are_read_back_whole(connection):
    first = replace(ROW, message=MessageId("m1"))
    retried = replace(
        first, attempt=2, at=TODAY + timedelta(seconds=3), outcome=Outcome.FAILED, error="Timeout"
    )
    later = replace(UNPRICED, message=MessageId("m2"), character=None, first_token=None)
    booked(connection, later, retried, first, CHEAP)
    assert calls_of(connection, [MessageId("m1"), MessageId("m2")]) == (first, retried, later)
    assert calls_of(connection, []) == ()


def test_a_sum_says_how_many_calls_cost_nothing(connection):
    free = Cost(amount=Decimal(0), source=CostSource.FREE)
    booked(connection, ROW, replace(ROW, call=CallId("free"), cost=free))
    (total,) = totals(connection, UsageBy.SESSION)
    assert total.free_calls == 1
