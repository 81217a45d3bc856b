"""Where each session's story stands, kept with the session so that the list folds no state."""

import sqlite3

from engine.domain.adventure import opening_state
from engine.domain.ids import MessageId, PlaceId, SessionId
from engine.storage.states import state_at
from engine.storage.stored_json import ADVENTURE


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
    head, adventure = connection.execute(
        """
        SELECT messages.id, iif(head IS NULL, body, NULL)
        FROM sessions JOIN adventures ON hash = adventure LEFT JOIN messages ON messages.n = head
        WHERE sessions.id = ?
        """,
        (session,),
    ).fetchone()
    state = state_at(connection, head) if head else opening_state(ADVENTURE.value(adventure))
    return state.place
