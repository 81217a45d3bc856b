"""What the player may change in the world by hand, and what is typed or chosen for it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final, assert_never

from desktop.session.effect_lines import holder_name, shown
from desktop.texts import right as texts
from engine.domain.adventure import Adventure
from engine.domain.ids import ItemId
from engine.domain.world import (
    Change,
    Holder,
    HolderKind,
    ItemMoved,
    PlayerMoved,
    Scalar,
    SceneStarted,
    TimePassed,
    Variable,
    VariableSet,
    WorldState,
)

TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEdit:
    """Another value of the same kind for a variable."""

    variable: Variable
    value: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceEdit:
    """One of these; None stands for what is."""

    options: Mapping[str, Change | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEdit:
    """Another time, written as in ISO 8601."""

    time: datetime


Edit = ValueEdit | ChoiceEdit | TimeEdit


class WrongValueError(ValueError):
    """A sentence that says what a value must be."""


def change_by(edit: Edit, text: str) -> Change | None:
    """The change that `text` makes; None if it leaves everything as it is.

    Raise `WrongValueError` for what is no such value.
    """
    match edit:
        case ValueEdit(variable=variable, value=before):
            value = value_like(before, text)
            if value is None:
                raise WrongValueError(
                    texts.WRONG_NUMBER.format(text=text.strip(), name=variable.name)
                )
            return None if value == before else VariableSet(variable=variable, value=value)
        case ChoiceEdit(options=options):
            if text not in options:
                raise WrongValueError(texts.WRONG_CHOICE.format(text=text))
            return options[text]
        case TimeEdit(time=before):
            return _time_change(before, text)
        case _:
            assert_never(edit)


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


def variable_edit(variable: Variable, value: Scalar) -> Edit:
    if not isinstance(value, bool):
        return ValueEdit(variable=variable, value=value)
    changes = {each: VariableSet(variable=variable, value=each) for each in (True, False)}
    return ChoiceEdit(
        options={shown(each): None if each == value else changes[each] for each in changes}
    )


def place_edit(adventure: Adventure, state: WorldState) -> Edit:
    return _choice(
        (where.name, None if where.id == state.place else PlayerMoved(to=where.id))
        for where in adventure.places
    )


def scene_edit(state: WorldState) -> Edit:
    return ChoiceEdit(options={str(state.scene): None, str(state.scene + 1): SceneStarted()})


def item_edit(adventure: Adventure, state: WorldState, item: ItemId) -> Edit:
    holders = [Holder(kind=HolderKind.PLAYER)]
    holders += [Holder(kind=HolderKind.CHARACTER, id=who.id) for who in adventure.characters]
    holders += [Holder(kind=HolderKind.PLACE, id=where.id) for where in adventure.places]
    now = state.items.get(item)
    return _choice(
        (holder_name(adventure, each), None if each == now else ItemMoved(item=item, to=each))
        for each in holders
    )


def _choice(options: Iterable[tuple[str, Change | None]]) -> ChoiceEdit:
    """Equal names are numbered, so that each can be chosen."""
    named: dict[str, Change | None] = {}
    for name, change in options:
        number = next(n for n in count(1) if _numbered(name, n) not in named)
        named[_numbered(name, number)] = change
    return ChoiceEdit(options=named)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number})"


def _time_change(before: datetime, text: str) -> Change | None:
    try:
        after = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongValueError(texts.WRONG_TIME.format(text=text)) from error
    minutes = round((after - before).total_seconds() / 60)
    return TimePassed(minutes=minutes) if minutes else None
