"""Whether the fields of an adventure have the right shape, said in plain words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from engine.domain.adventure import Adventure
from engine.domain.rules import Action, Condition

Steps = tuple[str | int, ...]
"""The way to a field: names and, in lists, positions from 0."""

# In a tuple, because pydantic takes a configuration only for types that cannot hold one themselves.
_ADVENTURES = TypeAdapter(
    tuple[Adventure],
    config=ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, defer_build=True),
)
_TYPES = {
    name: {
        get_args(get_type_hints(member)["type"])[0]: member.__name__ for member in get_args(union)
    }
    for name, union in (("conditions", Condition), ("actions", Action))
}
_WORDS = {
    "missing": "is missing",
    "unexpected_keyword_argument": "there is no such field",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must not be infinite",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dataclass_type": "must be an object",
    "mapping_type": "must be an object",
    "dict_type": "must be an object",
}
_SCALAR_TYPES = ("str", "int", "float", "bool")


def parsed(fields: Mapping[str, Any]) -> Adventure:
    """The adventure that `fields` describe; raises pydantic's ValidationError."""
    return _ADVENTURES.validate_json(json.dumps([fields]))[0]


def shape_problems(fields: Mapping[str, Any]) -> list[tuple[Steps, str]]:
    """What is wrong with which field; an empty list when `parsed` takes them."""
    problems = list(_untyped(fields))
    try:
        parsed(fields)
    except ValidationError as error:
        problems += [
            (_in_file(details["loc"][1:]), _words(details))
            for details in error.errors(include_url=False)
            if _is_meant(fields, details["loc"][1:])
        ]
    return list(dict.fromkeys(problems))


def _untyped(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Conditions and actions that do not say which one they are."""
    if steps and steps[-1] in _TYPES and isinstance(value, list):
        known = _TYPES[str(steps[-1])]
        for index, entry in enumerate(value):
            if isinstance(entry, dict) and str(entry.get("type")) not in known:
                yield (*steps, index, "type"), f"must be one of {', '.join(known)}"
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _untyped(entry, (*steps, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _untyped(entry, (*steps, index))


def _is_meant(fields: Mapping[str, Any], steps: Steps) -> bool:
    """False for what pydantic says of the union members that an author did not choose."""
    at = _member_at(steps)
    if at is None:
        return True
    entry: Any = fields
    for step in steps[:at]:
        entry = entry[step]
    if not isinstance(entry, dict):
        return True
    return _TYPES[str(steps[at - 2])].get(str(entry.get("type"))) == steps[at]


def _member_at(steps: Steps) -> int | None:
    """Where in `steps` the name of a union's member stands, which no file holds."""
    places = range(2, len(steps))
    return next(
        (at for at in places if steps[at - 2] in _TYPES and isinstance(steps[at - 1], int)), None
    )


def _in_file(steps: Steps) -> Steps:
    at = _member_at(steps)
    if at is not None:
        steps = (*steps[:at], *steps[at + 1 :])
    return steps[:-1] if steps[-1:] and steps[-1] in _SCALAR_TYPES else steps


def _words(details: ErrorDetails) -> str:
    if details["loc"][-1] in _SCALAR_TYPES:
        return "must be text, a number, true or false"
    if details["type"].startswith("datetime"):
        return "must be a date and time such as 1203-11-03T21:40:00"
    if details["type"] in ("enum", "literal_error"):
        return f"must be {details['ctx']['expected']}"
    return _WORDS.get(details["type"], details["msg"])
