"""Summaries of what happened up to a message, which hold for every branch below it."""

import sqlite3

from engine.domain.ids import MessageId
from engine.domain.sessions import Summary
from engine.storage.stored_json import storable


def save_summary(connection: sqlite3.Connection, summary: Summary) -> None:
    connection.execute(
        "REPLACE INTO summaries (message, text) SELECT n, ? FROM messages WHERE id = ?",
        (storable(summary.text), summary.message),
    )


def latest_summary(connection: sqlite3.Connection, message: MessageId) -> Summary | None:
    """The summary that reaches furthest towards `message`, on the way from the first message."""
    # CROSS JOIN keeps the path outermost, which is walked upwards and left at the first find.
    row = connection.execute(
        """
        WITH RECURSIVE path (n, parent) AS (
            SELECT n, parent FROM messages WHERE id = ?
            UNION ALL
            SELECT messages.n, messages.parent FROM path JOIN messages ON messages.n = path.parent
        )
        SELECT sessions.id, messages.id, summaries.text
        FROM path CROSS JOIN summaries ON summaries.message = path.n
        CROSS JOIN messages ON messages.n = path.n
        CROSS JOIN sessions ON sessions.n = messages.session LIMIT 1
        """,
        (message,),
    ).fetchone()
    return Summary(session=row[0], message=row[1], text=row[2]) if row else None
