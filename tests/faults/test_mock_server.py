"""The adapter alone against an independent server that breaks on demand, over a real socket.

Nothing is tried again at this level, which the server's verdict can only call giving up; what it
must never see is a retry too early or a broken answer taken for a whole one.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from wire import a_completion, a_provider, end_of, events_of, text_in

from engine.domain.calls import FinishReason
from engine.domain.constraints import Choice, Rung, read_answer
from engine.domain.providers import Dialect
from engine.errors import (
    ContextTooLongError,
    InterruptedStreamError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
)
from engine.providers.base import TextDelta
from engine.providers.http import Clients
from engine.providers.openai_compatible import OpenAICompatible

STORY = {"type": "reply", "text": "Rain falls on the inn."}


@pytest.fixture
async def adapter(mock_server) -> AsyncIterator[OpenAICompatible]:
    clients = await Clients.open()
    yield OpenAICompatible(
        provider=a_provider(
            Dialect(constraints={Rung.JSON: "response_format", Rung.TOOL: "tools"})
        ),
        base_url=mock_server.base_url,
        key="any",
        client=clients.for_url(mock_server.base_url),
    )
    await clients.aclose()


async def heard_before(adapter: OpenAICompatible, error: type[ProviderError]) -> str:
    """The text that came before the stream broke with `error`."""
    heard = ""
    with pytest.raises(error):  # noqa: PT012 - the text before the fault is what is asked for
        async with aclosing(adapter.stream(a_completion())) as events:
            async for event in events:
                heard += event.text if isinstance(event, TextDelta) else ""
    return heard


async def test_an_answer_arrives_whole(mock_server, adapter):
    mock_server.script(STORY)
    events = await events_of(adapter)
    assert text_in(events) == STORY["text"]
    assert end_of(events).reason is FinishReason.STOP
    assert end_of(events).usage.output > 0
    assert mock_server.verdict()["findings"] == []


async def test_a_rate_limit_names_its_wait_and_is_not_tried_again_early(mock_server, adapter):
    mock_server.script({"type": "fail", "status": 429, "retry_after": 2})
    with pytest.raises(RateLimitedError) as refusal:
        await events_of(adapter)
    assert refusal.value.retry_after == 2.0
    assert len(mock_server.requests()) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 529])
async def test_a_server_in_trouble_is_overloaded(mock_server, adapter, status):
    mock_server.script({"type": "fail", "status": status})
    with pytest.raises(OverloadedError):
        await events_of(adapter)
    assert len(mock_server.requests()) == 1


async def test_a_dropped_connection_keeps_the_text_so_far(mock_server, adapter):
    mock_server.script(STORY, {"type": "stream_fault", "kind": "disconnect", "after_chunks": 3})
    assert await heard_before(adapter, InterruptedStreamError) == "Rain falls "


async def test_a_malformed_chunk_is_not_passed_over(mock_server, adapter):
    mock_server.script(STORY, {"type": "stream_fault", "kind": "malformed", "after_chunks": 3})
    assert await heard_before(adapter, InterruptedStreamError) == "Rain falls "


async def test_a_silent_truncation_is_told_as_an_interruption(mock_server, adapter):
    mock_server.script(STORY, {"type": "stream_fault", "kind": "truncate", "after_chunks": 3})
    events = await events_of(adapter)
    assert text_in(events) == "Rain falls "
    assert end_of(events).reason is FinishReason.INTERRUPTED


async def test_a_stalled_stream_is_left_as_soon_as_it_is_closed(mock_server, adapter):
    stall = {"type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 60}
    mock_server.script(STORY, stall)
    async with aclosing(adapter.stream(a_completion())) as events:
        assert await anext(events) == TextDelta(text="Rain ")
    (record,) = mock_server.requests()
    assert record["duration"] < 30
    assert record["completed"] is False


async def test_a_prompt_that_is_too_long_is_told_apart(mock_server, adapter):
    mock_server.script({"type": "fail", "status": 400, "code": "context_length_exceeded"})
    with pytest.raises(ContextTooLongError):
        await events_of(adapter)


@pytest.mark.parametrize("rung", [Rung.JSON, Rung.TOOL])
async def test_a_choice_is_made_on_every_rung_the_server_knows(mock_server, adapter, rung):
    choice = Choice(options=("[YES]", "[NO]"))
    events = await events_of(adapter, a_completion(constraint=choice, rung=rung))
    assert read_answer(choice, text_in(events)) in choice.options
    assert len(mock_server.requests()) == 1


async def test_the_servers_models_are_listed(adapter):
    assert await adapter.models()


async def test_the_verdict_finds_nothing_worse_than_not_trying_again(mock_server, adapter):
    """Of the faults that announce themselves; a truncation is routing's to try again."""
    faults = ({"type": "fail", "status": 500}, {"type": "fail", "status": 429, "retry_after": 2})
    for number, fault in enumerate(faults):
        mock_server.script(fault)
        with pytest.raises(ProviderError):
            await events_of(adapter, a_completion(f"Call {number}."))
    verdict = mock_server.verdict()
    assert verdict["passed"], mock_server.report()
    assert {finding["code"] for finding in verdict["findings"]} == {"gave_up"}
