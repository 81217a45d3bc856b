"""The body of a chat request in the OpenAI shape, bent to a service's dialect. Pure."""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import assert_never

from engine.domain.constraints import (
    Choice,
    Constraint,
    Grammar,
    JsonSchema,
    Rung,
    choice_schema,
)
from engine.domain.images import Image
from engine.domain.messages import ChatMessage
from engine.domain.providers import Dialect
from engine.providers.base import Completion
from engine.providers.dialects import sampling, sent_name
from engine.providers.grammars import GRAMMAR_FIELDS, choice_grammar, schema_grammar
from engine.providers.overlay import merged

_NAMES = {"temperature": "temperature", "top_p": "top_p"}


def request_body(completion: Completion, dialect: Dialect) -> dict[str, object]:
    """The JSON to post.

    A value that is None or that the model refuses is left out; the profile's extras win over all
    else.
    """
    body: dict[str, object] = {
        "model": sent_name(completion.model, dialect),
        "messages": [
            {"role": message.chat_role.value, "content": _content(message)}
            for message in completion.messages
        ],
        "stream": True,
    }
    if dialect.usage_in_stream:
        body["stream_options"] = {"include_usage": True}
    body |= sampling(completion, dialect, {**_NAMES, "max_tokens": dialect.max_tokens_field})
    body = merged(body, dialect.extra_body)
    if completion.continues:
        body = merged(body, dialect.continuing_body or {})
    if completion.constraint is not None and completion.rung is not Rung.PLAIN:
        body = merged(body, dialect.constrained_body)
        body = merged(body, constraint_fields(completion.constraint, completion.rung, dialect))
    body = merged(body, completion.extra_params)
    return {
        name: value
        for name, value in body.items()
        if value is not None and name not in dialect.refuses
    }


def constraint_fields(constraint: Constraint, rung: Rung, dialect: Dialect) -> Mapping[str, object]:
    """The fields that hold a backend of this dialect to `constraint` on `rung`.

    Nothing at all where the dialect has no field for it: every answer is checked on arrival.
    """
    field = dialect.constraints.get(rung, "")
    if isinstance(constraint, Grammar):
        return _grammar(constraint, field) if rung is Rung.NATIVE else {}
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


def _content(message: ChatMessage) -> object:
    """The text alone where there is nothing else: some servers know no parts."""
    if not message.images:
        return message.text
    pictures = [
        {"type": "image_url", "image_url": {"url": _data_url(image)}} for image in message.images
    ]
    return [*pictures, {"type": "text", "text": message.text}]


def _data_url(image: Image) -> str:
    return f"data:{image.mime_type};base64,{b64encode(image.data).decode()}"


def _as_schema(constraint: Choice | JsonSchema) -> JsonSchema:
    return choice_schema(constraint) if isinstance(constraint, Choice) else constraint


def _native(constraint: Choice | JsonSchema, field: str, dialect: Dialect) -> Mapping[str, object]:
    match constraint:
        case Choice():
            return _native_choice(constraint, field)
        case JsonSchema():
            # A schema is already native where JSON can be enforced; vLLM has a field of its own.
            if field == "structured_outputs.choice":
                return {"structured_outputs": {"json": constraint.schema}}
            if field in GRAMMAR_FIELDS and Rung.JSON not in dialect.constraints:
                return {field: schema_grammar(constraint.schema)}
            return _json(constraint, dialect.constraints.get(Rung.JSON, ""))
        case _:
            assert_never(constraint)


def _grammar(grammar: Grammar, field: str) -> Mapping[str, object]:
    if field in GRAMMAR_FIELDS:
        return {field: grammar.gbnf}
    if field == "regex_pattern":
        return {field: grammar.pattern}
    if field == "response_format.regex":
        return {"response_format": {"type": "regex", "pattern": grammar.pattern}}
    if field == "structured_outputs.choice":
        return {"structured_outputs": {"regex": grammar.pattern}}
    return {}


def _native_choice(choice: Choice, field: str) -> Mapping[str, object]:
    if field in GRAMMAR_FIELDS:
        return {field: choice_grammar(choice)}
    if field == "regex_pattern":
        return {field: _pattern(choice)}
    if field == "structured_outputs.choice":
        return {"structured_outputs": {"choice": list(choice.options)}}
    if field == "response_format.regex":
        return {"response_format": {"type": "regex", "pattern": _pattern(choice)}}
    return {field: list(choice.options)} if field else {}


def _pattern(choice: Choice) -> str:
    return "|".join(re.escape(option) for option in choice.options)


def _json(schema: JsonSchema, field: str) -> Mapping[str, object]:
    if field == "response_format":
        labelled = {"name": schema_label(schema), "schema": schema.schema, "strict": True}
        return {field: {"type": "json_schema", "json_schema": labelled}}
    return {field: schema.schema} if field else {}


def _tool(schema: JsonSchema) -> Mapping[str, object]:
    name = schema_label(schema)
    function = {"name": name, "parameters": schema.schema, "strict": True}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": name}},
    }


def schema_label(schema: JsonSchema) -> str:
    """The schema's name in the characters that providers allow for one."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", schema.name)[:64]
