"""What an author makes: characters, places, items, lore, rules, and how a session begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.ids import AdventureId, CharacterId, ItemId, LoreId, PlaceId, ProfileId
from engine.domain.rules import Rule
from engine.domain.world import Holder, HolderKind, Scalar, Scope, Variable, WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Someone in the story. `talkativeness` is the chance, 0..1, to speak up unasked."""

    id: CharacterId
    name: str
    place: PlaceId
    description: str
    personality: str = ""
    voice: str = ""
    aliases: tuple[str, ...] = ()
    talkativeness: float = 0.5
    profile: ProfileId | None = None
    variables: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Who the player is."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way to another place, with words a player may use for it."""

    to: PlaceId
    description: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    id: PlaceId
    name: str
    description: str
    exits: tuple[Exit, ...] = ()
    aliases: tuple[str, ...] = ()
    variables: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: ItemId
    name: str
    description: str
    at: Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class LoreEntry:
    """Text that enters the prompt when one of its keys is mentioned; always, if `constant`."""

    id: LoreId
    keys: tuple[str, ...]
    text: str
    constant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adventure:
    """A world as its author left it. Play never changes it.

    `instructions` tell the main model how to narrate; `moves` are suggested opening moves;
    `minutes_per_turn` is how much story time a turn takes.
    """

    id: AdventureId
    title: str
    summary: str
    intro: str
    instructions: str
    persona: Persona
    start: PlaceId
    time: datetime
    places: tuple[Place, ...]
    characters: tuple[Character, ...] = ()
    items: tuple[Item, ...] = ()
    lore: tuple[LoreEntry, ...] = ()
    rules: tuple[Rule, ...] = ()
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    player_variables: Mapping[str, Scalar] = field(default_factory=dict)
    moves: tuple[str, ...] = ()
    minutes_per_turn: int = 5

    def place(self, id_: PlaceId) -> Place:
        return next(place for place in self.places if place.id == id_)

    def character(self, id_: CharacterId) -> Character:
        return next(character for character in self.characters if character.id == id_)


def opening_state(adventure: Adventure) -> WorldState:
    """The world before the first turn."""
    return WorldState(
        scene=1,
        place=adventure.start,
        time=adventure.time,
        variables=_opening_variables(adventure),
        items={item.id: item.at for item in adventure.items},
        cast={character.id: character.place for character in adventure.characters},
    )


def _opening_variables(adventure: Adventure) -> dict[Variable, Scalar]:
    owned = [
        (Scope.GLOBAL, "", adventure.variables),
        (Scope.PLAYER, "", adventure.player_variables),
    ]
    owned += [(Scope.CHARACTER, who.id, who.variables) for who in adventure.characters]
    owned += [(Scope.PLACE, where.id, where.variables) for where in adventure.places]
    return {
        Variable(name=name, scope=scope, owner=owner): value
        for scope, owner, values in owned
        for name, value in values.items()
    }


def present(adventure: Adventure, state: WorldState) -> tuple[Character, ...]:
    """The characters who are where the player is, in the author's order."""
    return tuple(who for who in adventure.characters if state.cast.get(who.id) == state.place)


def carried(adventure: Adventure, state: WorldState, holder: Holder) -> tuple[Item, ...]:
    """The items that `holder` has, in the author's order."""
    return tuple(item for item in adventure.items if state.items.get(item.id) == holder)


PLAYER = Holder(kind=HolderKind.PLAYER)
