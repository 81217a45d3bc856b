"""Saving what is played: the player's words at once, the turn in one piece at its end."""

import sqlite3
from collections.abc import Iterable

from engine.domain.images import Image
from engine.domain.messages import Message
from engine.domain.sessions import TurnRecord
from engine.storage.messages import insert_message, settle_message
from engine.storage.pictures import keep_pictures
from engine.storage.prompts import save_prompt
from engine.storage.tree import set_head


def save_message(
    connection: sqlite3.Connection, message: Message, images: Iterable[Image] = ()
) -> None:
    """Add a message, with what its pictures show, and go on from it.

    Raises `LookupError` without its session or parent.
    """
    keep_pictures(connection, images)
    insert_message(connection, message)
    _move_to(connection, message)


def commit_turn(connection: sqlite3.Connection, turn: TurnRecord) -> None:
    """Save everything a turn leaves behind, and forget its journal.

    The player's message has been saved before; its effects, judgements, dice and status are
    written now. The last reply becomes the head; without one the head stays, so that a swipe
    which was stopped early leaves the earlier one in view. With `head_stays` it always stays.
    """
    if turn.player is not None:
        settle_message(connection, turn.player)
    for reply in turn.replies:
        insert_message(connection, reply)
        if (prompt := turn.prompts.get(reply.id)) is not None:
            save_prompt(connection, reply.id, prompt)
    if turn.replies and not turn.head_stays:
        _move_to(connection, turn.replies[-1])
    connection.execute(
        "DELETE FROM journal WHERE session = (SELECT n FROM sessions WHERE id = ?)",
        (turn.session,),
    )


def _move_to(connection: sqlite3.Connection, message: Message) -> None:
    set_head(connection, message.session, message.id)
    connection.execute(
        "UPDATE sessions SET played_at = ? WHERE id = ?",
        (message.written_at.isoformat(), message.session),
    )
