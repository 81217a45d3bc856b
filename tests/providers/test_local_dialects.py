"""How each local server is held to a choice and to a schema: the fields its own protocol has."""

import pytest
from wire import a_completion

from engine.domain.constraints import Choice, JsonSchema, Rung
from engine.paths import resources_folder
from engine.providers.chat_request import request_body
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")
CHOICE = Choice(options=("[YES]", "[NO]"))
GRAMMAR = 'root ::= "[YES]" | "[NO]"'
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def body(provider: str, constraint, rung: Rung) -> dict[str, object]:
    held = a_completion(constraint=constraint, rung=rung)
    return request_body(held, SHIPPED[provider].dialect)


@pytest.mark.parametrize(
    ("provider", "field", "value"),
    [
        ("llama_server", "grammar", GRAMMAR),
        ("koboldcpp", "grammar", GRAMMAR),
        ("text_generation_webui", "grammar_string", GRAMMAR),
        ("tabbyapi", "regex_pattern", r"\[YES\]|\[NO\]"),
        ("vllm", "structured_outputs", {"choice": ["[YES]", "[NO]"]}),
        ("aphrodite", "structured_outputs", {"choice": ["[YES]", "[NO]"]}),
    ],
)
def test_a_choice_is_held_to_its_very_words(provider, field, value):
    assert body(provider, CHOICE, Rung.NATIVE)[field] == value


@pytest.mark.parametrize(
    "provider",
    ["llama_server", "koboldcpp", "tabbyapi", "vllm", "aphrodite", "lm_studio",
     "any_openai_compatible"],
)  # fmt: skip
def test_a_schema_is_sent_as_one_and_never_as_any_json(provider):
    format_ = body(provider, JsonSchema(name="who", schema=SCHEMA), Rung.JSON)["response_format"]
    assert format_["type"] == "json_schema"
    assert format_["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize("provider", ["llama_server", "vllm", "aphrodite"])
def test_a_model_that_thinks_does_not_while_it_chooses(provider):
    chosen = body(provider, CHOICE, Rung.NATIVE)
    assert chosen["chat_template_kwargs"] == {"enable_thinking": False}
    assert "chat_template_kwargs" not in request_body(a_completion(), SHIPPED[provider].dialect)


def test_a_server_without_a_field_for_schemas_is_not_sent_one():
    assert Rung.JSON not in SHIPPED["text_generation_webui"].dialect.constraints


def test_only_servers_that_answer_several_at_once_are_asked_several():
    at_once = {id_: each.dialect.slots for id_, each in SHIPPED.items() if each.local}
    alone = ("koboldcpp", "ollama", "lm_studio", "llama_server", "text_generation_webui")
    assert {at_once[id_] for id_ in alone} == {1}
    assert min(at_once["vllm"], at_once["aphrodite"]) > 1
