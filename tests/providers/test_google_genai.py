"""Gemini's own protocol, where it differs from what the contract asks of all."""

import json
from dataclasses import replace

import httpx
import pytest
from wire import KEY, Server, a_completion, end_of, events_of, streamed
from wires.google_genai import PROVIDER, STOP, chunk, connected, says

from engine.domain.calls import FinishReason
from engine.domain.constraints import Choice, JsonSchema, Rung
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Dialect
from engine.paths import resources_folder
from engine.providers.dialects import dialect_of
from engine.providers.google_request import request_body
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")["google_genai"]
CHOICE = Choice(options=("[YES]", "[NO]"))


def body(model: str = "acme-1", **fields: object) -> dict:
    messages = (
        ChatMessage(chat_role=ChatRole.SYSTEM, text="Be brief."),
        ChatMessage(chat_role=ChatRole.ASSISTANT, text="Rain."),
        ChatMessage(chat_role=ChatRole.USER, text="I wait."),
    )
    completion = replace(a_completion(**fields), model=model, messages=messages)
    return request_body(completion, dialect_of(SHIPPED, model))


async def test_a_request_goes_where_gemini_streams_and_the_key_stays_out_of_the_address():
    server = Server(streamed(says("Hi."), STOP))
    await events_of(connected(server))
    (request,) = server.requests
    assert str(request.url) == (
        "https://acme.test/v1beta/models/acme-1:streamGenerateContent?alt=sse"
    )
    assert request.headers["x-goog-api-key"] == KEY
    assert "authorization" not in request.headers


async def test_an_address_of_the_openai_shape_leads_to_the_same_place():
    server = Server(streamed(says("Hi."), STOP))
    await events_of(connected(server, base_url="https://acme.test/v1beta/openai/"))
    assert server.requests[0].url.path == "/v1beta/models/acme-1:streamGenerateContent"


def test_the_prompt_has_two_sides_and_a_system_apart():
    sent = body()
    assert sent["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
    assert [each["role"] for each in sent["contents"]] == ["user", "model", "user"]
    assert sent["contents"][1]["parts"] == [{"text": "Rain."}]


def test_the_values_have_geminis_names():
    sent = body(
        temperature=0.3, top_p=0.9, max_tokens=200, extra_params={"top_k": 40, "stop": "END"}
    )
    assert sent["generationConfig"] == {
        "temperature": 0.3,
        "topP": 0.9,
        "maxOutputTokens": 200,
        "topK": 40,
        "stopSequences": ["END"],
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"HARM_CATEGORY_HARASSMENT": "BLOCK_NONE"},
        [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
    ],
)
def test_a_profiles_safety_settings_are_sent(settings):
    sent = body(extra_params={"safety_settings": settings})
    assert sent["safetySettings"] == [
        {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}
    ]


@pytest.mark.parametrize(("budget", "told"), [(0, False), (512, True)])
def test_a_profiles_thinking_budget_is_sent_and_zero_turns_thinking_off(budget, told):
    sent = body("gemini-2.5-flash", extra_params={"thinking_budget": budget})
    thinking = {"thinkingBudget": budget, "includeThoughts": told}
    assert sent["generationConfig"]["thinkingConfig"] == thinking


def test_a_model_that_thinks_gets_room_for_it_and_answers_questions_at_once_where_it_can():
    story = body("gemini-2.5-flash", max_tokens=100)["generationConfig"]
    assert story["maxOutputTokens"] > 1000
    assert story["thinkingConfig"] == {"includeThoughts": True}
    asked = body("gemini-2.5-flash", constraint=CHOICE, rung=Rung.NATIVE)["generationConfig"]
    assert asked["thinkingConfig"]["thinkingBudget"] == 0
    pro = body("gemini-2.5-pro", constraint=CHOICE, rung=Rung.NATIVE)["generationConfig"]
    assert "thinkingBudget" not in pro["thinkingConfig"]


def test_a_choice_is_held_to_its_bare_options():
    config = body(constraint=CHOICE, rung=Rung.NATIVE)["generationConfig"]
    assert config["responseMimeType"] == "text/x.enum"
    assert config["responseSchema"] == {"type": "STRING", "enum": ["[YES]", "[NO]"]}


@pytest.mark.parametrize("rung", [Rung.NATIVE, Rung.JSON])
def test_a_schema_is_held_in_geminis_spelling(rung):
    schema = JsonSchema(
        name="person",
        schema={
            "type": "object",
            "properties": {
                "name": {"type": ["string", "null"], "minLength": 1},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["name"],
            "additionalProperties": False,
        },
    )
    config = body(constraint=schema, rung=rung)["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseSchema"] == {
        "type": "OBJECT",
        "properties": {
            "name": {"type": "STRING", "nullable": True},
            "tags": {"type": "ARRAY", "items": {"type": "STRING"}},
        },
        "required": ["name"],
    }


def test_on_the_plain_rung_nothing_is_held():
    assert body(constraint=CHOICE)["generationConfig"] == {}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("STOP", FinishReason.STOP),
        ("RECITATION", FinishReason.FILTERED),
        ("PROHIBITED_CONTENT", FinishReason.FILTERED),
        ("OTHER", FinishReason.INTERRUPTED),
        ("MALFORMED_RESPONSE", FinishReason.INTERRUPTED),
        ("SOMETHING_NEW", FinishReason.INTERRUPTED),
    ],
)
async def test_only_what_surely_ended_has_ended(reason, expected):
    events = await events_of(connected(Server(streamed(says("Rain"), chunk(reason=reason)))))
    assert end_of(events).reason is expected


async def test_what_was_blocked_says_why():
    answer = streamed(says("Rain"), chunk(reason="PROHIBITED_CONTENT"))
    assert "“prohibited content”" in end_of(await events_of(connected(Server(answer)))).note


async def test_the_models_of_all_pages_are_listed():
    pages = {
        None: {"models": [{"name": "models/a"}], "nextPageToken": "2"},
        "2": {"models": [{"name": "models/b"}]},
    }

    def serve(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=pages[request.url.params.get("pageToken")])

    assert [facts.model for facts in await connected(serve).models()] == ["a", "b"]


async def test_a_whole_answer_in_the_place_of_a_stream_is_understood():
    whole = [json.loads(piece.removeprefix(b"data: ")) for piece in (says("Rain."), STOP)]
    events = await events_of(connected(Server(httpx.Response(200, json=whole))))
    assert end_of(events).reason is FinishReason.STOP


def test_a_provider_without_a_dialect_is_spoken_to_as_well():
    assert dialect_of(PROVIDER, "acme-1") == Dialect()
