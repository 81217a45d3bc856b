"""What rules go by at one moment, and the names and values that their texts refer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from engine.domain.adventure import Adventure
from engine.domain.ids import CharacterId, PlaceId
from engine.domain.text import substitute
from engine.domain.world import Holder, HolderKind, Scalar, Scope, Variable, WorldState
from engine.rules.scalars import shown

_SCOPES: Mapping[str, Scope] = {
    "global": Scope.GLOBAL,
    "player": Scope.PLAYER,
    "actor": Scope.CHARACTER,
    "character": Scope.CHARACTER,
    "setting": Scope.PLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What rules go by.

    `user_message` is what the player's own character says and does, "" where the player tells the
    story or speaks for somebody else. `history` is the current scene as lines `Name: text`, oldest
    first, without `user_message`.
    `reply` is "" before there is one; `speaker` is whose it is or will be, None for the narrator.
    """

    adventure: Adventure
    state: WorldState
    user_message: str
    history: Sequence[str] = ()
    reply: str = ""
    speaker: CharacterId | None = None
    judge_is_reliable: bool = True


def filled(text: str, facts: Facts) -> str:
    """`text` with its placeholders replaced; what nobody knows becomes nothing."""
    if "(" not in text and "[" not in text:
        return text

    def value(scope: str, name: str) -> str:
        current = value_of(name, _SCOPES[scope], facts)
        return "" if current is None else shown(current)

    return substitute(text, lambda kind: _name(kind, facts), value)


def variable_named(name: str, scope: Scope, facts: Facts) -> Variable | None:
    """The variable that `name` means here; None for a character's while no character speaks."""
    match scope:
        case Scope.GLOBAL | Scope.PLAYER:
            return Variable(name=name, scope=scope)
        case Scope.CHARACTER:
            owner: str | None = facts.speaker
        case Scope.PLACE:
            owner = facts.state.place
        case _:
            assert_never(scope)
    return None if owner is None else Variable(name=name, scope=scope, owner=owner)


def variable_label(variable: Variable, facts: Facts) -> str:
    """How a reader knows it: `quest.letter`, `Mara: trust`."""
    match variable.scope:
        case Scope.GLOBAL:
            return variable.name
        case Scope.PLAYER:
            owner = facts.adventure.persona.name
        case Scope.CHARACTER:
            owner = character_name(CharacterId(variable.owner), facts)
        case Scope.PLACE:
            owner = place_name(PlaceId(variable.owner), facts)
        case _:
            assert_never(variable.scope)
    return f"{owner}: {variable.name}"


def value_of(name: str, scope: Scope, facts: Facts) -> Scalar | None:
    """The variable's value now; None if it is missing."""
    variable = variable_named(name, scope, facts)
    return facts.state.variables.get(variable) if variable else None


def holder_name(holder: Holder, facts: Facts) -> str:
    match holder.kind:
        case HolderKind.PLAYER:
            return facts.adventure.persona.name
        case HolderKind.CHARACTER:
            return character_name(CharacterId(holder.id), facts)
        case HolderKind.PLACE:
            return place_name(PlaceId(holder.id), facts)
        case _:
            assert_never(holder.kind)


def character_name(id_: CharacterId, facts: Facts) -> str:
    return next((who.name for who in facts.adventure.characters if who.id == id_), id_)


def place_name(id_: PlaceId, facts: Facts) -> str:
    return next((where.name for where in facts.adventure.places if where.id == id_), id_)


def _name(kind: str, facts: Facts) -> str:
    if kind == "player":
        return facts.adventure.persona.name
    if kind == "setting":
        return place_name(facts.state.place, facts)
    return character_name(facts.speaker, facts) if facts.speaker else ""
