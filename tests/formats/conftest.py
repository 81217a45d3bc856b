"""An adventure small enough to read, as a value and as files."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.domain.adventure import (
    Adventure,
    Character,
    Exit,
    Item,
    LoreEntry,
    Persona,
    Place,
)
from engine.domain.ids import AdventureId, CharacterId, ItemId, LoreId, PlaceId, RuleId
from engine.domain.rules import (
    Branch,
    Cue,
    JudgedText,
    MoveItem,
    NewScene,
    NextRule,
    Operation,
    Operator,
    Phase,
    Position,
    Question,
    RewritePost,
    Rule,
    SetVariable,
    SystemMessage,
    VariableCondition,
)
from engine.domain.world import Holder, HolderKind, Scope
from engine.formats.adventure import write_adventure

Edit = Callable[[Any], None]


@pytest.fixture
def small_adventure() -> Adventure:
    return Adventure(
        id=AdventureId("ferry"),
        title="The Ferry",
        summary="A crossing.",
        intro="The rope is wet.\n\nThe ferryman waits.",
        instructions="Write short paragraphs.",
        persona=Persona(name="Ada", description="A surveyor."),
        start=PlaceId("bank"),
        time=datetime.fromisoformat("1203-11-03T21:40"),
        places=(
            Place(
                id=PlaceId("bank"),
                name="The Bank",
                description="Mud and reeds.",
                exits=(Exit(to=PlaceId("boat"), description="A plank.", words=("board", "boat")),),
                variables={"flooded": False, "depth": 1.5},
            ),
            Place(id=PlaceId("boat"), name="The Boat", description="It rocks."),
        ),
        characters=(
            Character(
                id=CharacterId("charon"),
                name="Old Karel",
                place=PlaceId("boat"),
                description="A ferryman.",
                aliases=("ferryman",),
                talkativeness=0.25,
                variables={"mood": "wary"},
            ),
        ),
        items=(
            Item(
                id=ItemId("coin"),
                name="a coin",
                description="Worn.",
                at=Holder(kind=HolderKind.PLAYER),
            ),
        ),
        lore=(LoreEntry(id=LoreId("river"), keys=("river",), text="It is deep."),),
        rules=(_paid(), _crossing()),
        variables={"fare": 2, "paid": False},
        player_variables={"courage": 1},
        moves=("Pay him.",),
    )


def _paid() -> Rule:
    return Rule(
        id=RuleId("paid"),
        name="Fare paid",
        phase=Phase.BEFORE_REPLY,
        conditions=(VariableCondition(name="paid", operator=Operator.EQUAL, value=False),),
        question=Question(text="Did the player pay?", about=JudgedText.USER_MESSAGE),
        branches=(
            Branch(
                tag="YES",
                cues=(Cue(text="pay him"), Cue(text=r"give\w* .*coin", pattern=True)),
                actions=(
                    MoveItem(item=ItemId("coin"), to=HolderKind.CHARACTER, id="charon"),
                    SetVariable(name="paid", value=True),
                    SetVariable(name="courage", value="1-6", operation=Operation.ROLL),
                    SetVariable(name="mood", value="kind", scope=Scope.CHARACTER),
                    SystemMessage(text="He smiles.", position=Position.FIRST),
                    NextRule(rule=RuleId("crossing")),
                ),
            ),
            Branch(),
        ),
    )


def _crossing() -> Rule:
    return Rule(
        id=RuleId("crossing"),
        name="Crossing",
        phase=Phase.AFTER_REPLY,
        conditions=(),
        branches=(Branch(actions=(NewScene(), RewritePost(instruction="Make it shorter."))),),
        speaker=CharacterId("charon"),
    )


@pytest.fixture
def edited(small_adventure: Adventure, tmp_path: Path) -> Callable[..., Path]:
    """The small adventure's folder with one JSON file changed by a function."""

    def write(file: str, edit: Edit) -> Path:
        folder = tmp_path / "ferry"
        write_adventure(small_adventure, folder)
        value = json.loads((folder / file).read_text("utf-8"))
        edit(value)
        (folder / file).write_text(json.dumps(value), "utf-8")
        return folder

    return write
