"""The body of a chat request in the OpenAI shape, bent to a service's dialect. Pure."""

import re
from collections.abc import Mapping
from typing import assert_never

from engine.domain.constraints import Choice, Constraint, JsonSchema, Rung, choice_schema
from engine.domain.providers import Dialect
from engine.providers.base import Completion
from engine.providers.overlay import merged

GRAMMAR_FIELDS = frozenset({"grammar", "grammar_string"})


def request_body(completion: Completion, dialect: Dialect) -> dict[str, object]:
    """The JSON to post. A value that is None is left out; the profile's extras win over all."""
    body: dict[str, object] = {
        "model": completion.model,
        "messages": [
            {"role": message.chat_role.value, "content": message.text}
            for message in completion.messages
        ],
        "stream": True,
    }
    if dialect.usage_in_stream:
        body["stream_options"] = {"include_usage": True}
    body |= _sampling(completion, dialect)
    body = merged(body, dialect.extra_body)
    if completion.continues:
        body = merged(body, dialect.continuing_body or {})
    if completion.constraint is not None and completion.rung is not Rung.PLAIN:
        body = merged(body, dialect.constrained_body)
        body = merged(body, constraint_fields(completion.constraint, completion.rung, dialect))
    return merged(body, completion.extra_params)


def constraint_fields(constraint: Constraint, rung: Rung, dialect: Dialect) -> Mapping[str, object]:
    """The fields that hold a backend of this dialect to `constraint` on `rung`.

    Nothing at all where the dialect has no field for it: every answer is checked on arrival.
    """
    field = dialect.constraints.get(rung, "")
    match rung:
        case Rung.NATIVE:
            return _native(constraint, field, dialect)
        case Rung.JSON:
            return _json(_as_schema(constraint), field)
        case Rung.TOOL:
            return _tool(_as_schema(constraint)) if field else {}
        case Rung.PLAIN:
            return {}
        case _:
            assert_never(rung)


def choice_grammar(choice: Choice) -> str:
    """A grammar in GBNF, llama.cpp's notation, that admits nothing but the options."""
    return "root ::= " + " | ".join(f'"{_escaped(option)}"' for option in choice.options)


def _sampling(completion: Completion, dialect: Dialect) -> dict[str, object]:
    values = {
        "temperature": completion.temperature,
        "top_p": completion.top_p,
        dialect.max_tokens_field: completion.max_tokens,
    }
    return {name: value for name, value in values.items() if value is not None}


def _as_schema(constraint: Constraint) -> JsonSchema:
    return choice_schema(constraint) if isinstance(constraint, Choice) else constraint


def _native(constraint: Constraint, field: str, dialect: Dialect) -> Mapping[str, object]:
    match constraint:
        case Choice():
            return _native_choice(constraint, field)
        case JsonSchema():
            # A schema is already native where JSON can be enforced; vLLM has a field of its own.
            if field == "structured_outputs.choice":
                return {"structured_outputs": {"json": constraint.schema}}
            return _json(constraint, dialect.constraints.get(Rung.JSON, ""))
        case _:
            assert_never(constraint)


def _native_choice(choice: Choice, field: str) -> Mapping[str, object]:
    if field in GRAMMAR_FIELDS:
        return {field: choice_grammar(choice)}
    if field == "regex_pattern":
        return {field: "|".join(re.escape(option) for option in choice.options)}
    if field == "structured_outputs.choice":
        return {"structured_outputs": {"choice": list(choice.options)}}
    return {field: list(choice.options)} if field else {}


def _json(schema: JsonSchema, field: str) -> Mapping[str, object]:
    if field == "response_format":
        labelled = {"name": _label(schema), "schema": schema.schema, "strict": True}
        return {field: {"type": "json_schema", "json_schema": labelled}}
    return {field: schema.schema} if field else {}


def _tool(schema: JsonSchema) -> Mapping[str, object]:
    name = _label(schema)
    function = {"name": name, "parameters": schema.schema, "strict": True}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": name}},
    }


def _label(schema: JsonSchema) -> str:
    """The schema's name in the characters that providers allow for one."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", schema.name)[:64]


def _escaped(option: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(escapes.get(character, character) for character in option)
