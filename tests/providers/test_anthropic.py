"""Anthropic's own protocol, where it differs from what the contract asks of all."""

import json
from dataclasses import replace

import httpx
import pytest
from wire import KEY, Server, a_completion, end_of, events_of, streamed, text_in, thoughts_in
from wires.anthropic import BLOCK_END, FAREWELL, START, STOP, connected, delta, ends, event, says

from engine.domain.calls import FinishReason
from engine.domain.constraints import Choice, JsonSchema, Rung, choice_schema
from engine.domain.messages import ChatMessage, ChatRole
from engine.errors import OutOfCreditError, RateLimitedError
from engine.paths import resources_folder
from engine.providers.anthropic_request import MOST_TOKENS, request_body
from engine.providers.dialects import dialect_of
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")["anthropic"]
CHOICE = Choice(options=("[YES]", "[NO]"))
STORY = tuple(
    ChatMessage(chat_role=role, text=text)
    for role, text in (
        (ChatRole.SYSTEM, "Be brief."),
        (ChatRole.ASSISTANT, "Rain."),
        (ChatRole.USER, "I wait."),
        (ChatRole.ASSISTANT, "Nobody comes."),
        (ChatRole.USER, "I go."),
    )
)
CACHED = {"type": "ephemeral"}


def body(model: str = "claude-haiku-4-5", **fields: object) -> dict:
    completion = replace(a_completion(**fields), model=model, messages=STORY)
    return request_body(completion, dialect_of(SHIPPED, model))


async def test_a_request_names_the_version_and_carries_the_key_in_its_own_header():
    server = Server(streamed(START, says("Hi."), STOP))
    await events_of(connected(server))
    (request,) = server.requests
    assert str(request.url) == "https://acme.test/v1/messages"
    assert request.headers["x-api-key"] == KEY
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert not {"authorization", "origin"} & set(request.headers)


def test_the_sides_alternate_and_the_system_stands_apart():
    sent = body()
    assert sent["system"][0]["text"] == "Be brief."
    roles = [message["role"] for message in sent["messages"]]
    assert roles == ["user", "assistant", "user", "assistant", "user"]


@pytest.mark.parametrize(("wish", "sent"), [(None, MOST_TOKENS), (200, 200)])
def test_there_is_always_a_limit_to_the_answer(wish, sent):
    assert body(max_tokens=wish)["max_tokens"] == sent


def test_the_story_is_cached_to_the_end_of_its_history():
    sent = body()
    assert sent["system"][0]["cache_control"] == CACHED
    marked = ["cache_control" in message["content"][-1] for message in sent["messages"]]
    assert marked == [False, False, False, True, False]


def test_a_question_beside_the_story_is_not_cached():
    assert "cache_control" not in json.dumps(body(aside=True))


def test_a_prompt_of_one_message_has_no_history_to_cache():
    completion = a_completion("Hello.")
    sent = request_body(completion, dialect_of(SHIPPED, "claude-haiku-4-5"))
    assert "cache_control" not in json.dumps(sent)


@pytest.mark.parametrize(
    ("model", "params", "sent"),
    [
        ("claude-haiku-4-5", {}, True),
        ("claude-sonnet-5-5", {}, False),
        ("claude-haiku-4-5", {"thinking": {"type": "enabled", "budget_tokens": 2048}}, False),
        ("claude-haiku-4-5", {"thinking": {"type": "disabled"}}, True),
    ],
)
def test_a_temperature_is_sent_only_to_models_that_take_one(model, params, sent):
    assert ("temperature" in body(model, temperature=0.3, extra_params=params)) is sent


def test_a_choice_is_held_by_a_schema_then_by_a_tool():
    by_schema = body(constraint=CHOICE, rung=Rung.JSON)
    schema = choice_schema(CHOICE).schema
    assert by_schema["output_config"] == {"format": {"type": "json_schema", "schema": schema}}
    by_tool = body(constraint=CHOICE, rung=Rung.TOOL)
    assert by_tool["tools"] == [{"name": "choice", "input_schema": schema}]
    assert by_tool["tool_choice"] == {"type": "tool", "name": "choice"}
    assert not {"tools", "output_config"} & set(body(constraint=CHOICE))


def test_a_tool_is_named_in_the_letters_that_are_allowed():
    odd = JsonSchema(name="a place!", schema={"type": "object"})
    assert body(constraint=odd, rung=Rung.TOOL)["tools"][0]["name"] == "a_place_"


async def test_the_arguments_of_the_tool_are_the_text():
    parts = ('{"answer": ', '"[NO]"}')
    answer = streamed(
        START,
        event("content_block_start", index=1, content_block={"type": "tool_use", "name": "choice"}),
        *(delta("input_json_delta", partial_json=part) for part in parts),
        BLOCK_END,
        ends("tool_use"),
    )
    events = await events_of(connected(Server(answer)))
    assert json.loads(text_in(events)) == {"answer": "[NO]"}
    assert end_of(events).reason is FinishReason.STOP


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("stop_sequence", FinishReason.STOP),
        ("model_context_window_exceeded", FinishReason.LENGTH),
        ("pause_turn", FinishReason.INTERRUPTED),
        ("something_new", FinishReason.INTERRUPTED),
    ],
)
async def test_only_what_surely_ended_has_ended(reason, expected):
    events = await events_of(connected(Server(streamed(START, says("Ra"), ends(reason), FAREWELL))))
    assert end_of(events).reason is expected


async def test_a_whole_message_in_the_place_of_a_stream_is_understood():
    whole = {
        "type": "message",
        "id": "msg-1",
        "content": [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Rain."}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 9, "output_tokens": 1},
    }
    events = await events_of(connected(Server(httpx.Response(200, json=whole))))
    assert (thoughts_in(events), text_in(events)) == ("Hm.", "Rain.")
    assert end_of(events).usage.input == 9
    assert end_of(events).request_id == "msg-1"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"type": "rate_limit_error", "message": "Slow down"}, RateLimitedError),
        (
            {
                "type": "rate_limit_error",
                "message": "no",
                "details": {"error_code": "enforced_spend_limit_reached"},
            },
            OutOfCreditError,
        ),
    ],
)
async def test_a_spend_limit_is_no_rate_limit(error, expected):
    answer = httpx.Response(429, json={"type": "error", "error": error})
    with pytest.raises(expected):
        await events_of(connected(Server(answer)))


async def test_the_models_of_all_pages_are_listed():
    pages = {
        None: {"data": [{"id": "a"}], "has_more": True, "last_id": "a"},
        "a": {"data": [{"id": "b"}], "has_more": False, "last_id": "b"},
    }

    def serve(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=pages[request.url.params.get("after_id")])

    assert [facts.model for facts in await connected(serve).models()] == ["a", "b"]
