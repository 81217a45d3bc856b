"""Whether a JSON schema is one that every backend can hold a model to. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

Step = str | int
Wrong = tuple[tuple[Step, ...], str]
"""The way to a place, and what is wrong there."""

_TYPES: Final = ("object", "array", "string", "number", "integer", "boolean")
_WORDS: Final = {
    "object": {"type", "description", "properties", "required", "additionalProperties"},
    "array": {"type", "description", "items"},
    "string": {"type", "description", "enum"},
}


def schema_mistakes(schema: object) -> Iterator[Wrong]:
    """What is wrong with the schema of an answer, which must be an object."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        yield (), "the answer must be an object: give it the type “object”"
    else:
        yield from _mistakes(schema)


def _mistakes(schema: object) -> Iterator[Wrong]:
    if not isinstance(schema, Mapping):
        yield (), "is not a schema"
        return
    kind = schema.get("type")
    if kind not in _TYPES:
        yield ("type",), f"must be one of {', '.join(_TYPES)}"
        return
    known = _WORDS.get(str(kind), {"type", "description"})
    yield from (((str(word),), "means nothing here") for word in schema if word not in known)
    if kind == "object":
        yield from _object_mistakes(schema)
    if kind == "array":
        yield from (((("items", *at), what)) for at, what in _mistakes(schema.get("items")))
    if "enum" in schema and not _are_texts(schema["enum"]):
        yield ("enum",), "must be a list of texts"


def _object_mistakes(schema: Mapping[str, object]) -> Iterator[Wrong]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        yield ("properties",), "must name the fields of the object"
        return
    if schema.get("required") != list(properties):
        yield ("required",), f"must list every field, in order: {', '.join(map(str, properties))}"
    if schema.get("additionalProperties") is not False:
        yield ("additionalProperties",), "must be false"
    for name, each in properties.items():
        yield from ((("properties", str(name), *at), what) for at, what in _mistakes(each))


def _are_texts(options: object) -> bool:
    return isinstance(options, list) and options != [] and all(isinstance(o, str) for o in options)
