"""A rule's conditions and actions in words. Pure."""

from collections.abc import Mapping
from typing import Final, assert_never

from desktop.texts import library as texts
from engine.domain.adventure import Adventure
from engine.domain.rules import (
    Action,
    Always,
    Condition,
    MoveItem,
    NewScene,
    NextRule,
    Operation,
    Operator,
    RewritePost,
    SetVariable,
    SystemMessage,
)
from engine.domain.world import HolderKind, Scalar, Scope

_OPERATORS: Final[Mapping[Operator, str]] = {
    Operator.EQUAL: texts.IS,
    Operator.NOT_EQUAL: texts.IS_NOT,
    Operator.GREATER: texts.MORE_THAN,
    Operator.LESS: texts.LESS_THAN,
    Operator.AT_LEAST: texts.AT_LEAST,
    Operator.AT_MOST: texts.AT_MOST,
    Operator.EXISTS: texts.EXISTS,
    Operator.NOT_EXISTS: texts.EXISTS_NOT,
    Operator.CONTAINS: texts.CONTAINS,
    Operator.NOT_CONTAINS: texts.CONTAINS_NOT,
}
_OPERATIONS: Final[Mapping[Operation, str]] = {
    Operation.SET: texts.SET,
    Operation.INCREMENT: texts.INCREASE,
    Operation.DECREMENT: texts.DECREASE,
    Operation.MULTIPLY: texts.MULTIPLY,
    Operation.DIVIDE: texts.DIVIDE,
    Operation.APPEND: texts.APPEND,
    Operation.PREPEND: texts.PREPEND,
    Operation.ROLL: texts.ROLL,
}
_OWNED: Final[Mapping[Scope, str]] = {
    Scope.GLOBAL: "{name}",
    Scope.PLAYER: texts.OF_PLAYER,
    Scope.CHARACTER: texts.OF_CHARACTER,
    Scope.PLACE: texts.OF_PLACE,
}


def condition_text(condition: Condition) -> str:
    if isinstance(condition, Always):
        return texts.ALWAYS
    name = _OWNED[condition.scope].format(name=condition.name)
    return _OPERATORS[condition.operator].format(name=name, value=_shown(condition.value))


def action_text(action: Action, adventure: Adventure) -> str:
    match action:
        case SetVariable(name=name, value=value, operation=operation, scope=scope):
            owned = _OWNED[scope].format(name=name)
            return _OPERATIONS[operation].format(name=owned, value=_shown(value))
        case SystemMessage(text=text):
            return texts.TELL.format(text=text)
        case NextRule(rule=rule):
            named = next((each.name for each in adventure.rules if each.id == rule), str(rule))
            return texts.NEXT_RULE.format(rule=f"“{named}”")
        case NewScene():
            return texts.NEW_SCENE
        case RewritePost(instruction=instruction):
            return texts.REWRITE.format(instruction=instruction)
        case MoveItem():
            items = (each.name for each in adventure.items if each.id == action.item)
            item = next(items, str(action.item))
            return texts.MOVE_ITEM.format(item=item, holder=_holder(action, adventure))
        case _:
            assert_never(action)


def _holder(move: MoveItem, adventure: Adventure) -> str:
    match move.to:
        case HolderKind.PLAYER:
            return texts.PLAYER
        case HolderKind.CHARACTER:
            people = (each.name for each in adventure.characters if each.id == move.id)
            return next(people, move.id or texts.SPEAKER)
        case HolderKind.PLACE:
            places = (each.name for each in adventure.places if each.id == move.id)
            return next(places, move.id or texts.PLACE)
        case _:
            assert_never(move.to)


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        f"“{value}”"
        if isinstance(value, str) and not value.replace("-", "").isdigit()
        else str(value)
    )
