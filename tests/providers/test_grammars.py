from engine.domain.constraints import Choice
from engine.providers.grammars import choice_grammar, schema_grammar


def rule(schema: dict) -> str:
    return schema_grammar(schema).splitlines()[0]


def test_a_choice_is_its_options():
    assert choice_grammar(Choice(options=("[YES]", 'a "b"'))) == r'root ::= "[YES]" | "a \"b\""'


def test_an_object_has_its_properties_in_their_order():
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    }
    assert rule(schema) == (
        r'root ::= "{" "\"name\":" " "? string "," " "? "\"age\":" " "? integer "}"'
    )


def test_lists_enums_unions_and_what_is_not_known_have_their_forms():
    assert rule({"enum": ["a", 1]}) == r'root ::= ( "\"a\"" | "1" )'
    assert rule({"type": ["number", "null"]}) == "root ::= ( number | null )"
    assert rule({"type": "array", "items": {"type": "boolean"}}) == (
        'root ::= "[" ( boolean ( "," " "? boolean )* )? "]"'
    )
    assert rule({"type": "object"}) == "root ::= value"
    assert rule({}) == "root ::= value"
