"""Requests in each service's dialect."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import a_completion

from engine.domain.constraints import Choice, Grammar, JsonSchema, Rung
from engine.domain.providers import Dialect
from engine.providers.chat_request import constraint_fields, request_body
from engine.providers.grammars import choice_grammar, schema_grammar

CHOICE = Choice(options=("[YES]", "[NO]"))
SCHEMA = JsonSchema(name="a place", schema={"type": "object", "properties": {}})
ANSWER = {
    "type": "object",
    "properties": {"answer": {"type": "string", "enum": ["[YES]", "[NO]"]}},
    "required": ["answer"],
    "additionalProperties": False,
}
EVERY_RUNG = {Rung.NATIVE: "grammar", Rung.JSON: "response_format", Rung.TOOL: "tools"}


def test_what_is_not_set_is_not_sent():
    assert request_body(a_completion("Hi."), Dialect()) == {
        "model": "acme-1",
        "messages": [{"role": "user", "content": "Hi."}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_values_go_by_the_names_of_the_dialect():
    dialect = Dialect(max_tokens_field="max_completion_tokens", usage_in_stream=False)
    completion = a_completion(temperature=0.0, top_p=0.9, max_tokens=5)
    body = request_body(completion, dialect)
    assert body["temperature"] == 0.0
    assert body["top_p"] == 0.9
    assert body["max_completion_tokens"] == 5
    assert "max_tokens" not in body
    assert "stream_options" not in body


def test_the_profiles_extras_win_over_everything_and_reach_into_objects():
    dialect = Dialect(extra_body={"provider": {"sort": "price", "zdr": True}, "min_p": 0.1})
    completion = a_completion(extra_params={"provider": {"sort": "speed"}, "temperature": 2})
    body = request_body(completion, dialect)
    assert body["provider"] == {"sort": "speed", "zdr": True}
    assert (body["min_p"], body["temperature"]) == (0.1, 2)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("grammar", {"grammar": 'root ::= "[YES]" | "[NO]"'}),
        ("grammar_string", {"grammar_string": 'root ::= "[YES]" | "[NO]"'}),
        ("structured_outputs.choice", {"structured_outputs": {"choice": ["[YES]", "[NO]"]}}),
        ("regex_pattern", {"regex_pattern": r"\[YES\]|\[NO\]"}),
        ("guided_choice", {"guided_choice": ["[YES]", "[NO]"]}),
        (
            "response_format.regex",
            {"response_format": {"type": "regex", "pattern": r"\[YES\]|\[NO\]"}},
        ),
    ],
)
def test_a_choice_is_native_in_the_field_of_the_dialect(field, expected):
    assert (
        constraint_fields(CHOICE, Rung.NATIVE, Dialect(constraints={Rung.NATIVE: field}))
        == expected
    )


def test_a_choice_becomes_a_strict_schema_on_the_json_rung():
    fields = constraint_fields(CHOICE, Rung.JSON, Dialect(constraints=EVERY_RUNG))
    described = {"name": "choice", "schema": ANSWER, "strict": True}
    assert fields == {"response_format": {"type": "json_schema", "json_schema": described}}


def test_a_choice_becomes_a_forced_tool_on_the_tool_rung():
    fields = constraint_fields(CHOICE, Rung.TOOL, Dialect(constraints=EVERY_RUNG))
    function = {"name": "choice", "parameters": ANSWER, "strict": True}
    assert fields == {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": "choice"}},
    }


@pytest.mark.parametrize("rung", [Rung.NATIVE, Rung.JSON])
def test_a_schema_is_enforced_as_json_on_the_native_rung_too(rung):
    fields = constraint_fields(SCHEMA, rung, Dialect(constraints=EVERY_RUNG))
    described = {"name": "a_place", "schema": SCHEMA.schema, "strict": True}
    assert fields == {"response_format": {"type": "json_schema", "json_schema": described}}


def test_a_schema_goes_bare_into_a_field_that_takes_one():
    dialect = Dialect(constraints={Rung.JSON: "json_schema"})
    assert constraint_fields(SCHEMA, Rung.JSON, dialect) == {"json_schema": SCHEMA.schema}


def test_a_schema_has_a_field_of_its_own_where_choices_are_structured_outputs():
    dialect = Dialect(constraints={Rung.NATIVE: "structured_outputs.choice"})
    fields = constraint_fields(SCHEMA, Rung.NATIVE, dialect)
    assert fields == {"structured_outputs": {"json": SCHEMA.schema}}


@pytest.mark.parametrize("rung", list(Rung))
def test_a_dialect_without_the_rung_sends_nothing_for_it(rung):
    assert constraint_fields(CHOICE, rung, Dialect()) == {}


def test_some_fields_are_sent_only_with_a_constraint():
    dialect = Dialect(constraints=EVERY_RUNG, constrained_body={"provider": {"strict": True}})
    held = a_completion(constraint=CHOICE, rung=Rung.JSON)
    worded = a_completion(constraint=CHOICE, rung=Rung.PLAIN)
    assert request_body(held, dialect)["provider"] == {"strict": True}
    assert "provider" not in request_body(worded, dialect)
    assert "provider" not in request_body(a_completion(), dialect)


def test_what_a_model_refuses_is_not_sent_whoever_wants_it():
    dialect = Dialect(refuses=("temperature", "top_k"))
    body = request_body(
        a_completion(temperature=0.5, extra_params={"top_k": 4, "min_p": 0}), dialect
    )
    assert not {"temperature", "top_k"} & set(body)
    assert body["min_p"] == 0


def test_a_field_that_is_set_to_nothing_is_left_out():
    dialect = Dialect(constrained_body={"stream": False, "stream_options": None})
    body = request_body(a_completion(constraint=CHOICE, rung=Rung.TOOL), dialect)
    assert body["stream"] is False
    assert "stream_options" not in body


def test_a_model_that_thinks_gets_room_for_it():
    assert request_body(a_completion(max_tokens=5), Dialect(thinking_room=100))["max_tokens"] == 105
    assert "max_tokens" not in request_body(a_completion(), Dialect(thinking_room=100))


DICE = Grammar(gbnf="root ::= [1-6]", pattern="[1-6]", words="a number from 1 to 6")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("grammar", {"grammar": DICE.gbnf}),
        ("regex_pattern", {"regex_pattern": "[1-6]"}),
        ("response_format.regex", {"response_format": {"type": "regex", "pattern": "[1-6]"}}),
        ("structured_outputs.choice", {"structured_outputs": {"regex": "[1-6]"}}),
        ("something_else", {}),
    ],
)
def test_a_grammar_goes_where_the_service_takes_one_and_nowhere_else(field, expected):
    dialect = Dialect(constraints={**EVERY_RUNG, Rung.NATIVE: field})
    assert constraint_fields(DICE, Rung.NATIVE, dialect) == expected
    assert constraint_fields(DICE, Rung.JSON, dialect) == {}
    assert constraint_fields(DICE, Rung.TOOL, dialect) == {}


def test_a_schema_becomes_a_grammar_where_nothing_else_can_hold_it():
    dialect = Dialect(constraints={Rung.NATIVE: "grammar_string"})
    fields = constraint_fields(SCHEMA, Rung.NATIVE, dialect)
    assert fields == {"grammar_string": schema_grammar(SCHEMA.schema)}


@given(st.lists(st.text(alphabet='ab"\\\n\r\t[]|é', min_size=1), min_size=1))
def test_a_grammar_says_each_option_to_the_letter(options):
    grammar = choice_grammar(Choice(options=tuple(options)))
    # GBNF's literals use a part of JSON's escapes, so JSON can read them back.
    body = grammar.removeprefix("root ::= ")
    assert json.loads(f"[{_with_commas(body)}]") == options


def _with_commas(alternatives: str) -> str:
    inside = escaped = False
    out = []
    for character in alternatives:
        if character == '"' and not escaped:
            inside = not inside
        escaped = character == "\\" and not escaped
        out.append("," if character == "|" and not inside else character)
    return "".join(out)


def test_an_answer_to_be_gone_on_with_brings_the_fields_for_that():
    dialect = Dialect(continuing_body={"continue_final_message": True})
    assert request_body(a_completion("Hi.", continues=True), dialect)["continue_final_message"]
    assert "continue_final_message" not in request_body(a_completion("Hi."), dialect)
