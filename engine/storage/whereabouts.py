"""Where each session's story stands, kept with the session so that the list folds no state."""

import sqlite3
from contextlib import closing

from engine.domain.ids import MessageId, PlaceId, SessionId
from engine.domain.world import PlayerMoved
from engine.storage.stored_json import ADVENTURE, EFFECTS, state_value

_UPWARDS = """
    WITH RECURSIVE path (n, parent, effects) AS (
        SELECT messages.n, parent, effects
        FROM sessions JOIN messages ON messages.n = head WHERE sessions.id = ?
        UNION ALL
        SELECT messages.n, messages.parent, messages.effects
        FROM path JOIN messages ON messages.n = path.parent
    )
    SELECT state, path.effects FROM path LEFT JOIN snapshots ON message = path.n
"""


def keep_place(connection: sqlite3.Connection, session: SessionId) -> None:
    """Keep the place at the session's head. To be called when the state there may have changed."""
    place = _place_at_head(connection, session)
    # The adventure is read only when the player has moved: it may be a large one.
    connection.execute(
        """
        UPDATE sessions SET place = :place, place_name = coalesce((
            SELECT json_extract(value, '$.name')
            FROM adventures, json_each(body, '$.places')
            WHERE hash = adventure AND json_extract(value, '$.id') = :place
        ), '')
        WHERE id = :session AND place != :place
        """,
        {"session": session, "place": place},
    )


def keep_place_of(connection: sqlite3.Connection, message: MessageId) -> None:
    """Keep the place of the session that has `message`, after its effects have changed."""
    row = connection.execute(
        """
        SELECT sessions.id FROM messages JOIN sessions ON sessions.n = session
        WHERE messages.id = ?
        """,
        (message,),
    ).fetchone()
    if row is not None:
        keep_place(connection, SessionId(row[0]))


def _place_at_head(connection: sqlite3.Connection, session: SessionId) -> PlaceId:
    """Where the last move on the way to the head led, or the story begins."""
    with closing(connection.execute(_UPWARDS, (session,))) as path:
        for snapshot, effects in path:
            if snapshot is not None:
                return state_value(snapshot).place
            if (place := _moved_to(effects)) is not None:
                return place
    (body,) = connection.execute(
        "SELECT body FROM sessions JOIN adventures ON hash = adventure WHERE sessions.id = ?",
        (session,),
    ).fetchone()
    return ADVENTURE.value(body).start


def _moved_to(effects: str | None) -> PlaceId | None:
    # Few effects are moves, and reading one takes longer than seeing that there is none.
    if effects is None or "player_moved" not in effects:
        return None
    changes = (effect.change for effect in reversed(EFFECTS.value(effects)))
    return next((change.to for change in changes if isinstance(change, PlayerMoved)), None)
