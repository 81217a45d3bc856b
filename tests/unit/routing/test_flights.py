"""Equal requests at the same time are one; others are not."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter, says

from engine.domain.consent import refuse
from engine.domain.ids import CallId, MessageId
from engine.errors import FilteredError, RoutingError
from engine.providers.base import TextDelta
from engine.providers.scripted import Reply
from engine.routing.constrained import text_of


@pytest.fixture
def gate():
    return asyncio.Event()


async def asked(adapter):
    while not adapter.requests:  # noqa: ASYNC110 - the adapter sets no event
        await asyncio.sleep(0)


async def test_a_request_that_is_being_served_is_paid_for_once(gate):
    adapter = says(Reply(steps=(gate, "Hello.")), "Never.")
    made = ARouter({"first": adapter})
    first = asyncio.ensure_future(made.text(a_call()))
    await asked(adapter)
    again = asyncio.ensure_future(made.text(replace(a_call(), call=CallId("another"))))
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, again) == ["Hello.", "Hello."]
    assert (len(adapter.requests), len(made.rows)) == (1, 1)


async def test_it_is_paid_for_once_although_nobody_listens_beyond_the_end(gate):
    adapter = says(Reply(steps=(gate, "Hello.")), "Never.")
    made = ARouter({"first": adapter})

    async def asking():
        text, _ = await text_of(made.router, a_call(), refuse, lambda event: None)
        return text

    both = [asyncio.ensure_future(asking()) for _ in "ab"]
    await asked(adapter)
    gate.set()
    assert await asyncio.gather(*both) == ["Hello.", "Hello."]
    assert len(adapter.requests) == 1


async def test_both_are_told_when_nobody_answers(gate):
    declined = FilteredError("First", "First declined.")
    adapter = says(Reply(steps=(gate, declined)))
    made = ARouter({"first": adapter})
    both = [asyncio.ensure_future(made.text(a_call())) for _ in "ab"]
    await asked(adapter)
    gate.set()
    for error in await asyncio.gather(*both, return_exceptions=True):
        assert isinstance(error, RoutingError)
    assert len(adapter.requests) == 1


async def test_who_waits_asks_when_the_first_is_stopped(gate):
    adapter = says(Reply(steps=("Once ", gate)), "Hello.")
    made = ARouter({"first": adapter})
    async with aclosing(made.router.stream(a_call(), refuse)) as outputs:
        async for output in outputs:
            if isinstance(output, TextDelta):
                break
        again = asyncio.ensure_future(made.text(a_call()))
        await asyncio.sleep(0)
    assert await again == "Hello."
    assert len(adapter.requests) == 2


async def test_one_after_the_other_are_two():
    made = ARouter({"first": says("Hello.", "Hello again.")})
    assert [await made.text(a_call()) for _ in "ab"] == ["Hello.", "Hello again."]


async def test_two_messages_are_two_requests(gate):
    adapter = says(Reply(steps=(gate, "Hello.")), "Hello again.")
    made = ARouter({"first": adapter})
    first = asyncio.ensure_future(made.text(a_call(message=MessageId("one"))))
    await asked(adapter)
    assert await made.text(a_call(message=MessageId("two"))) == "Hello again."
    gate.set()
    await first
