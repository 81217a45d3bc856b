"""Writes the library of today's schema that later versions must still open.

Run it once for each schema, before its release: `python tests/storage/libraries/freeze.py` with
the repository and `tests/support` on the path. What has been released is never written again.
"""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from builders import (
    MIRA_AUTHOR,
    NARRATOR,
    PLAYER_AUTHOR,
    QUAY,
    SESSION,
    TODAY,
    a_message,
    an_adventure,
)
from libraries import a_library

from engine.domain.calls import Cost, CostSource, LedgerRow, Outcome, Usage
from engine.domain.ids import CallId, ConnectionId, MessageId, ProfileId, RuleId
from engine.domain.messages import ChatRole, MessageStatus, ReplyFacts
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.domain.rules import Answered, CueJudge, Judgement, SystemMessage
from engine.domain.sessions import JournalEntry, Summary, TurnRecord
from engine.domain.tasks import ModelRole, Task
from engine.domain.world import Cause, CauseKind, Effect, PlayerMoved, Variable, VariableSet
from engine.storage.journal import journal_write
from engine.storage.ledger import add_row
from engine.storage.migrations import MIGRATIONS
from engine.storage.sessions import create_session
from engine.storage.summaries import save_summary
from engine.storage.turns import commit_turn, save_message

HERE = Path(__file__).parent
COST = Cost(amount=Decimal("0.0012"), source=CostSource.PRICED)


def fill(connection: sqlite3.Connection) -> None:
    """One session with a turn, a second swipe of its reply, and a turn that never ended."""
    create_session(connection, id=SESSION, name="Rain", adventure=an_adventure(), at=TODAY)
    player = replace(a_message(0, "I go to the quay.", PLAYER_AUTHOR), status=MessageStatus.PENDING)
    save_message(connection, player)
    settled = replace(
        player,
        status=MessageStatus.COMPLETE,
        effects=(moved(), Effect(change=courage(7), cause=Cause(kind=CauseKind.HAND))),
        judgements=(judgement(),),
        instructions=(SystemMessage(text="Be brief."),),
        dice=(4, 17),
    )
    reply = replace(a_message(1, "A lantern sways.", NARRATOR), facts=facts(), reasoning="Hm.")
    swipe = replace(a_message(2, "“Who is there?”", MIRA_AUTHOR), parent=reply.parent)
    for replies in ((reply,), (swipe,)):
        turn = TurnRecord(
            session=SESSION, player=settled, replies=replies, prompts={reply.id: prompt()}
        )
        commit_turn(connection, turn)
    save_summary(connection, Summary(session=SESSION, message=settled.id, text="Ada left."))
    add_row(connection, row())
    waiting = replace(a_message(3, "I wait.", PLAYER_AUTHOR), status=MessageStatus.PENDING)
    save_message(connection, replace(waiting, parent=swipe.id))
    journal_write(
        connection,
        JournalEntry(
            session=SESSION,
            player=replace(waiting, parent=swipe.id, status=MessageStatus.COMPLETE),
            open=replace(a_message(4, "Nobody comes and"), parent=MessageId("m3")),
        ),
    )


def moved() -> Effect:
    return Effect(change=PlayerMoved(to=QUAY), cause=Cause(kind=CauseKind.RULE, rule=RuleId("r")))


def courage(value: int) -> VariableSet:
    return VariableSet(variable=Variable(name="courage"), value=value)


def judgement() -> Judgement:
    verdict = Answered(tag="left", judge=CueJudge(cue="quay"), confidence=1.0, evidence="quay")
    return Judgement(rule=RuleId("r"), rule_name="Leaving", question="Where to?", verdict=verdict)


def facts() -> ReplyFacts:
    return ReplyFacts(
        profile=ProfileId("main"),
        provider="somewhere",
        model="big",
        usage=Usage(input=900, output=80),
        cost=COST,
        seconds=2.5,
    )


def prompt() -> Prompt:
    segment = Segment(
        kind=SegmentKind.SYSTEM,
        title="Instructions",
        text="Narrate briefly.",
        chat_role=ChatRole.SYSTEM,
        tokens=4,
        included=True,
        reason="always",
    )
    return Prompt(segments=(segment,), messages=())


def row() -> LedgerRow:
    return LedgerRow(
        call=CallId("call"),
        attempt=1,
        at=TODAY,
        session=SESSION,
        turn=1,
        task=Task.NARRATION,
        model_role=ModelRole.MAIN,
        profile=ProfileId("main"),
        connection=ConnectionId("c"),
        provider="somewhere",
        model="big",
        character=None,
        request_id=None,
        usage=Usage(input=900, output=80),
        cost=COST,
        first_token=0.4,
        seconds=2.5,
        outcome=Outcome.FINISHED,
    )


def freeze(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "library.db")
        asyncio.run(make(made))
        with closing(sqlite3.connect(made)) as connection:
            # Small pages: most tables hold next to nothing.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA page_size = 512")
            connection.execute("VACUUM")
        target.write_bytes(made.read_bytes())


async def make(path: Path) -> None:
    async with a_library(path, path.parent / "backups") as db:
        await db.run(fill)


if __name__ == "__main__":
    freeze(HERE / f"schema-{len(MIGRATIONS)}.db")
