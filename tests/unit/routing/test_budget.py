"""The player's spending limits: who is asked while there is room, and what is said when not."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import SESSION, a_call
from routers import ARouter, dollars, says, some_settings

from engine.domain.calls import AttemptFailed, FellBack, Usage
from engine.domain.consent import Consent, Period
from engine.domain.ids import MessageId, ProfileId
from engine.domain.providers import FREE
from engine.domain.tasks import ModelRole
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


def answering(*answers, made=None):
    """An `ask` that gives these answers in turn, and keeps what was asked."""
    left = list(answers)

    async def ask(question):
        ask.asked.append(question)
        answer = left.pop(0)
        if answer is Consent.RAISE:
            limits = replace(made.settings.limits, **{question.period.value: question.raised})
            made.settings = replace(made.settings, limits=limits)
        return answer

    ask.asked = []
    return ask


async def test_a_price_nobody_knows_is_asked_about_where_there_are_limits():
    limits = SpendingLimits(day=Decimal(1))
    made = limited(limits, prices={"first": None}, spent_before=Decimal("0.99"))
    with pytest.raises(RoutingError, match="without your consent"):
        await made.text(a_call())
    ask = answering(Consent.ONCE)
    assert await made.text(a_call(), ask) == "Hello."
    assert "Nobody knows what first-model on First costs" in ask.asked[0].sentence
    made = limited(limits, prices={"first": None}, spent_before=Decimal(1))
    with pytest.raises(SpendingLimitError):
        await made.text(a_call(), answering(Consent.ONCE, Consent.STOP))


@pytest.mark.parametrize("period", ["turn", "session"])
async def test_a_turn_and_a_session_have_limits_of_their_own(period):
    made = limited(SpendingLimits(**{period: Decimal("0.5")}), prices={"first": DEAR})
    with pytest.raises(SpendingLimitError, match=rf"\$0.50 a {period}"):
        await made.text(a_call(session=SESSION, turn=1))


async def test_what_another_turn_or_session_spent_does_not_count_for_this_one():
    usage = Usage(input=1, output=900)
    replies = [Reply(steps=("Hello.",), usage=usage)] * 4
    limits = SpendingLimits(turn=Decimal(1), session=Decimal(2))
    made = ARouter(
        {"first": says(*replies)},
        prices={"first": DEAR},
        settings=some_settings(("first",), limits=limits),
    )
    assert await made.text(a_call(session=SESSION, turn=1)) == "Hello."
    with pytest.raises(SpendingLimitError, match="a turn"):
        await made.text(a_call(session=SESSION, turn=1))
    assert await made.text(a_call(session=SESSION, turn=2)) == "Hello."
    with pytest.raises(SpendingLimitError, match="a session"):
        await made.text(a_call(session=SESSION, turn=3))
    assert await made.text(a_call(session="another", turn=3)) == "Hello."


async def test_the_player_can_raise_the_limit_far_enough_and_the_call_goes_on():
    made = limited(SpendingLimits(day=Decimal("0.1")), prices={"first": DEAR})
    ask = answering(Consent.RAISE, made=made)
    assert await made.text(a_call(), ask) == "Hello."
    (question,) = ask.asked
    assert (question.period, question.raised) == (Period.DAY, Decimal("1.6"))


async def test_the_player_can_stop_and_nothing_else_is_tried():
    limits = SpendingLimits(day=Decimal("0.1"))
    made = limited(limits, "first", "second", prices={"first": DEAR, "second": FREE})
    with pytest.raises(SpendingLimitError):
        await made.text(a_call(), answering(Consent.STOP))
    assert made.adapters["second"].requests == []


async def test_the_player_can_go_on_with_free_models_even_off_the_route():
    made = limited(
        SpendingLimits(day=Decimal("0.1")), "first", "dear", "own",
        prices={"first": DEAR, "dear": DEAR, "own": FREE},
    )  # fmt: skip
    roles = dict.fromkeys(ModelRole, (ProfileId("first"), ProfileId("dear")))
    made.settings = replace(made.settings, roles=roles)
    outputs = await made.outputs(a_call(), answering(Consent.FREE))
    assert outputs[-1].row.profile == "own"
    fell = next(output for output in outputs if isinstance(output, FellBack))
    assert (fell.failed, fell.next) == ("first", "own")
    assert made.adapters["dear"].requests == []


async def test_an_answer_holds_for_its_turn_and_until_the_player_acts():
    limits = SpendingLimits(day=Decimal("0.1"))
    made = limited(limits, "first", "second", prices={"first": DEAR, "second": FREE})
    ask = answering(*[Consent.FREE] * 3)
    for turn in (1, 1, 2):
        made.adapters["second"]._script = lambda _: "Hello."
        await made.text(a_call(session=SESSION, turn=turn), ask)
    assert len(ask.asked) == 2
    made.router.wake()
    await made.text(a_call(session=SESSION, turn=2), ask)
    assert len(ask.asked) == 3


async def test_calls_at_once_ask_the_player_once():
    limits = SpendingLimits(day=Decimal("0.1"))
    made = limited(limits, "first", "second", prices={"first": DEAR, "second": FREE})
    ask = answering(Consent.FREE)
    calls = (a_call(session=SESSION, turn=1, message=MessageId(name)) for name in "ab")
    assert len(await asyncio.gather(*(made.text(call, ask) for call in calls))) == 2
    assert len(ask.asked) == 1


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
