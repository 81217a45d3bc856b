"""A session of the size the figures are given for, and engines to play it on."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from builders import NARRATOR, PLAYER_AUTHOR, TODAY, an_adventure

from engine.app import Engine
from engine.domain.adventure import Adventure, LoreEntry
from engine.domain.ids import LoreId, MessageId, RuleId, SessionId
from engine.domain.messages import Message
from engine.domain.rules import (
    Branch,
    Cue,
    JudgedText,
    Operation,
    Operator,
    Phase,
    Question,
    Rule,
    SetVariable,
    SystemMessage,
    VariableCondition,
)
from engine.domain.world import Scope
from engine.paths import Paths, resources_folder
from engine.routing.connections import OpenAdapter
from engine.settings import Settings, save_settings
from engine.storage.turns import save_message

MESSAGES, RULES, LORE = 64, 40, 200
_LINE = "The rain has not stopped, and Mira wipes the same glass while the lamp burns low. " * 5


def a_world() -> Adventure:
    """40 rules, half of them idle now, a quarter asking what cues settle; 200 lore entries."""
    return an_adventure(
        rules=tuple(_rule(number) for number in range(RULES)),
        lore=tuple(_entry(number) for number in range(LORE)),
    )


@asynccontextmanager
async def opened(
    settings: Settings, adapters: OpenAdapter | None, environment: Mapping[str, str] | None = None
) -> AsyncGenerator[Engine, None]:
    """An engine in a library of its own, which is gone afterwards."""
    with TemporaryDirectory() as folder:
        paths = Paths(resources=resources_folder(), data=Path(folder), logs=Path(folder))
        save_settings(paths.settings, settings)
        engine = await Engine.open(paths, open_adapter=adapters, environment=environment or {})
        try:
            yield engine
        finally:
            await engine.aclose()


async def a_session(engine: Engine, messages: int = MESSAGES) -> SessionId:
    """A session of `a_world` in which `messages` have been written."""
    session = await engine.new_session(a_world())
    for message in _story(session.id, session.head, messages - 1):
        await engine._db.run(partial(save_message, message=message))
    return session.id


def _story(session: SessionId, parent: MessageId | None, length: int) -> list[Message]:
    story = []
    for number in range(length):
        story.append(
            Message(
                id=MessageId(f"bench-{number}"),
                session=session,
                parent=parent,
                author=NARRATOR if number % 2 else PLAYER_AUTHOR,
                text=f"{number}. {_LINE}",
                turn=number // 2 + 1,
                written_at=TODAY + timedelta(minutes=number),
            )
        )
        parent = story[-1].id
    return story


def _rule(number: int) -> Rule:
    rule = Rule(
        id=RuleId(f"rule-{number}"),
        name=f"Rule {number}",
        phase=Phase.BEFORE_REPLY,
        branches=(Branch(actions=(SystemMessage(text=f"Keep thread {number} in mind."),)),),
    )
    match number % 4:
        case 0:
            question = Question(
                text=f"Does the player run, {number}?", about=JudgedText.USER_MESSAGE
            )
            return replace(rule, question=question, branches=_cued(number))
        case 1:
            return rule
        case _:
            courage = VariableCondition(
                name="courage", scope=Scope.PLAYER, operator=Operator.LESS, value=number - RULES
            )
            return replace(rule, conditions=(courage,))


def _cued(number: int) -> tuple[Branch, Branch]:
    change = SetVariable(name=f"count-{number}", value=1, operation=Operation.INCREMENT)
    return (
        Branch(tag="YES", cues=(Cue(text="run"), Cue(text="flee")), actions=(change,)),
        Branch(tag="NO", cues=(Cue(text="wait"), Cue(text="stay"))),
    )


def _entry(number: int) -> LoreEntry:
    keys = ("lamp", "glass") if number % 20 == 0 else (f"harbour {number}", f"key{number}")
    return LoreEntry(
        id=LoreId(f"lore-{number}"),
        keys=keys,
        text=f"Of {keys[0]} the people of the quay say little. " * 3,
        constant=number % 50 == 0,
    )
