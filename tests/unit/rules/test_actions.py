"""What each action changes, and how that is told."""

from dataclasses import replace

import pytest

from engine.domain.adventure import PLAYER
from engine.domain.ids import ItemId, RuleId
from engine.domain.rules import MoveItem, NewScene, Operation, SetVariable
from engine.domain.world import (
    Cause,
    CauseKind,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    SceneStarted,
    Scope,
    Variable,
    VariableSet,
)
from engine.rules.actions import changed, roll_of
from engine.rules.steps import Changed, Roll

BY_RULE = Cause(kind=CauseKind.RULE, rule=RuleId("r"))
LETTER = ItemId("letter")


def a_change(change, description, before, after):
    effect = Effect(change=change, cause=BY_RULE)
    return Changed(effect=effect, description=description, before=before, after=after)


def to(kind, id_=""):
    return Holder(kind=HolderKind(kind), id=id_)


@pytest.mark.parametrize(
    ("scope", "owner", "name", "description", "before"),
    [
        (Scope.GLOBAL, "", "quest", "quest", "carried"),
        (Scope.PLAYER, "", "strength", "Ada: strength", "12"),
        (Scope.CHARACTER, "mara", "trust", "Mara: trust", "2"),
        (Scope.PLACE, "inn", "noise", "The Inn: noise", "3"),
        (Scope.PLACE, "inn", "new", "The Inn: new", ""),
    ],
)
def test_a_variable_is_set_for_its_owner(facts, *, scope, owner, name, description, before):
    step = changed(SetVariable(name=name, value="up", scope=scope), facts, BY_RULE)
    variable = Variable(name=name, scope=scope, owner=owner)
    assert step == a_change(VariableSet(variable=variable, value="up"), description, before, "up")


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("scope", Scope)
def test_every_operation_reckons_with_the_old_value_in_every_scope(facts, scope, operation):
    owner = {Scope.CHARACTER: "mara", Scope.PLACE: "inn"}.get(scope, "")
    variable = Variable(name="n", scope=scope, owner=owner)
    state = replace(facts.state, variables={variable: 10})
    action = SetVariable(name="n", value=5, operation=operation, scope=scope)
    step = changed(action, replace(facts, state=state), BY_RULE)
    expected = {
        Operation.SET: 5,
        Operation.INCREMENT: 15,
        Operation.DECREMENT: 5,
        Operation.MULTIPLY: 50,
        Operation.DIVIDE: 2,
        Operation.APPEND: "10/5",
        Operation.PREPEND: "5/10",
        Operation.ROLL: 5,
    }[operation]
    assert step.effect.change == VariableSet(variable=variable, value=expected)


def test_a_value_is_filled_in_and_becomes_a_number_if_it_spells_one(facts):
    action = SetVariable(name="x", value="[global,gold]")
    step = changed(action, facts, BY_RULE)
    assert step.effect.change == VariableSet(variable=Variable(name="x"), value=10)
    assert action.value == "[global,gold]"


@pytest.mark.parametrize(
    "action",
    [
        SetVariable(name="gold", value=0, operation=Operation.DIVIDE),
        SetVariable(name="gold", value="10"),
        SetVariable(name="rich", value="false"),
        SetVariable(name="none", value=""),
        MoveItem(item=LETTER, to=HolderKind.PLAYER),
        MoveItem(item=ItemId("sword"), to=HolderKind.PLAYER),
        MoveItem(item=LETTER, to=HolderKind.CHARACTER, id="stranger"),
        MoveItem(item=LETTER, to=HolderKind.PLACE, id="moon"),
    ],
)
def test_what_would_leave_everything_as_it_is_changes_nothing(facts, action):
    assert changed(action, facts, BY_RULE) is None


@pytest.mark.parametrize(
    "action",
    [
        SetVariable(name="trust", value=5, scope=Scope.CHARACTER),
        MoveItem(item=LETTER, to=HolderKind.CHARACTER),
    ],
)
def test_without_a_speaker_nothing_of_a_character_changes(facts, action):
    assert changed(action, facts, BY_RULE) is not None
    assert changed(action, replace(facts, speaker=None), BY_RULE) is None


def test_an_empty_value_is_a_change_where_there_was_none(facts):
    step = changed(SetVariable(name="new", value=""), facts, BY_RULE)
    assert step == a_change(VariableSet(variable=Variable(name="new"), value=""), "new", "", "")


@pytest.mark.parametrize(
    ("item", "kind", "id_", "holder", "before", "after"),
    [
        ("letter", "character", "", to("character", "mara"), "Ada", "Mara"),
        ("letter", "character", "tom", to("character", "tom"), "Ada", "Tom"),
        ("letter", "place", "", to("place", "inn"), "Ada", "The Inn"),
        ("letter", "place", "yard", to("place", "yard"), "Ada", "The Yard"),
        ("lamp", "player", "", to("player"), "The Inn", "Ada"),
        ("lamp", "player", "ignored", to("player"), "The Inn", "Ada"),
        ("lamp", "character", "", to("character", "mara"), "The Inn", "Mara"),
    ],
)
def test_an_item_goes_where_it_is_moved(facts, *, item, kind, id_, holder, before, after):
    action = MoveItem(item=ItemId(item), to=HolderKind(kind), id=id_)
    moved = ItemMoved(item=ItemId(item), to=holder)
    assert changed(action, facts, BY_RULE) == a_change(moved, f"the {item}", before, after)


def test_an_item_that_nobody_has_yet_can_be_given(facts):
    lost = replace(facts, state=replace(facts.state, items={}))
    step = changed(MoveItem(item=LETTER, to=HolderKind.PLAYER), lost, BY_RULE)
    assert step == a_change(ItemMoved(item=LETTER, to=PLAYER), "the letter", "", "Ada")


def test_a_new_scene_counts_up(facts):
    assert changed(NewScene(), facts, BY_RULE) == a_change(SceneStarted(), "scene", "1", "2")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1-20", (1, 20)),
        (" 3 - 18 ", (3, 18)),
        ("20-1", (1, 20)),
        ("-5--2", (-5, -2)),
        ("-5-+5", (-5, 5)),
        ("1-[global,gold]", (1, 10)),
        ("1-2-3", None),
        ("twenty", None),
        ("1-[global,missing]", None),
        ("1-9999999999", None),
        ("", None),
        (20, None),
        (True, None),
    ],
)
def test_a_roll_lies_between_its_bounds(facts, value, expected):
    roll = roll_of(SetVariable(name="d", value=value, operation=Operation.ROLL), facts)
    assert roll == (Roll(low=expected[0], high=expected[1]) if expected else None)


def test_no_dice_are_thrown_for_a_variable_that_belongs_to_nobody(facts):
    action = SetVariable(name="d", value="1-6", operation=Operation.ROLL, scope=Scope.CHARACTER)
    assert roll_of(action, facts) is not None
    assert roll_of(action, replace(facts, speaker=None)) is None
