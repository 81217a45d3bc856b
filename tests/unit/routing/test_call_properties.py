"""What holds for every call, however its models behave: in virtual time, with models made up."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from types import NoneType

from builders import a_call
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from routers import ARouter, dollars, some_settings
from virtual_time import run_virtually

from engine.domain.calls import AttemptStarted, CallFinished, FinishReason
from engine.domain.consent import Period, refuse
from engine.domain.constraints import Rung
from engine.domain.ids import ProfileId
from engine.errors import (
    AuthenticationError,
    BadParameterError,
    BadResponseError,
    ConnectionFailedError,
    ContextTooLongError,
    FilteredError,
    OverloadedError,
    RateLimitedError,
    RoutingError,
)
from engine.providers.base import Completion, Finished, Queued, StreamEvent, TextDelta
from engine.routing.queue import PreemptedError
from engine.settings import SpendingLimits, Waiting

NAMES = ("first", "second", "third")
ERRORS = (
    AuthenticationError,
    BadParameterError,
    BadResponseError,
    ConnectionFailedError,
    ContextTooLongError,
    FilteredError,
    OverloadedError,
    RateLimitedError,
)
FOREVER = 1e7
WAITS = st.one_of(st.floats(0, 400), st.just(FOREVER))


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Seconds before each event, the text and news it brings, and what it fails with at last."""

    steps: tuple[tuple[float, bool], ...] = ()
    error: type[Exception] | None = None
    hint: float | None = None


BEHAVIOURS = st.builds(
    Behaviour,
    steps=st.lists(st.tuples(WAITS, st.booleans()), max_size=4).map(tuple),
    error=st.sampled_from((None, *ERRORS)),
    hint=st.one_of(st.none(), st.floats(0, 500)),
)


@dataclass
class Model:
    """Behaves in turn as told, and then as the last time."""

    behaviours: list[Behaviour]
    requests: list[Completion] = field(default_factory=list)
    rungs = (Rung.PLAIN,)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        now = self.behaviours[min(len(self.requests), len(self.behaviours) - 1)]
        self.requests.append(completion)
        await asyncio.sleep(0.001)
        for seconds, is_text in now.steps:
            await asyncio.sleep(seconds)
            yield TextDelta(text="word ") if is_text else Queued(place=1)
        if now.error:
            error = now.error("Model", "It failed.")
            error.retry_after = now.hint
            raise error
        yield Finished(reason=FinishReason.STOP)


class InTime(ARouter):
    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


MODELS = st.lists(st.lists(BEHAVIOURS, min_size=1, max_size=4).map(Model), min_size=1, max_size=3)
PRICES = st.lists(st.integers(0, 3), min_size=3, max_size=3)


def a_route(models, prices=(0, 0, 0), **more):
    names = NAMES[: len(models)]
    return InTime(
        dict(zip(names, models, strict=True)),
        prices={name: dollars(str(p), str(p)) for name, p in zip(names, prices, strict=False)},
        settings=some_settings(names, **more),
    )


async def outcome(made, call=None):
    """The outputs of a call as far as it came."""
    outputs = []
    try:
        async with aclosing(made.router.stream(call or a_call(), refuse)) as stream:
            async for output in stream:
                outputs.append(output)  # noqa: PERF401 - what came before a failure counts
    except RoutingError:
        assert not any(isinstance(output, CallFinished) for output in outputs)
    return outputs


def asked(outputs):
    return [output.profile for output in outputs if isinstance(output, AttemptStarted)]


@given(MODELS, PRICES)
def test_a_call_never_comes_back_to_a_profile_it_left(models, prices):
    made = a_route(models, prices)
    outputs, _ = run_virtually(outcome(made))
    left = [profile for profile, _ in groupby(asked(outputs))]
    assert len(left) == len(set(left))
    assert len(asked(outputs)) <= 8 * len(models)
    booked = [row.attempt for row in made.rows]
    assert len(booked) == len(asked(outputs)) == len(set(booked))


@given(MODELS, st.floats(1, 2000))
def test_a_call_is_over_when_its_deadline_is(models, whole):
    waiting = Waiting(first_token=180, idle=60, whole_call=whole)
    outputs, seconds = run_virtually(outcome(a_route(models, waiting=waiting)))
    assert outputs
    assert seconds <= whole + 1e-3


