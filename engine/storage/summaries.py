"""Summaries of what happened up to a message, which hold for every branch below it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from engine.domain.messages import Message
from engine.domain.sessions import Earlier, Summary
from engine.storage.stored_json import storable


def save_summary(connection: sqlite3.Connection, summary: Summary) -> None:
    connection.execute(
        "REPLACE INTO summaries (message, text) SELECT n, ? FROM messages WHERE id = ?",
        (storable(summary.text), summary.message),
    )


def latest_summary(connection: sqlite3.Connection, path: Sequence[Message]) -> Earlier | None:
    """The summary that tells most of a session's `path`."""
    rows = connection.execute(
        """
        SELECT messages.id, depth, summaries.text
        FROM summaries CROSS JOIN messages ON messages.n = summaries.message
        WHERE summaries.message BETWEEN
            (SELECT n FROM messages WHERE id = ?) AND (SELECT n FROM messages WHERE id = ?)
        ORDER BY summaries.message DESC
        """,
        (path[0].id, path[-1].id),
    )
    # Most are on the path: others are of its swipes, or of sessions played at the same time.
    with closing(rows):
        for id_, depth, text in rows:
            if depth < len(path) and path[depth].id == id_:
                return Earlier(text=text, covers=depth + 1)
    return None
