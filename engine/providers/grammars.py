"""Grammars in GBNF, llama.cpp's notation, for what an answer must look like. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from engine.domain.constraints import Choice

GRAMMAR_FIELDS: Final = frozenset({"grammar", "grammar_string"})

_BASICS: Final = r"""
string ::= "\"" ( [^"\\\x7F\x00-\x1F] | "\\" ( ["\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] ) )* "\""
integer ::= "-"? ( "0" | [1-9] [0-9]* )
number ::= integer ( "." [0-9]+ )? ( [eE] [-+]? [0-9]+ )?
boolean ::= "true" | "false"
null ::= "null"
value ::= string | number | boolean | null | "[" ( value ( "," " "? value )* )? "]" | "{" ( string ":" " "? value ( "," " "? string ":" " "? value )* )? "}"
"""
_NAMED: Final = frozenset({"string", "integer", "number", "boolean", "null"})


def choice_grammar(choice: Choice) -> str:
    """A grammar that admits nothing but the options."""
    return "root ::= " + _one_of(choice.options)


def schema_grammar(schema: Mapping[str, object]) -> str:
    """A grammar that admits JSON that fits `schema`, with its properties in their order.

    It knows the subset of schemas that every backend takes; all properties are required.
    """
    return f"root ::= {_expression(schema)}{_BASICS}".rstrip()


def _expression(schema: object) -> str:
    if not isinstance(schema, Mapping):
        return "value"
    options = schema.get("enum")
    if isinstance(options, list | tuple) and options:
        return f"( {_one_of([json.dumps(each, ensure_ascii=False) for each in options])} )"
    kind = schema.get("type")
    if isinstance(kind, list | tuple):
        return f"( {' | '.join(_expression({**schema, 'type': each}) for each in kind)} )"
    if kind == "object" and isinstance(properties := schema.get("properties"), Mapping):
        return _object(properties)
    if kind == "array":
        item = _expression(schema.get("items"))
        return f'"[" ( {item} ( "," " "? {item} )* )? "]"'
    return kind if isinstance(kind, str) and kind in _NAMED else "value"


def _object(properties: Mapping[str, object]) -> str:
    members = [
        f'{_literal(json.dumps(name, ensure_ascii=False) + ":")} " "? {_expression(rule)}'
        for name, rule in properties.items()
    ]
    inside = ' "," " "? '.join(members)
    return f'"{{" {inside} "}}"'


def _one_of(options: Sequence[str]) -> str:
    return " | ".join(map(_literal, options))


def _literal(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return f'"{"".join(escapes.get(character, character) for character in text)}"'