@given(MODELS, PRICES)
def test_without_consent_nothing_is_asked_that_costs_more_than_the_first(models, prices):
    outputs, _ = run_virtually(outcome(a_route(models, prices)))
    costs = dict(zip(map(ProfileId, NAMES), prices, strict=True))
    assert all(costs[profile] <= prices[0] for profile in asked(outputs))


@given(MODELS, st.lists(st.integers(1, 3), min_size=3, max_size=3), st.sampled_from(Period))
def test_a_closed_budget_makes_no_request(models, prices, period):
    limits = SpendingLimits(**{period.value: Decimal("0.0001")})
    made = a_route(models, prices, limits=limits)
    outputs, _ = run_virtually(outcome(made, a_call(session="s", turn=1)))
    assert asked(outputs) == []
    assert not any(model.requests for model in models)


@given(MODELS, st.integers(2, 4))
def test_equal_requests_in_flight_are_one(models, count):
    """As many requests are made, and as much is booked, as for one of them."""

    async def together():
        made = a_route(models)
        first, *others = await asyncio.gather(*(outcome(made) for _ in range(count)))
        finished = [output for output in first if isinstance(output, CallFinished)]
        for outputs in others:
            assert [each for each in outputs if isinstance(each, CallFinished)] == finished
        return len(asked(first)), len(made.rows)

    (attempts, booked), _ = run_virtually(together())
    assert sum(len(model.requests) for model in models) == attempts == booked


@given(MODELS)
def test_text_comes_from_one_attempt_alone(models):
    """A reader never sees two openings."""
    outputs, _ = run_virtually(outcome(a_route(models)))
    begun = [isinstance(each, TextDelta) for each in outputs]
    if any(begun):
        after = outputs[begun.index(True) :]
        assert not any(isinstance(each, AttemptStarted) for each in after)


class Booking(InTime):
    """Takes a while to book, as a library does, which a stop does not cut short."""

    async def book(self, row):
        booking = asyncio.ensure_future(asyncio.sleep(0.01))
        try:
            await asyncio.shield(booking)
        finally:
            await booking
            await super().book(row)


CALLS = st.tuples(st.floats(0, 400), st.floats(0, 900), st.booleans())
"""When a call begins, how long it may take, and whether it gives way to others."""


async def stopped(made, calls):
    """Make these calls, and stop each that takes too long."""

    async def one(number, begin, background):
        await asyncio.sleep(begin)
        wanted = a_call(call=f"{number}", background=background, turn=number)
        async with aclosing(made.router.stream(wanted, refuse)) as stream:
            async for _ in stream:
                pass

    tasks = []
    for number, (begin, seconds, background) in enumerate(calls):
        tasks.append(asyncio.ensure_future(one(number, begin, background)))
        asyncio.get_running_loop().call_later(begin + seconds, tasks[-1].cancel)
    kinds = (RoutingError, PreemptedError, asyncio.CancelledError, NoneType)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, kinds) for each in ended)


@hypothesis_settings(max_examples=50)
@given(MODELS, st.lists(CALLS, min_size=1, max_size=5), st.integers(1, 2))
def test_whenever_calls_are_stopped_nothing_of_them_is_left(models, calls, slots):
    """Each attempt is booked once; slots, promises, probes and flights are given back."""
    names = NAMES[: len(models)]
    made = Booking(
        dict(zip(names, models, strict=True)),
        prices=dict.fromkeys(names, dollars("1", "1")),
        settings=some_settings(names, limits=SpendingLimits(day=Decimal(10))),
        slots=slots,
    )
    run_virtually(stopped(made, calls))
    booked = [(row.call, row.attempt) for row in made.rows]
    assert len(booked) == len(set(booked)) == sum(len(model.requests) for model in models)
    serving = made.router._retries.serving
    assert not serving.budget._promises
    assert not made.router._flights._flights
    assert not any(each.probe for each in serving.circuits._known.values())
    lines = serving.queue._lines.values()
    assert not any(line.held or line.background or line.players_waiting for line in lines)
