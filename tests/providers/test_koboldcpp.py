"""What is KoboldCPP's alone: its abort, its real context, its password, and no model loaded."""

import asyncio
import json
from contextlib import aclosing

import httpx
import pytest
from contract import HALF, MODEL, Recorded
from wire import a_completion, delta, end_of, events_of, streamed
from wires.koboldcpp import GENKEY, VERSION, aborted, connected, running

from engine.domain.constraints import Choice, Rung
from engine.errors import AuthenticationError
from engine.providers.base import TextDelta

LONG = "It rains. " * 4000


def saying(*pieces: bytes):
    return lambda _: streamed(*pieces)


STOPS = saying(delta(content=HALF), delta("stop"))


async def test_a_request_has_a_name_and_a_grammar():
    server = Recorded(running(STOPS))
    choice = Choice(options=("[YES]", "[NO]"))
    held = a_completion(constraint=choice, rung=Rung.NATIVE, extra_params={"rep_pen": 1.1})
    await events_of(connected(server), held)
    body = json.loads(server.requests[0].content)
    assert server.requests[0].url.path == "/v1/chat/completions"
    assert (body["genkey"], body["rep_pen"]) == (GENKEY, 1.1)
    assert body["grammar"] == 'root ::= "[YES]" | "[NO]"'


async def test_two_requests_have_two_names():
    server = Recorded(running(STOPS))
    adapter = connected(server)
    adapter._new_key = iter(("a", "b")).__next__
    await events_of(adapter)
    await events_of(adapter)
    asked = [each for each in server.requests if each.method == "POST"]
    assert [json.loads(each.content)["genkey"] for each in asked] == ["a", "b"]


@pytest.mark.parametrize("abort", [httpx.Response(500), httpx.Response(200, text="<html>")])
async def test_stopping_survives_a_server_that_cannot_abort(abort):
    server = Recorded(running(saying(*[delta(content=HALF)] * 50), abort=abort))
    async with aclosing(connected(server).stream(a_completion())) as events:
        assert await anext(events) == TextDelta(text=HALF)
    assert aborted(server)


async def test_a_cancelled_request_is_aborted():
    server = Recorded(running(saying(*[delta(content=HALF)] * 50)))
    heard = asyncio.Event()

    async def listen() -> None:
        async with aclosing(connected(server).stream(a_completion())) as events:
            async for _ in events:
                heard.set()
                await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(listen())
        await heard.wait()
        listening.cancel()
    assert aborted(server)


async def test_an_answer_that_came_to_its_end_aborts_nothing():
    server = Recorded(running(STOPS))
    await events_of(connected(server))
    assert "/api/extra/abort" not in [each.url.path for each in server.requests]


async def test_a_prompt_longer_than_the_real_context_is_told():
    server = running(STOPS, true_max_context_length={"value": 4096})
    note = end_of(await events_of(connected(server), a_completion(LONG))).note
    assert "room for only 4096 tokens" in note


@pytest.mark.parametrize("value", [{"value": 16384}, {"value": "?"}, httpx.Response(404)])
async def test_a_prompt_that_fits_or_may_fit_has_no_note(value):
    server = running(STOPS, true_max_context_length=value)
    assert end_of(await events_of(connected(server), a_completion(LONG))).note == ""


@pytest.mark.parametrize("name", ["inactive", "koboldcpp/inactive", "", None])
async def test_without_a_model_there_is_none_to_offer(name):
    assert await connected(running(model={"result": name})).models() == ()


async def test_a_password_is_asked_for_before_anything_is_generated():
    server = running(version={**VERSION, "protected": True})
    with pytest.raises(AuthenticationError, match="wants a key"):
        await connected(server, key=None).models()
    (facts,) = await connected(server).models()
    assert facts.model == MODEL
