"""The state of the world at any message: the nearest snapshot above it, and the effects since."""

import sqlite3
from contextlib import closing
from itertools import chain

from engine.domain.adventure import Adventure, opening_state
from engine.domain.ids import MessageId
from engine.domain.world import WorldState, fold
from engine.storage.stored_json import ADVENTURE, EFFECTS, state_text, state_value

_MESSAGES_PER_SNAPSHOT = 64

_UPWARDS = """
    WITH RECURSIVE path (n, parent, effects) AS (
        SELECT n, parent, effects FROM messages WHERE id = ?
        UNION ALL
        SELECT messages.n, messages.parent, messages.effects
        FROM path JOIN messages ON messages.n = path.parent
    )
    SELECT path.effects, state FROM path LEFT JOIN snapshots ON message = path.n
"""

_BELOW = """
    WITH RECURSIVE below (n) AS (
        SELECT n FROM messages WHERE id = ?
        UNION ALL
        SELECT messages.n FROM below JOIN messages ON messages.parent = below.n
    )
"""


def state_at(connection: sqlite3.Connection, message: MessageId) -> WorldState:
    """The world after `message`. Raises `LookupError` when there is no such message."""
    stored: list[str | None] = []
    with closing(connection.execute(_UPWARDS, (message,))) as path:
        for effects, snapshot in path:
            if snapshot is not None:
                state = state_value(snapshot)
                break
            stored.append(effects)
        else:
            state = opening_state(_adventure_of(connection, message))
    stored.reverse()
    return fold(state, chain.from_iterable(EFFECTS.values(stored, missing=())))


def keep_snapshot_if_due(connection: sqlite3.Connection, message: MessageId) -> None:
    """Keep the state at every 64th message of a path."""
    (due,) = connection.execute(
        "SELECT depth % ? = 0 FROM messages WHERE id = ?",
        (_MESSAGES_PER_SNAPSHOT, message),
    ).fetchone()
    if due:
        connection.execute(
            "REPLACE INTO snapshots (message, state) SELECT n, ? FROM messages WHERE id = ?",
            (state_text(state_at(connection, message)), message),
        )


def forget_states_from(connection: sqlite3.Connection, message: MessageId) -> None:
    """Drop the snapshots that the effects of `message` went into."""
    connection.execute(
        f"{_BELOW} DELETE FROM snapshots WHERE message IN below",  # noqa: S608 - no outside text
        (message,),
    )


def _adventure_of(connection: sqlite3.Connection, message: MessageId) -> Adventure:
    row = connection.execute(
        """
        SELECT body FROM messages JOIN sessions ON sessions.n = session
        JOIN adventures ON hash = adventure WHERE messages.id = ?
        """,
        (message,),
    ).fetchone()
    if row is None:
        raise LookupError(message)
    return ADVENTURE.value(row[0])
