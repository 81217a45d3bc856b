"""What a rule's actions change in the world."""

import re
from typing import assert_never

from engine.domain.ids import CharacterId, PlaceId
from engine.domain.rules import MoveItem, NewScene, SetVariable
from engine.domain.world import (
    Cause,
    Change,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    Scalar,
    SceneStarted,
    VariableSet,
)
from engine.rules.facts import (
    Facts,
    filled,
    holder_name,
    value_of,
    variable_label,
    variable_named,
)
from engine.rules.scalars import operated, read, shown
from engine.rules.steps import Changed, Roll

WorldAction = SetVariable | MoveItem | NewScene

_BOUNDS = re.compile(r"\s*([+-]?\d{1,9})\s*-\s*([+-]?\d{1,9})\s*", re.ASCII)


def changed(action: WorldAction, facts: Facts, cause: Cause) -> Changed | None:
    """The change `action` brings about; None if it would leave everything as it is."""
    match action:
        case SetVariable():
            return _variable_set(action, facts, cause)
        case MoveItem():
            return _item_moved(action, facts, cause)
        case NewScene():
            scene = facts.state.scene
            return _changed(SceneStarted(), cause, "scene", str(scene), str(scene + 1))
        case _:
            assert_never(action)


def roll_of(action: SetVariable, facts: Facts) -> Roll | None:
    """The roll between the bounds in the action's value, such as `1-20`; None if it has none."""
    bounds = _BOUNDS.fullmatch(shown(_operand(action, facts)))
    if bounds is None or variable_named(action.name, action.scope, facts) is None:
        return None
    low, high = sorted(int(bound) for bound in bounds.groups())
    return Roll(low=low, high=high)


def _variable_set(action: SetVariable, facts: Facts, cause: Cause) -> Changed | None:
    variable = variable_named(action.name, action.scope, facts)
    current = value_of(action.name, action.scope, facts)
    value = operated(action.operation, current, _operand(action, facts), action.delimiter)
    if variable is None or value is None:
        return None
    before = "" if current is None else shown(current)
    if current is not None and shown(value) == before:
        return None
    change = VariableSet(variable=variable, value=value)
    return _changed(change, cause, variable_label(variable, facts), before, shown(value))


def _operand(action: SetVariable, facts: Facts) -> Scalar:
    return read(filled(action.value, facts)) if isinstance(action.value, str) else action.value


def _item_moved(action: MoveItem, facts: Facts, cause: Cause) -> Changed | None:
    item = next((item for item in facts.adventure.items if item.id == action.item), None)
    holder = _holder(action, facts)
    before = facts.state.items.get(action.item)
    if item is None or holder is None or holder == before:
        return None
    change = ItemMoved(item=action.item, to=holder)
    had = holder_name(before, facts) if before else ""
    return _changed(change, cause, item.name, had, holder_name(holder, facts))


def _holder(action: MoveItem, facts: Facts) -> Holder | None:
    """Who gets the item; None if that is nobody in this adventure."""
    match action.to:
        case HolderKind.PLAYER:
            return Holder(kind=action.to)
        case HolderKind.CHARACTER:
            who = CharacterId(action.id) if action.id else facts.speaker
            known = any(character.id == who for character in facts.adventure.characters)
            return Holder(kind=action.to, id=who) if who and known else None
        case HolderKind.PLACE:
            where = PlaceId(action.id) if action.id else facts.state.place
            known = any(place.id == where for place in facts.adventure.places)
            return Holder(kind=action.to, id=where) if known else None
        case _:
            assert_never(action.to)


def _changed(change: Change, cause: Cause, description: str, before: str, after: str) -> Changed:
    effect = Effect(change=change, cause=cause)
    return Changed(effect=effect, description=description, before=before, after=after)
