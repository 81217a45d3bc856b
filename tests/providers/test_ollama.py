"""What is Ollama's alone: the context it is asked for, prompts it cuts, its library of models."""

import json

import httpx
import pytest
from contract import MODEL, TEXT, Recorded
from hypothesis import given
from hypothesis import strategies as st
from wire import a_completion, end_of, events_of
from wires.ollama import LOADED, PROVIDER, SAID, connected, done, library, streamed

from engine.domain.constraints import Choice, Rung
from engine.providers.ndjson import LineDecoder
from engine.providers.ollama import chat_body

CHOICE = Choice(options=("[YES]", "[NO]"))
LONG = "It rains. " * 4000
COUNTED_LITTLE = {"prompt_eval_count": 4000, "eval_count": 5}


def body_of(**fields: object) -> dict[str, object]:
    return chat_body(a_completion("Go on.", **fields), PROVIDER.dialect)


def test_the_profiles_context_is_what_the_model_is_loaded_with():
    body = body_of(context_window=16384, max_tokens=300, temperature=0.3, top_p=0.9)
    assert body["options"] == {
        "num_ctx": 16384,
        "num_predict": 300,
        "temperature": 0.3,
        "top_p": 0.9,
    }
    assert body["messages"] == [{"role": "user", "content": "Go on."}]
    assert body["stream"] is True


def test_what_nobody_set_is_left_out():
    assert body_of()["options"] == {}
    assert "think" not in body_of()


def test_extra_samplers_are_options_and_switches_are_not():
    extras = {"min_p": 0.05, "think": "low", "keep_alive": "30m", "options": {"num_gpu": 10}}
    body = body_of(extra_params=extras, context_window=4096)
    assert body["options"] == {"num_ctx": 4096, "min_p": 0.05, "num_gpu": 10}
    assert (body["think"], body["keep_alive"]) == ("low", "30m")


def test_a_choice_is_a_schema_that_the_model_answers_without_thinking():
    body = body_of(constraint=CHOICE, rung=Rung.JSON)
    assert body["format"]["properties"]["answer"]["enum"] == ["[YES]", "[NO]"]
    assert body["think"] is False
    assert "format" not in body_of(constraint=CHOICE, rung=Rung.PLAIN)


def test_its_rungs_are_json_and_words():
    assert connected(library()).rungs == (Rung.JSON, Rung.PLAIN)


def answering(answer: httpx.Response, **pages: object):
    pages = {"chat": answer, **pages}
    return connected(library(**pages))


async def note_of(answer: httpx.Response, completion, **pages: object) -> str:
    return end_of(await events_of(answering(answer, **pages), completion)).note


async def test_a_prompt_cut_without_a_word_is_told():
    asked = a_completion(LONG, context_window=16384)
    note = await note_of(streamed(*SAID, done(**COUNTED_LITTLE)), asked)
    assert "room for only 4096 tokens" in note
    assert "was not read" in note


@pytest.mark.parametrize("ps", [{"models": []}, httpx.Response(404), httpx.Response(200, text="")])
async def test_where_the_server_does_not_say_the_room_is_what_was_asked_for(ps):
    counted = streamed(*SAID, done(**COUNTED_LITTLE))
    asked = a_completion(LONG, context_window=4096)
    assert "only 4096 tokens" in await note_of(counted, asked, ps=ps)


async def test_a_prompt_whose_beginning_was_cached_is_not_taken_for_cut():
    roomy = {"models": [{**LOADED["models"][0], "context_length": 16384}]}
    counted = streamed(*SAID, done(prompt_eval_count=20, eval_count=5))
    asked = a_completion(LONG, context_window=16384)
    end = end_of(await events_of(answering(counted, ps=roomy), asked))
    assert end.note == ""
    assert end.usage.estimated
    assert end.usage.input - end.usage.cached == 20


async def test_a_prompt_that_was_read_whole_asks_nothing_more():
    server = Recorded(library(chat=streamed(*SAID, done(prompt_eval_count=12, eval_count=5))))
    assert end_of(await events_of(connected(server), a_completion("Go on."))).note == ""
    assert [request.url.path for request in server.requests] == ["/api/chat"]


async def test_models_that_write_nothing_are_left_out():
    pages = {"show": {"capabilities": ["embedding"], "model_info": {}}}
    assert await connected(library(**pages)).models() == ()


async def test_a_server_that_describes_no_model_still_lists_it():
    (facts,) = await connected(library(show=httpx.Response(404), ps=httpx.Response(404))).models()
    assert (facts.model, facts.context_window, facts.loaded) == (MODEL, None, False)


@given(st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=9)), max_size=6), st.data())
def test_lines_are_the_same_wherever_they_are_cut(values, data):
    whole = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    decoder, found = LineDecoder(), []
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        found += decoder.feed(whole[start:end])
    assert [json.loads(line) for line in (*found, *decoder.end())] == values


async def test_the_text_comes_as_it_was_said():
    events = await events_of(answering(streamed(*SAID, done())))
    assert [event.text for event in events[:-1]] == [TEXT[:5], TEXT[5:]]
