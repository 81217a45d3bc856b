"""The adapter that says what it is told."""

import asyncio
import json
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import a_completion, end_of, events_of, text_in, thoughts_in

from engine.domain.calls import FinishReason, Usage
from engine.domain.constraints import Choice, JsonSchema, Rung, read_answer
from engine.errors import OverloadedError
from engine.providers.base import ReasoningText
from engine.providers.scripted import Reply, Scripted, demo_reply


async def test_it_says_its_replies_in_turn_and_remembers_the_requests():
    adapter = Scripted(["Rain falls.", "It stops."])
    assert text_in(await events_of(adapter, a_completion("one"))) == "Rain falls."
    assert text_in(await events_of(adapter, a_completion("two"))) == "It stops."
    assert [request.messages[-1].text for request in adapter.requests] == ["one", "two"]


@given(st.text())
async def test_a_text_is_streamed_whole(text):
    assert text_in(await events_of(Scripted([text]))) == text


async def test_a_text_is_streamed_word_by_word():
    assert len(await events_of(Scripted(["one two three"]))) == 4


async def test_a_reply_can_think_and_end_as_told():
    usage = Usage(input=3, output=2)
    reply = Reply(
        steps=(ReasoningText(text="Hm."), "Rain"),
        reason=FinishReason.LENGTH,
        usage=usage,
        cost="0.1",
    )
    events = await events_of(Scripted([reply]))
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain")
    end = end_of(events)
    assert (end.reason, end.usage, end.cost) == (FinishReason.LENGTH, usage, "0.1")


async def test_a_step_that_is_an_error_is_raised_after_what_came_before():
    adapter = Scripted([Reply(steps=("Ra", OverloadedError("Acme", "Acme is busy.")))])
    async with aclosing(adapter.stream(a_completion())) as events:
        assert (await anext(events)).text == "Ra"
        with pytest.raises(OverloadedError):
            await anext(events)
    assert adapter.stopped == []


async def test_a_step_that_is_a_gate_is_waited_for():
    gate = asyncio.Event()
    adapter = Scripted([Reply(steps=("Ra", gate, "in."))])
    async with aclosing(adapter.stream(a_completion())) as events:
        assert (await anext(events)).text == "Ra"
        gate.set()
        assert (await anext(events)).text == "in."


async def test_a_stream_given_up_is_remembered():
    adapter = Scripted(["one two"])
    async with aclosing(adapter.stream(a_completion())) as events:
        await anext(events)
    assert adapter.stopped == adapter.requests


async def test_a_script_may_answer_what_it_is_asked():
    adapter = Scripted(lambda completion: completion.messages[-1].text.upper())
    assert text_in(await events_of(adapter, a_completion("rain"))) == "RAIN"


async def test_a_script_that_runs_out_says_so():
    with pytest.raises(LookupError, match="no reply"):
        await events_of(Scripted([]))


def test_the_demo_says_the_same_for_the_same_words():
    assert demo_reply(a_completion("I knock.")) == demo_reply(a_completion("I knock."))
    assert "I knock." in demo_reply(a_completion("I knock."))


def test_the_demo_answers_a_choice_with_its_first_option():
    held = a_completion(constraint=Choice(options=("[NO]", "[YES]")), rung=Rung.NATIVE)
    assert demo_reply(held) == "[NO]"


def test_the_demo_fits_any_schema():
    properties = {
        "name": {"type": "string"},
        "mood": {"enum": ["calm", "angry"]},
        "age": {"type": "integer"},
        "alive": {"type": "boolean"},
        "items": {"type": "array", "items": {"type": "string"}},
        "home": {"type": "object", "properties": {"size": {"type": "number"}}},
    }
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    constraint = JsonSchema(name="someone", schema=schema)
    answer = demo_reply(a_completion(constraint=constraint, rung=Rung.NATIVE))
    assert read_answer(constraint, answer) == json.dumps(json.loads(answer), separators=(",", ":"))
