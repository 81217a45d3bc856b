"""Plays turns without end into the library named on the command line, to be killed at any moment.

Each line it writes names what has been saved by then: `message ID` or `journal ID LENGTH`.
"""

import asyncio
import sqlite3
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from builders import NARRATOR, PLAYER_AUTHOR, SESSION, TODAY, a_message
from libraries import begin_session

from engine.domain.ids import MessageId
from engine.domain.messages import MessageStatus
from engine.domain.sessions import JournalEntry, TurnRecord
from engine.storage.database import Database
from engine.storage.journal import journal_write, recover
from engine.storage.sessions import list_sessions
from engine.storage.tree import head_of
from engine.storage.turns import commit_turn, save_message


async def play(library: Path) -> None:
    db = await Database.open(library, library.parent / "backups", now=TODAY)
    await db.run(recover)
    if not await db.run(list_sessions):
        await db.run(begin_session)
    head = await db.run(partial(head_of, session=SESSION))
    number = await db.run(_count)
    while True:
        head = await _turn(db, head, number)
        number += 2


async def _turn(db: Database, head: MessageId | None, number: int) -> MessageId:
    player = replace(a_message(number, "I wait.", PLAYER_AUTHOR), parent=head)
    reply = replace(a_message(number + 1, "", NARRATOR), parent=player.id)
    pending = replace(player, status=MessageStatus.PENDING)
    await db.run(partial(save_message, message=pending))
    _say("message", player.id)
    for words in range(0, 60, 20):
        reply = replace(reply, text="word " * words)
        entry = JournalEntry(session=SESSION, player=player, open=reply)
        await db.run(partial(journal_write, entry=entry))
        _say("journal", reply.id, len(reply.text))
    turn = TurnRecord(session=SESSION, player=player, replies=(reply,))
    await db.run(partial(commit_turn, turn=turn))
    _say("message", reply.id)
    return reply.id


def _count(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM messages").fetchone()
    return int(count)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(play(Path(sys.argv[1])))
