"""What an answer must look like, and the check every answer gets on arrival. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Exactly one of these texts."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSchema:
    """A JSON object that fits `schema`; `name` labels it for providers that want a label."""

    name: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """A text of a form of its own: as a grammar in GBNF, llama.cpp's notation, as the regular
    expression it is checked by, and in words that follow “Answer with nothing but”.
    """

    gbnf: str
    pattern: str
    words: str


Constraint = Choice | JsonSchema | Grammar


class Rung(StrEnum):
    """The ways a backend can be held to a constraint, strictest first."""

    NATIVE = "native"
    JSON = "json"
    TOOL = "tool"
    PLAIN = "plain"


ANSWER_FIELD = "answer"
"""The one field of the object that carries a choice on the JSON and tool rungs."""


def choice_schema(choice: Choice) -> JsonSchema:
    """The object that carries a choice where only JSON can be enforced."""
    return JsonSchema(
        name="choice",
        schema={
            "type": "object",
            "properties": {ANSWER_FIELD: {"type": "string", "enum": list(choice.options)}},
            "required": [ANSWER_FIELD],
            "additionalProperties": False,
        },
    )


def read_answer(constraint: Constraint, text: str, *, is_whole: bool = True) -> str | None:
    """The answer in `text` if it satisfies `constraint`, else None.

    A choice comes back as the option exactly as it was offered; JSON comes back as compact JSON.
    In prose that is not whole no choice is read: what came next could have been another one.
    """
    body = _without_thinking(text)
    match constraint:
        case Choice():
            return _read_choice(constraint, body, is_whole=is_whole)
        case JsonSchema():
            return _read_json(constraint, body)
        case Grammar(pattern=pattern):
            return body if re.fullmatch(pattern, body) else None
        case _:
            assert_never(constraint)


def _without_thinking(text: str) -> str:
    return re.sub(r"<think>.*?(</think>|\Z)", "", text, flags=re.DOTALL).strip()


def _read_choice(choice: Choice, body: str, *, is_whole: bool) -> str | None:
    if (parsed := _parsed_object(body)) is not None:
        body = str(parsed.get(ANSWER_FIELD, ""))
    elif not is_whole:
        return next((option for option in choice.options if option == body), None)
    named = [
        (match.start(), option)
        for option in choice.options
        for match in re.finditer(_option_pattern(option), body, flags=re.IGNORECASE)
    ]
    # The last one named wins: a model that reasons aloud ends with its answer.
    return max(named)[1] if named else None


def _option_pattern(option: str) -> str:
    bare = option.strip("[] ")
    return rf"(?<!\w){re.escape(bare)}(?!\w)"


def _read_json(constraint: JsonSchema, body: str) -> str | None:
    parsed = _parsed_object(body)
    if parsed is None or not _fits(parsed, constraint.schema):
        return None
    return json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))


def _parsed_object(body: str) -> dict[str, object] | None:
    start, end = body.find("{"), body.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        parsed = json.loads(body[start : end + 1])
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


_JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def _fits(value: object, schema: Mapping[str, object]) -> bool:
    """The schema subset every backend takes: type, enum, properties, required, items."""
    if (options := schema.get("enum")) is not None and value not in _sequence(options):
        return False
    kind = schema.get("type")
    if isinstance(kind, str) and not _is_json_type(value, kind):
        return False
    if isinstance(value, dict):
        return _fits_object(value, schema)
    if isinstance(value, list) and isinstance(items := schema.get("items"), Mapping):
        return all(_fits(item, items) for item in value)
    return True


def _is_json_type(value: object, kind: str) -> bool:
    if isinstance(value, bool) and kind in ("number", "integer"):
        return False
    return isinstance(value, _JSON_TYPES.get(kind, object))


def _fits_object(value: Mapping[str, object], schema: Mapping[str, object]) -> bool:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return True
    if not all(name in value for name in _sequence(schema.get("required", ()))):
        return False
    if schema.get("additionalProperties") is False and not set(value) <= set(properties):
        return False
    return all(_fits(value[name], rule) for name, rule in properties.items() if name in value)


def _sequence(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()
