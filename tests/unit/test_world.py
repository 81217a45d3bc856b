"""How the world changes: by effects alone, one at a time."""

from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.adventure import (
    PLAYER,
    Adventure,
    Character,
    Item,
    Persona,
    Place,
    carried,
    opening_state,
    present,
)
from engine.domain.ids import AdventureId, CharacterId, ItemId, PlaceId
from engine.domain.world import (
    Cause,
    CauseKind,
    Change,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    PlayerMoved,
    SceneStarted,
    Scope,
    TimePassed,
    Variable,
    VariableSet,
    WorldState,
    apply,
    fold,
)

INN, YARD = PlaceId("inn"), PlaceId("yard")
MARA, TOM = CharacterId("mara"), CharacterId("tom")
LETTER = ItemId("letter")
AT_INN = Holder(kind=HolderKind.PLACE, id=INN)
GOLD = Variable(name="gold")
NINE = datetime(1888, 3, 1, 9)  # noqa: DTZ001 - the story's own clock

STATE = WorldState(
    scene=3,
    place=INN,
    time=NINE,
    variables={GOLD: 10},
    items={LETTER: PLAYER},
    cast={MARA: INN},
)

CHANGES = [
    (VariableSet(variable=GOLD, value=11), {"variables": {GOLD: 11}}),
    (
        VariableSet(variable=Variable(name="gold", scope=Scope.PLAYER), value="x"),
        {"variables": {GOLD: 10, Variable(name="gold", scope=Scope.PLAYER): "x"}},
    ),
    (SceneStarted(), {"scene": 4}),
    (PlayerMoved(to=YARD), {"place": YARD, "scene": 4}),
    (ItemMoved(item=LETTER, to=AT_INN), {"items": {LETTER: AT_INN}}),
    (ItemMoved(item=ItemId("lamp"), to=PLAYER), {"items": {LETTER: PLAYER, "lamp": PLAYER}}),
    (TimePassed(minutes=90), {"time": NINE.replace(hour=10, minute=30)}),
]


def an_effect(change: Change) -> Effect:
    return Effect(change=change, cause=Cause(kind=CauseKind.TURN))


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_an_effect_changes_what_it_says_and_nothing_else(change, expected):
    assert apply(STATE, an_effect(change)) == replace(STATE, **expected)
    assert STATE.variables == {GOLD: 10}
    assert STATE.items == {LETTER: PLAYER}


def test_every_kind_of_change_has_a_case():
    assert {type(change) for change, _ in CHANGES} == set(get_args(Change))


@given(st.lists(st.sampled_from([change for change, _ in CHANGES])))
def test_a_fold_can_be_cut_anywhere(changes):
    effects = [an_effect(change) for change in changes]
    for cut in range(len(effects) + 1):
        assert fold(fold(STATE, effects[:cut]), effects[cut:]) == fold(STATE, effects)


def test_no_effects_leave_the_state_as_it_is():
    assert fold(STATE, ()) == STATE


@pytest.fixture
def adventure() -> Adventure:
    return Adventure(
        id=AdventureId("a"),
        title="",
        summary="",
        intro="",
        instructions="",
        persona=Persona(name="Ada"),
        start=INN,
        time=NINE,
        places=(
            Place(id=INN, name="Inn", description="", variables={"noise": 3}),
            Place(id=YARD, name="Yard", description=""),
        ),
        characters=(
            Character(id=TOM, name="Tom", place=YARD, description=""),
            Character(id=MARA, name="Mara", place=INN, description="", variables={"trust": 2}),
        ),
        items=(Item(id=LETTER, name="letter", description="", at=PLAYER),),
        variables={"gold": 10},
        player_variables={"gold": 5},
    )


def test_the_world_opens_as_its_author_left_it(adventure):
    assert opening_state(adventure) == WorldState(
        scene=1,
        place=INN,
        time=NINE,
        variables={
            GOLD: 10,
            Variable(name="gold", scope=Scope.PLAYER): 5,
            Variable(name="trust", scope=Scope.CHARACTER, owner=MARA): 2,
            Variable(name="noise", scope=Scope.PLACE, owner=INN): 3,
        },
        items={LETTER: PLAYER},
        cast={TOM: YARD, MARA: INN},
    )


def test_who_is_present_is_who_is_where_the_player_is(adventure):
    opening = opening_state(adventure)
    assert [who.id for who in present(adventure, opening)] == [MARA]
    moved = apply(opening, an_effect(PlayerMoved(to=YARD)))
    assert [who.id for who in present(adventure, moved)] == [TOM]


def test_an_item_is_carried_by_whoever_holds_it_now(adventure):
    opening = opening_state(adventure)
    given_away = apply(opening, an_effect(ItemMoved(item=LETTER, to=AT_INN)))
    assert [item.id for item in carried(adventure, opening, PLAYER)] == [LETTER]
    assert carried(adventure, given_away, PLAYER) == ()
    assert [item.id for item in carried(adventure, given_away, AT_INN)] == [LETTER]


def test_places_and_characters_are_found_by_their_ids(adventure):
    assert adventure.place(YARD).name == "Yard"
    assert adventure.character(MARA).name == "Mara"
