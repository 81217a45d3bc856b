"""When a rule's conditions hold, for every kind of condition and every operator."""

from dataclasses import replace
from typing import get_args

import pytest

from engine.domain.rules import (
    Always,
    Condition,
    JudgedText,
    Match,
    Operator,
    Phase,
    Question,
    VariableCondition,
)
from engine.domain.world import Scope
from engine.rules.conditions import applies, condition_holds, holds

COMPARISONS = [
    ("gold", Operator.EQUAL, 10, True),
    ("gold", Operator.EQUAL, "10.0", True),
    ("gold", Operator.EQUAL, 11, False),
    ("quest", Operator.EQUAL, " CARRIED ", True),
    ("quest", Operator.EQUAL, "delivered", False),
    ("rich", Operator.EQUAL, "False", True),
    ("rich", Operator.EQUAL, 0, False),
    ("gold", Operator.NOT_EQUAL, 10, False),
    ("gold", Operator.NOT_EQUAL, "ten", True),
    ("gold", Operator.GREATER, "9", True),
    ("gold", Operator.GREATER, 10, False),
    ("quest", Operator.GREATER, "boxed", True),
    ("gold", Operator.LESS, 11, True),
    ("gold", Operator.LESS, "9", False),
    ("gold", Operator.AT_LEAST, 10, True),
    ("gold", Operator.AT_LEAST, 10.5, False),
    ("gold", Operator.AT_MOST, 10, True),
    ("gold", Operator.AT_MOST, 9, False),
    ("gold", Operator.EXISTS, "", True),
    ("none", Operator.EXISTS, "", True),
    ("gold", Operator.NOT_EXISTS, "", False),
    ("quest", Operator.CONTAINS, "Carr", True),
    ("quest", Operator.CONTAINS, "deliver", False),
    ("gold", Operator.CONTAINS, 1, True),
    ("quest", Operator.NOT_CONTAINS, "deliver", True),
    ("quest", Operator.NOT_CONTAINS, "carr", False),
]

MISSING = {
    Operator.EQUAL: False,
    Operator.NOT_EQUAL: True,
    Operator.GREATER: False,
    Operator.LESS: False,
    Operator.AT_LEAST: False,
    Operator.AT_MOST: False,
    Operator.EXISTS: False,
    Operator.NOT_EXISTS: True,
    Operator.CONTAINS: False,
    Operator.NOT_CONTAINS: False,
}


def variable(name="gold", operator=Operator.EXISTS, value="", scope=Scope.GLOBAL):
    return VariableCondition(name=name, operator=operator, value=value, scope=scope)


@pytest.mark.parametrize(("name", "operator", "value", "expected"), COMPARISONS)
def test_a_variable_is_compared_by_number_or_else_by_text(facts, name, operator, value, expected):
    assert condition_holds(variable(name, operator, value), facts) is expected


@pytest.mark.parametrize(("operator", "expected"), MISSING.items())
def test_a_missing_variable_differs_from_everything(facts, operator, expected):
    assert condition_holds(variable("unheard of", operator, "5"), facts) is expected


def test_a_missing_variable_equals_nothing(facts):
    assert condition_holds(variable("unheard of", Operator.EQUAL, " "), facts)


def test_every_operator_has_its_cases():
    compared = {(operator, expected) for _, operator, _, expected in COMPARISONS}
    always_so = {(Operator.EXISTS, False), (Operator.NOT_EXISTS, True)}
    assert compared == {(op, held) for op in Operator for held in (True, False)} - always_so
    assert MISSING.keys() == set(Operator)


@pytest.mark.parametrize(
    ("scope", "name", "value"),
    [
        (Scope.GLOBAL, "gold", 10),
        (Scope.PLAYER, "strength", 12),
        (Scope.CHARACTER, "trust", 2),
        (Scope.PLACE, "noise", 3),
    ],
)
def test_a_variable_is_looked_up_with_its_owner(facts, scope, name, value):
    assert condition_holds(variable(name, Operator.EQUAL, value, scope), facts)
    others = set(Scope) - {scope}
    assert not any(condition_holds(variable(name, scope=other), facts) for other in others)


def test_a_characters_variable_is_missing_while_no_character_speaks(facts):
    narrated = replace(facts, speaker=None)
    assert condition_holds(variable("trust", Operator.NOT_EXISTS, "", Scope.CHARACTER), narrated)


def test_a_compared_text_is_filled_in_and_the_rule_keeps_its_placeholder(facts, make_rule):
    variables = {**facts.state.variables}
    wanted = make_rule(conditions=(variable("quest", Operator.EQUAL, "[global,goal] (character)"),))
    before = replace(wanted)
    for goal in ("find", "flee"):
        for name, value in (("goal", goal), ("quest", f"{goal} Mara")):
            key = next(iter(variables))
            variables[replace(key, name=name, scope=Scope.GLOBAL, owner="")] = value
        assert holds(wanted, replace(facts, state=replace(facts.state, variables=variables)))
    assert wanted == before


def _conditions():
    return {Always: Always(), VariableCondition: variable("gold")}


def test_every_kind_of_condition_can_hold(facts):
    assert _conditions().keys() == set(get_args(Condition))
    assert all(condition_holds(condition, facts) for condition in _conditions().values())


@pytest.mark.parametrize(
    ("match", "held", "expected"),
    [
        (Match.ALL, (True, True), True),
        (Match.ALL, (True, False), False),
        (Match.ANY, (False, True), True),
        (Match.ANY, (False, False), False),
    ],
)
def test_all_conditions_or_any_of_them_must_hold(facts, make_rule, match, held, expected):
    conditions = tuple(variable("gold", Operator.EQUAL, 10 if one else 0) for one in held)
    assert holds(make_rule(conditions=conditions, match=match), facts) is expected


@pytest.mark.parametrize("match", Match)
def test_a_rule_without_conditions_holds_only_when_named_by_another(facts, make_rule, match):
    rule = make_rule(conditions=(), match=match)
    assert not holds(rule, facts)
    assert holds(rule, facts, directly=True)


@pytest.mark.parametrize("match", Match)
def test_conditions_count_also_when_another_rule_names_the_rule(facts, make_rule, match):
    rule = make_rule(conditions=(variable("unheard of"),), match=match)
    assert not holds(rule, facts, directly=True)


def test_a_rule_that_is_off_does_not_apply(facts, make_rule):
    assert not applies(make_rule(enabled=False), facts)


@pytest.mark.parametrize(
    ("phase", "speaker", "expected"),
    [
        (Phase.AFTER_REPLY, None, True),
        (Phase.AFTER_REPLY, "mara", True),
        (Phase.AFTER_REPLY, "tom", False),
        (Phase.BEFORE_REPLY, "tom", True),
    ],
)
def test_a_speaker_limits_rules_after_the_reply(replied, make_rule, phase, speaker, expected):
    assert applies(make_rule(phase=phase, speaker=speaker), replied) is expected


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("about", JudgedText)
def test_the_reply_is_judged_only_once_there_is_one(facts, replied, make_asking, phase, about):
    rule = make_asking(phase=phase, question=Question(text="So?", about=about))
    needs_reply = about in (JudgedText.REPLY, JudgedText.CONVERSATION_AND_REPLY)
    assert applies(rule, facts) is not needs_reply
    assert applies(rule, replied)
