"""What is AI Horde's alone: the queue, taking a request back, kudos, and prompts of one text."""

import asyncio
import json
from contextlib import aclosing

import httpx
import pytest
from contract import MODEL, TEXT, Recorded
from wire import KEY, a_completion, end_of, events_of, text_in
from wires.horde import LISTED, WAITING, WORKERS, connected, done, queue, taken_back

from engine.domain.constraints import Choice, Rung
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import AuthenticationError, ConnectionFailedError, OverloadedError
from engine.providers.base import Queued
from engine.providers.horde import ANONYMOUS, POLL_SECONDS, request_body
from engine.providers.prompt_formats import (
    ALPACA,
    CHATML,
    GEMMA,
    LLAMA_3,
    MISTRAL,
    ended,
    format_for,
    written,
)


async def test_the_place_in_the_queue_is_told_at_each_look():
    pauses = []
    later = {**WAITING, "queue_position": 0, "wait_time": 5}
    adapter = connected(queue(WAITING, later, {}, done()), pauses=pauses)
    events = await events_of(adapter)
    assert [event for event in events if isinstance(event, Queued)] == [
        Queued(place=3, seconds=42),
        Queued(place=0, seconds=5),
        Queued(),
    ]
    assert text_in(events) == TEXT
    assert pauses == [POLL_SECONDS] * 3
    assert 60 / POLL_SECONDS <= 30


async def test_an_answer_that_came_is_not_taken_back():
    server = Recorded(queue(WAITING, done()))
    await events_of(connected(server))
    assert not taken_back(server)


async def test_leaving_the_queue_takes_the_request_back():
    server = Recorded(queue(*[WAITING] * 9))
    async with aclosing(connected(server).stream(a_completion())) as events:
        assert isinstance(await anext(events), Queued)
        assert not taken_back(server)
    assert taken_back(server)


async def test_a_call_that_is_cancelled_takes_the_request_back():
    server = Recorded(queue(*[WAITING] * 9))
    adapter, waiting = connected(server), asyncio.Event()

    async def pause(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    adapter._pause = pause
    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(events_of(adapter))
        await waiting.wait()
        asking.cancel()
    assert taken_back(server)


async def test_a_request_that_is_lost_sight_of_is_taken_back():
    server = Recorded(queue(WAITING, httpx.ReadError("")))
    with pytest.raises(ConnectionFailedError):
        await events_of(connected(server))
    assert taken_back(server)


@pytest.mark.parametrize("end", [{**done(), "generations": []}, done("x", "faulted")])
async def test_a_volunteer_that_fails_is_worth_another_try(end):
    with pytest.raises(OverloadedError, match="volunteer"):
        await events_of(connected(queue(end)))


@pytest.mark.parametrize("rc", ["NoValidWorkers", "MaintenanceMode", "RequestExpired"])
async def test_nobody_being_free_is_no_fault_of_the_model(rc):
    refusal = httpx.Response(
        410, json={"message": "later", "rc": rc}, headers={"retry-after": "60"}
    )
    with pytest.raises(OverloadedError) as busy:
        await events_of(connected(queue(submitted=refusal)))
    assert busy.value.retry_after == 60


@pytest.mark.parametrize(("key", "sent"), [(KEY, KEY), (None, ANONYMOUS), (" ", ANONYMOUS)])
async def test_without_a_key_it_is_asked_anonymously(key, sent):
    server = Recorded(queue(done()))
    end = end_of(await events_of(connected(server, key)))
    assert {request.headers["apikey"] for request in server.requests} == {sent}
    assert end.note == ("This answer cost about 12 kudos." if key == KEY else "")
    assert end.cost == "0"


async def test_a_key_that_nobody_has_is_a_wrong_key():
    unknown = httpx.Response(404, json={"message": "No such user", "rc": "UserNotFound"})
    with pytest.raises(AuthenticationError):
        await connected(queue(find_user=unknown)).credit()
    await connected(queue(find_user={"username": "me#1", "kudos": 120.0})).credit()
    await connected(queue(find_user=unknown), None).credit()


async def test_a_form_cannot_be_enforced():
    assert connected(queue()).rungs == (Rung.PLAIN,)
    server = Recorded(queue(done("[NO]")))
    choice = Choice(options=("[YES]", "[NO]"))
    assert text_in(await events_of(connected(server), a_completion(constraint=choice))) == "[NO]"


def test_what_is_submitted_is_one_text_with_no_more_context_than_needed():
    asked = a_completion(
        "Go on.",
        max_tokens=200,
        temperature=0.3,
        context_window=8192,
        extra_params={"rep_pen": 1.1, "trusted_workers": True},
    )
    body = request_body(asked)
    assert body["models"] == [MODEL]
    assert body["prompt"].endswith("<|im_start|>assistant\n")
    assert body["trusted_workers"] is True
    assert body["params"] == {
        "max_length": 200,
        "max_context_length": 1024,
        "temperature": 0.3,
        "rep_pen": 1.1,
        "stop_sequence": ["<|im_end|>", "<|im_start|>"],
    }


@pytest.mark.parametrize(
    ("asked", "length", "context"),
    [
        ({"max_tokens": 1}, 16, 1024),
        ({"max_tokens": 9000}, 4096, 5120),
        ({}, 512, 1024),
        ({"context_window": 20}, 512, 80),
    ],
)
def test_lengths_stay_within_what_is_taken(asked, length, context):
    params = request_body(a_completion("Go on.", **asked))["params"]
    assert (params["max_length"], params["max_context_length"]) == (length, context)


async def test_the_most_served_model_comes_first():
    server = queue(models=list(LISTED), workers=list(WORKERS))
    assert [facts.model for facts in await connected(server).models()] == [MODEL, "rare-1"]


async def test_the_models_come_without_their_contexts_where_no_volunteer_is_listed():
    server = queue(models=list(LISTED), workers=httpx.Response(500))
    assert {facts.context_window for facts in await connected(server).models()} == {None}


@pytest.mark.parametrize(
    ("model", "form"),
    [
        ("koboldcpp/L3-8B-Stheno-v3.2", LLAMA_3),
        ("koboldcpp/Llama-3.1-8B-Lexi", LLAMA_3),
        ("aphrodite/mistralai/Mistral-Nemo", MISTRAL),
        ("google/gemma-3-27b-it", GEMMA),
        ("koboldcpp/Fimbulvetr-11B-v2", ALPACA),
        ("Qwen3-14B", CHATML),
        ("who-knows", CHATML),
    ],
)
def test_a_models_name_tells_its_format(model, form):
    assert format_for(model) is form


@pytest.mark.parametrize("form", [CHATML, LLAMA_3, GEMMA, MISTRAL, ALPACA])
def test_a_conversation_becomes_one_text_that_leaves_the_turn_to_the_model(form):
    said = [
        ChatMessage(chat_role=role, text=text)
        for role, text in (
            (ChatRole.SYSTEM, "Rules."),
            (ChatRole.USER, "Hello."),
            (ChatRole.ASSISTANT, "Rain."),
            (ChatRole.USER, "And?"),
        )
    ]
    text = written(said, form)
    places = [text.index(message.text) for message in said]
    assert places == sorted(places)
    assert text.endswith(form.user[1] + form.assistant[0])
    assert ended(f" Rain.\n{form.stops[0]}What now?", form) == "Rain."


async def test_what_is_sent_is_what_was_put_together():
    server = Recorded(queue(done()))
    await events_of(connected(server), a_completion("Go on."))
    assert json.loads(server.requests[0].content) == request_body(a_completion("Go on."))
    assert server.requests[0].url.path == "/api/v2/generate/text/async"
