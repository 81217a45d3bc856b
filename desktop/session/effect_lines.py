"""A change of the world as the turn panel tells it. Pure."""

from dataclasses import dataclass
from typing import assert_never

from desktop.texts import right as texts
from engine.domain.adventure import Adventure
from engine.domain.ids import ItemId
from engine.domain.world import (
    Change,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    PlayerMoved,
    Scalar,
    SceneStarted,
    Scope,
    TimePassed,
    Variable,
    VariableSet,
    WorldState,
    apply,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """What changed. `before` is "" for what was not there."""

    what: str
    before: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.what}: {self.before or '–'} → {self.after or '–'}"


def effect_line(adventure: Adventure, state: WorldState, effect: Effect) -> EffectLine:
    """`effect` in words; `state` is the world before it."""
    after = apply(state, effect)
    match effect.change:
        case VariableSet(variable=variable, value=value):
            before = shown(state.variables[variable]) if variable in state.variables else ""
            return EffectLine(what=_label(adventure, variable), before=before, after=shown(value))
        case SceneStarted():
            return EffectLine(what=texts.THE_SCENE, before=str(state.scene), after=str(after.scene))
        case PlayerMoved():
            names = [place_name(adventure, each.place) for each in (state, after)]
            return EffectLine(what=texts.THE_PLACE, before=names[0], after=names[1])
        case ItemMoved(item=item, to=holder):
            had = state.items.get(item)
            name = next((each.name for each in adventure.items if each.id == item), str(item))
            before = holder_name(adventure, had) if had else ""
            return EffectLine(what=name, before=before, after=holder_name(adventure, holder))
        case TimePassed():
            return EffectLine(
                what=texts.THE_TIME, before=f"{state.time:%H:%M}", after=f"{after.time:%H:%M}"
            )
        case _:
            assert_never(effect.change)


def common_name(change: Change) -> str:
    """What changes, where that has no name of its own in the adventure; else ""."""
    match change:
        case SceneStarted():
            return texts.THE_SCENE
        case PlayerMoved():
            return texts.THE_PLACE
        case TimePassed():
            return texts.THE_TIME
        case VariableSet() | ItemMoved():
            return ""
        case _:
            assert_never(change)


def world_changes(
    adventure: Adventure, before: WorldState, after: WorldState
) -> tuple[EffectLine, ...]:
    """How two worlds differ, however that came about."""
    known = {*before.variables, *after.variables}
    lines = [
        EffectLine(
            what=_label(adventure, variable),
            before=_value(before, variable),
            after=_value(after, variable),
        )
        for variable in sorted(known, key=lambda each: (each.scope, each.owner, each.name))
    ]
    lines += [
        EffectLine(
            what=item.name,
            before=_holder(adventure, before, item.id),
            after=_holder(adventure, after, item.id),
        )
        for item in adventure.items
    ]
    lines.append(EffectLine(what=texts.THE_SCENE, before=str(before.scene), after=str(after.scene)))
    return tuple(line for line in lines if line.before != line.after)


def _value(state: WorldState, variable: Variable) -> str:
    return shown(state.variables[variable]) if variable in state.variables else ""


def _holder(adventure: Adventure, state: WorldState, item: ItemId) -> str:
    return holder_name(adventure, state.items[item]) if item in state.items else ""


def shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _label(adventure: Adventure, variable: Variable) -> str:
    match variable.scope:
        case Scope.GLOBAL:
            return variable.name
        case Scope.PLAYER:
            return f"{adventure.persona.name}: {variable.name}"
        case Scope.CHARACTER:
            return f"{character_name(adventure, variable.owner)}: {variable.name}"
        case Scope.PLACE:
            return f"{place_name(adventure, variable.owner)}: {variable.name}"
        case _:
            assert_never(variable.scope)


def holder_name(adventure: Adventure, holder: Holder) -> str:
    match holder.kind:
        case HolderKind.PLAYER:
            return adventure.persona.name
        case HolderKind.CHARACTER:
            return character_name(adventure, holder.id)
        case HolderKind.PLACE:
            return place_name(adventure, holder.id)
        case _:
            assert_never(holder.kind)


def character_name(adventure: Adventure, id_: str) -> str:
    return next((who.name for who in adventure.characters if who.id == id_), id_)


def place_name(adventure: Adventure, id_: str) -> str:
    return next((where.name for where in adventure.places if where.id == id_), id_)
