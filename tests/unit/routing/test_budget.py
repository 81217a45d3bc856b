"""The player's spending limits: who is asked while there is room, and what is said when not."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_call
from routers import ARouter, dollars, says, some_settings

from engine.domain.calls import AttemptFailed, FellBack
from engine.domain.ids import ProfileId
from engine.domain.providers import FREE
from engine.errors import AuthenticationError, RoutingError, SpendingLimitError
from engine.providers.scripted import Reply
from engine.settings import SpendingLimits

DEAR = dollars("1000", "1000")
"""At most 0.9 dollars for 900 tokens of answer, and a little for the prompt."""


def limited(limits: SpendingLimits, *names: str, **more: object) -> ARouter:
    names = names or ("first",)
    return ARouter(
        {name: says("Hello.", "Hello again.") for name in names},
        settings=some_settings(names, limits=limits),
        **more,
    )


async def test_a_call_that_could_pass_the_limit_of_the_day_is_not_made():
    made = limited(SpendingLimits(day=Decimal("0.5")), prices={"first": DEAR})
    with pytest.raises(SpendingLimitError) as caught:
        await made.text(a_call())
    assert str(caught.value) == (
        "first-model was not asked: it could pass your spending limit of $0.50 a day, of which "
        "$0.00 is spent. Raise the limit or choose a free model under Models & connections, then "
        "press Retry."
    )
    assert made.rows == []


async def test_what_was_spent_earlier_in_the_month_counts_for_the_month_alone():
    limits = SpendingLimits(day=Decimal(5), month=Decimal(5))
    made = limited(limits, prices={"first": DEAR}, earlier_this_month=Decimal("4.5"))
    with pytest.raises(SpendingLimitError, match=r"\$5.00 a month, of which \$4.50 is spent"):
        await made.text(a_call())


async def test_a_call_with_room_is_made():
    made = limited(SpendingLimits(day=Decimal(2)), prices={"first": DEAR})
    assert await made.text(a_call()) == "Hello."


async def test_a_free_model_plays_on_when_the_limit_is_reached():
    made = limited(SpendingLimits(day=Decimal(1)), spent_before=Decimal(3))
    assert await made.text(a_call()) == "Hello."


async def test_a_free_fallback_takes_over_and_says_why():
    prices = {"first": DEAR, "second": FREE}
    limits = SpendingLimits(day=Decimal("0.1"))
    made = limited(limits, "first", "second", prices=prices)
    outputs = await made.outputs(a_call())
    assert next(o for o in outputs if isinstance(o, AttemptFailed)).profile == "first"
    fell = next(o for o in outputs if isinstance(o, FellBack))
    assert "spending limit of $0.10 a day" in fell.reason


async def test_a_price_nobody_knows_is_refused_only_once_the_limit_is_reached():
    limits = SpendingLimits(day=Decimal(1))
    made = limited(limits, prices={"first": None}, spent_before=Decimal("0.99"))
    assert await made.text(a_call()) == "Hello."
    made = limited(limits, prices={"first": None}, spent_before=Decimal(1))
    with pytest.raises(SpendingLimitError):
        await made.text(a_call())


async def test_calls_that_run_at_once_share_what_is_left():
    gate = asyncio.Event()
    made = ARouter(
        {"first": says(Reply(steps=("Hello", gate, ".")), "Hello again.")},
        prices={"first": DEAR},
        settings=some_settings(("first",), limits=SpendingLimits(day=Decimal("1.5"))),
    )
    running = asyncio.ensure_future(made.text(a_call()))
    while not made.adapters["first"].requests:  # noqa: ASYNC110 - the adapter sets no event
        await asyncio.sleep(0)
    with pytest.raises(SpendingLimitError):
        await made.text(replace(a_call(), messages=()))
    gate.set()
    assert await running == "Hello."


async def test_a_limit_beside_another_failure_is_one_of_two_reasons():
    refused = AuthenticationError("First", "First refused the key.")
    limits = SpendingLimits(day=Decimal("0.1"))
    approved = (ProfileId("second"),)
    made = ARouter(
        {"first": says(refused), "second": says("Hello.")},
        prices={"first": FREE, "second": DEAR},
        settings=some_settings(("first", "second"), limits=limits, approved=approved),
    )
    with pytest.raises(
        RoutingError, match=r"refused the key\. second-model was not asked"
    ) as caught:
        await made.text(a_call())
    assert type(caught.value) is RoutingError


async def test_what_costs_less_than_the_first_is_known():
    prices = {"first": dollars("1", "1"), "dear": DEAR, "cheap": dollars("0.1", "1"), "any": None}
    made = ARouter({name: says("x") for name in prices}, prices=prices)
    assert await made.router.cheaper(made.settings.profiles) == {"cheap"}
