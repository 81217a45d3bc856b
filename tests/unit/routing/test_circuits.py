"""A model that keeps failing is left alone, asked carefully later, and at once when told to."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_call
from routers import ARouter, dollars, says, some_settings

from engine.domain.calls import CircuitOpened, ProfileSkipped
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.tasks import Task
from engine.errors import (
    AuthenticationError,
    BadParameterError,
    ContextTooLongError,
    FilteredError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    RateLimitedError,
    RoutingError,
)
from engine.providers.scripted import Reply
from engine.routing.circuits import LONGEST_REST, RESTS, Circuits
from engine.settings import SpendingLimits

BUSY = OverloadedError("First", "First is busy.")
REFUSED = AuthenticationError("First", "First refused the key.")


def limited(seconds: float) -> RateLimitedError:
    error = RateLimitedError("First", "First wants a pause.")
    error.retry_after = seconds
    return error


class Clock:
    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def circuits(clock):
    return Circuits(clock=clock)


PROFILE = ARouter({"first": says()}).settings.profiles[0]
ADAPTER = says()


def failed(circuits, error, tries=1):
    with circuits.asking(PROFILE, ADAPTER):
        pass
    return circuits.gave_up(PROFILE, error, tries)


async def test_rests_grow_until_they_are_five_minutes(circuits, clock):
    assert failed(circuits, BUSY, 2) is None
    for seconds in (*RESTS, RESTS[-1]):
        assert failed(circuits, BUSY).seconds == seconds
        assert (await circuits.rest(PROFILE, ADAPTER)).error is BUSY
        clock.at += seconds
        assert await circuits.rest(PROFILE, ADAPTER) is None


@pytest.mark.parametrize("error", [REFUSED, OutOfCreditError("First", "No credit left.")])
async def test_what_only_the_player_can_mend_waits_for_the_player(circuits, clock, error):
    assert failed(circuits, error).seconds is None
    clock.at += 1e9
    assert (await circuits.rest(PROFILE, ADAPTER)).seconds is None
    circuits.wake(PROFILE.connection)
    assert await circuits.rest(PROFILE, ADAPTER) is None


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (ModelNotFoundError("First", "No such model."), RESTS[0]),
        (limited(60.0), 60.0),
        (limited(0.5), RESTS[0]),
        (limited(1e6), LONGEST_REST),
    ],
)
def test_a_rest_is_as_long_as_the_provider_asks_within_reason(circuits, error, seconds):
    assert failed(circuits, error, 3).seconds == seconds


@pytest.mark.parametrize("kind", [FilteredError, ContextTooLongError, BadParameterError])
def test_a_prompt_that_is_refused_says_nothing_of_the_model(circuits, kind):
    assert failed(circuits, kind("First", "No."), 9) is None


async def test_another_key_or_address_begins_anew(circuits):
    failed(circuits, REFUSED)
    assert await circuits.rest(PROFILE, says()) is None


async def test_waking_another_connection_changes_nothing(circuits):
    failed(circuits, REFUSED)
    circuits.wake("another")
    assert await circuits.rest(PROFILE, ADAPTER) is not None


async def test_one_call_probes_and_the_others_wait_for_what_it_finds(circuits, clock):
    failed(circuits, BUSY, 3)
    clock.at += RESTS[0]
    with circuits.asking(PROFILE, ADAPTER) as answered:
        waiting = asyncio.ensure_future(circuits.rest(PROFILE, ADAPTER))
        await asyncio.sleep(0)
        assert not waiting.done()
        answered()
        assert await waiting is None
    assert not circuits.is_shaken(PROFILE)


async def test_a_probe_that_is_given_up_leaves_the_next_call_to_probe(circuits, clock):
    failed(circuits, BUSY, 3)
    clock.at += RESTS[0]
    with pytest.raises(asyncio.CancelledError), circuits.asking(PROFILE, ADAPTER):
        raise asyncio.CancelledError
    assert await circuits.rest(PROFILE, ADAPTER) is None
    assert circuits.is_shaken(PROFILE)


async def test_who_waited_for_a_probe_that_failed_leaves_the_model_alone_too(circuits, clock):
    failed(circuits, BUSY, 3)
    clock.at += RESTS[0]
    with suppress(OverloadedError), circuits.asking(PROFILE, ADAPTER):
        waiting = asyncio.ensure_future(circuits.rest(PROFILE, ADAPTER))
        await asyncio.sleep(0)
        raise BUSY
    assert (await waiting).error is BUSY


def kinds(outputs):
    return [type(output) for output in outputs]


async def test_a_resting_model_is_skipped_and_the_next_one_asked():
    first = says(BUSY, BUSY, BUSY)
    made = ARouter({"first": first, "second": says("Hello.", "Hello again.")})
    assert CircuitOpened in kinds(await made.outputs(a_call()))
    outputs = await made.outputs(a_call())
    skipped = next(each for each in outputs if isinstance(each, ProfileSkipped))
    assert (skipped.profile, skipped.model) == ("first", "first-model")
    assert 0 < skipped.seconds <= RESTS[0]
    assert len(first.requests) == 3


async def test_a_refused_key_is_sent_once_however_many_calls_there_are():
    first = says(REFUSED, "Hello.")
    made = ARouter({"first": first})
    for _ in range(3):
        with pytest.raises(RoutingError, match="refused the key"):
            await made.outputs(a_call())
    assert len(first.requests) == 1
    made.router.wake()
    assert await made.text(a_call()) == "Hello."


async def test_the_story_asks_a_resting_model_once_where_there_is_no_other():
    first = says(*[BUSY] * 4, "Hello.")
    made = ARouter({"first": first})
    for requests in (3, 4):
        with pytest.raises(RoutingError):
            await made.outputs(a_call())
        assert len(first.requests) == requests
    aside = a_call(Task.INTENT, aside=True)
    with pytest.raises(RoutingError, match="Retry asks it at once"):
        await made.outputs(aside)
    assert len(first.requests) == 4
    assert await made.text(a_call()) == "Hello."
    assert not made.router._circuits.is_shaken(PROFILE)


async def test_calls_in_line_for_a_server_that_died_do_not_storm_it():
    adapter = says(*[BUSY] * 20)
    made = ARouter({"first": adapter}, slots=1)
    calls = [
        replace(
            a_call(Task.INTENT, aside=True),
            messages=(ChatMessage(chat_role=ChatRole.USER, text=f"Question {number}?"),),
        )
        for number in range(10)
    ]
    results = await asyncio.gather(*map(made.text, calls), return_exceptions=True)
    assert all(isinstance(result, RoutingError) for result in results)
    assert len(adapter.requests) <= 12


async def test_a_probe_that_answers_closes_the_circuit_at_its_first_word():
    gate = asyncio.Event()
    adapter = says(BUSY, BUSY, BUSY, Reply(steps=("Once", gate)), "Yes.")
    made = ARouter({"first": adapter})
    with pytest.raises(RoutingError):
        await made.outputs(a_call())
    made.router.wake()
    telling = asyncio.ensure_future(made.text(a_call()))
    while not adapter.requests[3:]:  # noqa: ASYNC110 - the adapter sets no event
        await asyncio.sleep(0)
    assert await made.text(a_call(Task.INTENT, aside=True)) == "Yes."
    gate.set()
    assert await telling == "Once"


class WithASlowLedger(ARouter):
    async def spent(self, *whose):
        for _ in range(5):
            await asyncio.sleep(0)
        return await super().spent(*whose)


async def test_calls_that_look_at_the_limits_at_the_same_time_do_not_both_probe():
    gate = asyncio.Event()
    adapter = says(BUSY, BUSY, BUSY, Reply(steps=(gate, "Yes.")), "No.")
    settings = some_settings(("first",), limits=SpendingLimits(day=Decimal(100)))
    made = WithASlowLedger({"first": adapter}, {"first": dollars("1", "1")}, settings)
    with pytest.raises(RoutingError):
        await made.outputs(a_call())
    made.router.wake()
    both = [asyncio.ensure_future(made.text(a_call(turn=turn))) for turn in (1, 2)]
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(adapter.requests) == 4
    gate.set()
    assert await asyncio.gather(*both) == ["Yes.", "No."]
