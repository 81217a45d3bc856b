"""The session that was loaded last, kept so that only what has changed since is read again."""

import sqlite3
from dataclasses import replace

from engine.domain.ids import SessionId
from engine.domain.sessions import OpenSession
from engine.storage.sessions import load_session

_WATCH = (
    """
    CREATE TEMP TABLE changed (session INTEGER PRIMARY KEY, depth INTEGER NOT NULL) STRICT
    """,
    """
    CREATE TEMP TRIGGER message_changed AFTER UPDATE ON messages
    WHEN new.visited = old.visited
    BEGIN
        INSERT INTO changed VALUES (new.session, new.depth)
        ON CONFLICT (session) DO UPDATE SET depth = min(depth, excluded.depth);
    END
    """,
)


def watch(connection: sqlite3.Connection) -> None:
    """Have the connection, through which everything is written, note where stories change.

    Of each session it is the highest message that was changed; moving about changes none.
    """
    for statement in _WATCH:
        connection.execute(statement)


class LastSession:
    """Saves reading a long session anew for each turn. Its connection is one that is watched."""

    def __init__(self) -> None:
        self._opened: OpenSession | None = None
        self._changes = 0

    def load(self, connection: sqlite3.Connection, session: SessionId) -> OpenSession:
        """The session at its current branch. Raises `LookupError` when there is none."""
        changes, known = connection.total_changes, self._opened
        if known is None or known.id != session:
            known = None
        elif changes == self._changes:
            return known
        self._opened = None  # what fails halfway is read whole the next time
        self._opened = load_session(connection, session, _still_so(connection, session, known))
        self._changes = connection.total_changes
        return self._opened


def _still_so(
    connection: sqlite3.Connection, session: SessionId, known: OpenSession | None
) -> OpenSession | None:
    """`known` with the part of its path that nothing was changed in, which counts from now on."""
    row = connection.execute(
        """
        DELETE FROM changed WHERE session = (SELECT n FROM sessions WHERE id = ?) RETURNING depth
        """,
        (session,),
    ).fetchone()
    return replace(known, path=known.path[: row[0]]) if known and row else known
