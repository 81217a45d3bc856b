"""The session that was loaded last, kept for as long as nothing has been written since."""

import sqlite3

from engine.domain.ids import SessionId
from engine.domain.sessions import OpenSession
from engine.storage.sessions import load_session


class LastSession:
    """Saves reading a long session anew for each turn.

    Everything that is written goes through one connection, which counts every row it changes.
    """

    def __init__(self) -> None:
        self._opened: OpenSession | None = None
        self._changes = 0

    def load(self, connection: sqlite3.Connection, session: SessionId) -> OpenSession:
        """The session at its current branch. Raises `LookupError` when there is none."""
        changes = connection.total_changes
        if self._opened is None or self._opened.id != session or self._changes != changes:
            self._opened, self._changes = load_session(connection, session), changes
        return self._opened
