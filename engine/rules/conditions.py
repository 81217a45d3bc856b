"""Whether a rule's turn to act has come, without asking anyone."""

from collections.abc import Mapping
from typing import assert_never

from engine.domain.rules import (
    Always,
    Condition,
    JudgedText,
    Match,
    Operator,
    Phase,
    Rule,
    VariableCondition,
)
from engine.domain.text import folded
from engine.domain.world import Scalar
from engine.rules.facts import Facts, filled, value_of
from engine.rules.scalars import number, shown

_ABOUT_DEED = (JudgedText.USER_MESSAGE, JudgedText.LAST_EXCHANGE)
_ABOUT_REPLY = (JudgedText.REPLY, JudgedText.CONVERSATION_AND_REPLY)

_ORDERS: Mapping[Operator, tuple[int, ...]] = {
    Operator.EQUAL: (0,),
    Operator.NOT_EQUAL: (-1, 1),
    Operator.GREATER: (1,),
    Operator.LESS: (-1,),
    Operator.AT_LEAST: (0, 1),
    Operator.AT_MOST: (-1, 0),
}
"""For each comparison, the orders of the two values (-1, 0 or 1) that satisfy it."""


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether the rule is on, means whoever speaks, and has a text to judge."""
    if not rule.enabled:
        return False
    if rule.phase is Phase.AFTER_REPLY and rule.speaker not in (None, facts.speaker):
        return False
    return rule.question is None or _is_there(rule.question.about, facts)


def _is_there(about: JudgedText, facts: Facts) -> bool:
    if about in _ABOUT_DEED:
        return bool(facts.user_message)
    return about not in _ABOUT_REPLY or bool(facts.reply)


def holds(rule: Rule, facts: Facts, *, directly: bool = False) -> bool:
    """Whether the rule's conditions hold; `directly` when another rule named it as next."""
    if not rule.conditions:
        return directly
    held = (condition_holds(condition, facts) for condition in rule.conditions)
    return all(held) if rule.match is Match.ALL else any(held)


def condition_holds(condition: Condition, facts: Facts) -> bool:
    match condition:
        case Always():
            return True
        case VariableCondition():
            current = value_of(condition.name, condition.scope, facts)
            return _compares(current, condition.operator, _wanted(condition.value, facts))
        case _:
            assert_never(condition)


def _wanted(value: Scalar, facts: Facts) -> Scalar:
    return filled(value, facts) if isinstance(value, str) else value


def _compares(current: Scalar | None, operator: Operator, wanted: Scalar) -> bool:
    if current is None:
        return _compares_missing(operator, wanted)
    match operator:
        case Operator.EXISTS:
            return True
        case Operator.NOT_EXISTS:
            return False
        case Operator.CONTAINS:
            return folded(shown(wanted)) in folded(shown(current))
        case Operator.NOT_CONTAINS:
            return folded(shown(wanted)) not in folded(shown(current))
        case _:
            return _order(current, wanted) in _ORDERS[operator]


def _compares_missing(operator: Operator, wanted: Scalar) -> bool:
    """A missing variable differs from everything, equals nothing, and satisfies little else."""
    if operator is Operator.EQUAL:
        return not shown(wanted).strip()
    return operator in (Operator.NOT_EQUAL, Operator.NOT_EXISTS)


def _order(current: Scalar, wanted: Scalar) -> int:
    left, right = number(current), number(wanted)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    text, other = folded(shown(current)), folded(shown(wanted))
    return (text > other) - (text < other)
