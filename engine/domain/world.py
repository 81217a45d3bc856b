"""The state of the world, the changes it can undergo, and `apply`, the only way it changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, assert_never

from engine.domain.ids import CharacterId, ItemId, PlaceId, RuleId

Scalar = str | int | float | bool


class Scope(StrEnum):
    """Whose variable it is."""

    GLOBAL = "global"
    PLAYER = "player"
    CHARACTER = "character"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """The name of a variable. `owner` is the character's or place's id, "" for the other scopes."""

    name: str
    scope: Scope = Scope.GLOBAL
    owner: str = ""


class HolderKind(StrEnum):
    PLAYER = "player"
    CHARACTER = "character"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who or what has an item. `id` is the character's or place's id, "" for the player."""

    kind: HolderKind
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldState:
    """Everything that can change in play. `time` is the story's own clock, without a zone."""

    scene: int
    place: PlaceId
    time: datetime
    variables: Mapping[Variable, Scalar] = field(default_factory=dict)
    items: Mapping[ItemId, Holder] = field(default_factory=dict)
    cast: Mapping[CharacterId, PlaceId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet:
    variable: Variable
    value: Scalar
    type: Literal["variable_set"] = "variable_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneStarted:
    type: Literal["scene_started"] = "scene_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerMoved:
    """The player goes somewhere; a new scene starts with it."""

    to: PlaceId
    type: Literal["player_moved"] = "player_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoved:
    item: ItemId
    to: Holder
    type: Literal["item_moved"] = "item_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    minutes: int
    type: Literal["time_passed"] = "time_passed"


Change = VariableSet | SceneStarted | PlayerMoved | ItemMoved | TimePassed


class CauseKind(StrEnum):
    RULE = "rule"
    MOVE = "move"
    TURN = "turn"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What brought a change about; `rule` is set when a rule did."""

    kind: CauseKind
    rule: RuleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One change of the world with its cause."""

    change: Change
    cause: Cause


def apply(state: WorldState, effect: Effect) -> WorldState:
    """The state after `effect`."""
    return fold(state, (effect,))


def fold(state: WorldState, effects: Iterable[Effect]) -> WorldState:
    """The state after all of `effects`, in order: there may be thousands of them."""
    scene, place, time = state.scene, state.place, state.time
    variables, items = dict(state.variables), dict(state.items)
    for effect in effects:
        match effect.change:
            case VariableSet(variable=variable, value=value):
                variables[variable] = value
            case SceneStarted():
                scene += 1
            case PlayerMoved(to=to):
                place, scene = to, scene + 1
            case ItemMoved(item=item, to=holder):
                items[item] = holder
            case TimePassed(minutes=minutes):
                time += timedelta(minutes=minutes)
            case _:
                assert_never(effect.change)
    return replace(state, scene=scene, place=place, time=time, variables=variables, items=items)
