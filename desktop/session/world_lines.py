"""The world as groups of lines to read, and what the player types as a value for it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop.parts.figures import moment_text
from desktop.session.effect_lines import character_name, holder_name, place_name, shown
from engine.domain.adventure import Adventure
from engine.domain.sessions import OpenSession
from engine.domain.world import Scalar, Scope, Variable, WorldState

HERE: Final = "Here and now"
STORY: Final = "Story"
INVENTORY: Final = "Who has what"
CAST: Final = "Who is where"
TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldLine:
    """One fact. `variable` is set where the player may change it."""

    name: str
    value: str
    variable: Variable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldGroup:
    title: str
    lines: tuple[WorldLine, ...]


def world_groups(session: OpenSession) -> tuple[WorldGroup, ...]:
    """What there is to know of the world, groups without lines left out."""
    adventure, state = session.adventure, session.state
    groups = (
        WorldGroup(title=HERE, lines=_here(adventure, state)),
        *_variables(adventure, state),
        WorldGroup(title=INVENTORY, lines=_items(adventure, state)),
        WorldGroup(title=CAST, lines=_cast(adventure, state)),
    )
    return tuple(group for group in groups if group.lines)


def value_like(before: Scalar, text: str) -> Scalar | None:
    """What `text` means where `before` was: the same kind of value, None if it is no such one."""
    text = text.strip()
    if isinstance(before, bool):
        return TRUTHS.get(text.casefold())
    if isinstance(before, str):
        return text
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _here(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return (
        WorldLine(name="Place", value=place_name(adventure, state.place)),
        WorldLine(name="Time", value=moment_text(state.time)),
        WorldLine(name="Scene", value=str(state.scene)),
    )


def _variables(adventure: Adventure, state: WorldState) -> Iterable[WorldGroup]:
    owners = [(STORY, Scope.GLOBAL, ""), (adventure.persona.name, Scope.PLAYER, "")]
    owners += [(who.name, Scope.CHARACTER, str(who.id)) for who in adventure.characters]
    owners += [(where.name, Scope.PLACE, str(where.id)) for where in adventure.places]
    for title, scope, owner in owners:
        lines = tuple(
            WorldLine(name=variable.name, value=shown(value), variable=variable)
            for variable, value in state.variables.items()
            if (variable.scope, variable.owner) == (scope, owner)
        )
        yield WorldGroup(title=title, lines=lines)


def _items(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return tuple(
        WorldLine(name=item.name, value=holder_name(adventure, state.items[item.id]))
        for item in adventure.items
        if item.id in state.items
    )


def _cast(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return tuple(
        WorldLine(name=character_name(adventure, who), value=place_name(adventure, where))
        for who, where in state.cast.items()
    )
