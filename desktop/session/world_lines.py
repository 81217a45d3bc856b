"""The world as groups of lines to read, and what the player types as a value for it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.parts.figures import moment_text
from desktop.session.effect_lines import character_name, holder_name, place_name, shown
from desktop.session.world_edits import (
    Edit,
    TimeEdit,
    item_edit,
    place_edit,
    scene_edit,
    variable_edit,
)
from desktop.texts import right as texts
from engine.domain.adventure import Adventure
from engine.domain.sessions import OpenSession
from engine.domain.world import Scope, WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldLine:
    """One fact. `edit` is set where the player may change it."""

    name: str
    value: str
    edit: Edit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldGroup:
    """Facts under a title; `empty` says what would stand there, or is ""."""

    title: str
    lines: tuple[WorldLine, ...]
    empty: str = ""


def world_groups(session: OpenSession) -> tuple[WorldGroup, ...]:
    """What there is to know of the world, groups with nothing to say left out."""
    adventure, state = session.adventure, session.state
    groups = (
        WorldGroup(title=texts.HERE, lines=_here(adventure, state)),
        *_variables(adventure, state),
        WorldGroup(title=texts.INVENTORY, lines=_items(adventure, state), empty=texts.NO_ITEMS),
        WorldGroup(title=texts.CAST, lines=_cast(adventure, state), empty=texts.NO_CAST),
    )
    return tuple(group for group in groups if group.lines or group.empty)


def _here(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return (
        WorldLine(
            name=texts.PLACE,
            value=place_name(adventure, state.place),
            edit=place_edit(adventure, state),
        ),
        WorldLine(name=texts.TIME, value=moment_text(state.time), edit=TimeEdit(time=state.time)),
        WorldLine(name=texts.SCENE, value=str(state.scene), edit=scene_edit(state)),
    )


def _variables(adventure: Adventure, state: WorldState) -> Iterable[WorldGroup]:
    owners = [(texts.STORY, Scope.GLOBAL, ""), (adventure.persona.name, Scope.PLAYER, "")]
    owners += [(who.name, Scope.CHARACTER, str(who.id)) for who in adventure.characters]
    owners += [(where.name, Scope.PLACE, str(where.id)) for where in adventure.places]
    for title, scope, owner in owners:
        lines = tuple(
            WorldLine(name=variable.name, value=shown(value), edit=variable_edit(variable, value))
            for variable, value in state.variables.items()
            if (variable.scope, variable.owner) == (scope, owner)
        )
        empty = texts.NO_VARIABLES if scope is Scope.GLOBAL else ""
        yield WorldGroup(title=title, lines=lines, empty=empty)


def _items(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return tuple(
        WorldLine(
            name=item.name,
            value=holder_name(adventure, state.items[item.id]),
            edit=item_edit(adventure, state, item.id),
        )
        for item in adventure.items
        if item.id in state.items
    )


def _cast(adventure: Adventure, state: WorldState) -> tuple[WorldLine, ...]:
    return tuple(
        WorldLine(name=character_name(adventure, who), value=place_name(adventure, where))
        for who, where in state.cast.items()
    )
