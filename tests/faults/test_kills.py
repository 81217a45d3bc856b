"""A program killed while it plays: nothing committed is lost, and of a stream one second at most."""

import asyncio
import json
import os
import random
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from builders import LETTER, MIRA, an_adventure
from doomed import STORY, WORDS, Order, order_line
from engines import an_engine

from engine.domain.adventure import opening_state
from engine.domain.ids import RuleId, SessionId
from engine.domain.messages import AuthorKind, Message, MessageStatus
from engine.domain.rules import (
    Branch,
    Cue,
    JudgedText,
    MoveItem,
    Operation,
    Phase,
    Question,
    Rule,
    SetVariable,
)
from engine.domain.sessions import OpenSession
from engine.domain.world import HolderKind, fold

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")

SEED = 20300501
PLAYERS = 2
KILLS = 50
"""For each of the players."""

SUPPORT = Path(__file__).parent.parent / "support"
ROOT = SUPPORT.parent.parent

RULES = (
    Rule(
        id=RuleId("luck"),
        name="Luck",
        phase=Phase.BEFORE_REPLY,
        branches=(
            Branch(
                actions=(
                    SetVariable(name="luck", value="1-20", operation=Operation.ROLL),
                    SetVariable(name="turns", value=1, operation=Operation.INCREMENT),
                )
            ),
        ),
    ),
    Rule(
        id=RuleId("nod"),
        name="Nod",
        phase=Phase.BEFORE_REPLY,
        question=Question(
            text="Did the player nod?", about=JudgedText.USER_MESSAGE, unmatched="NO"
        ),
        branches=(
            Branch(
                tag="YES",
                cues=(Cue(text="nod"),),
                actions=(MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA),),
            ),
            Branch(tag="NO", cues=(Cue(text="storm"), Cue(text="go"))),
        ),
    ),
    Rule(
        id=RuleId("thunder"),
        name="Thunder",
        phase=Phase.AFTER_REPLY,
        question=Question(text="Does it thunder?", about=JudgedText.REPLY),
        branches=(
            Branch(
                tag="YES",
                cues=(Cue(text="thunder9"),),
                actions=(SetVariable(name="thunders", value=1, operation=Operation.INCREMENT),),
            ),
            Branch(tag="NO"),
        ),
    ),
)


@dataclass
class Library:
    """A library whose program is killed again and again, and what must stay in it."""

    folder: Path
    session: SessionId
    process: asyncio.subprocess.Process
    kept: dict[str, Message] = field(default_factory=dict)

    async def killed(self, **wishes: object) -> tuple[Sequence[dict], float]:
        """Play until the kill that is wished for; what the player told, and when it was killed."""
        order = Order(folder=str(self.folder), session=self.session, **wishes)
        self.process.stdin.write(order_line(order))
        result = json.loads(await self.process.stdout.readline())
        return result["told"], result["killed_at"]

    async def reopened(self) -> OpenSession:
        async with an_engine(self.folder) as (engine, _):
            checked = await engine._db.run(
                lambda connection: connection.execute("PRAGMA integrity_check").fetchall()
            )
            assert checked == [("ok",)]
            return await engine.session(self.session)

    async def check(self, told: Sequence[dict], killed_at: float) -> OpenSession:
        """Hold what is found in the library against what was told before the kill."""
        opened = await self.reopened()
        found = {message.id: message for message in opened.path}
        for id_, message in self.kept.items():
            assert found[id_] == message
        for line in told:
            match line["kind"]:
                case "asked":
                    assert found[line["id"]].author.kind is AuthorKind.PLAYER
                case "written":
                    assert found[line["id"]].status is MessageStatus.COMPLETE
                case "committed":
                    assert all(found[id_].status is MessageStatus.COMPLETE for id_ in line["ids"])
                case "shown":
                    _check_shown(line, found.get(line["id"]), killed_at)
        _check_world(opened)
        self.kept |= {
            id_: message
            for id_, message in found.items()
            if message.status is not MessageStatus.PENDING
        }
        return opened


def _check_shown(line: dict, saved: Message | None, killed_at: float) -> None:
    if saved is None or line["length"] > len(saved.text):
        age = killed_at - line["at"]
        assert age < 1.0, f"{line} was shown {age:.2f} s before the kill and is lost"


def _check_world(opened: OpenSession) -> None:
    effects = [effect for message in opened.path for effect in message.effects]
    assert opened.state == fold(opening_state(opened.adventure), effects)
    for message in opened.path[1:]:
        if message.author.kind is AuthorKind.PLAYER:
            assert (message.status is MessageStatus.PENDING) == (message.effects == ())
        elif message.status is MessageStatus.INTERRUPTED:
            assert STORY.startswith(message.text)
            assert message.effects == ()
        else:
            assert message.text == STORY
            assert len(message.effects) == 1


@asynccontextmanager
async def a_library(folder: Path) -> AsyncGenerator[Library, None]:
    async with an_engine(folder) as (engine, _):
        session = await engine.new_session(an_adventure(rules=RULES))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SUPPORT / "doomed.py"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{SUPPORT}"},
    )
    try:
        yield Library(folder=folder, session=session.id, process=process)
    finally:
        process.stdin.close()
        await process.wait()


def a_moment(dice: random.Random) -> dict[str, object]:
    """A kill anywhere in the first turns, at one of three paces."""
    pace, lines = dice.choice(((0.0, 400), (0.004, 250), (0.02, 75)))
    return {"pace": pace, "lines": dice.randrange(lines), "lag": dice.random()}


@pytest.mark.slow
async def test_a_hundred_kills_lose_nothing_committed_and_a_second_of_a_stream_at_most(tmp_path):
    async def plays(number: int) -> None:
        dice = random.Random(SEED + number)
        async with a_library(tmp_path / str(number)) as library:
            for _ in range(KILLS):
                await library.check(*await library.killed(**a_moment(dice)))
            assert await library.reopened() == await library.reopened()
        found = {message.status for message in library.kept.values()}
        assert found == {MessageStatus.COMPLETE, MessageStatus.INTERRUPTED}

    async with asyncio.TaskGroup() as players:
        for number in range(PLAYERS):
            players.create_task(plays(number))


async def test_text_that_came_before_a_long_silence_survives_a_kill(tmp_path):
    async with a_library(tmp_path) as library:
        words, pace = 20, 0.02
        silent_lines = round(1.2 / pace)
        told, killed_at = await library.killed(
            pace=pace, lines=1 + words + silent_lines, lag=0.0, silent_after=words
        )
        opened = await library.check(told, killed_at)
        assert opened.path[-1].text == " ".join(WORDS[:words])
        assert opened.path[-1].status is MessageStatus.INTERRUPTED
