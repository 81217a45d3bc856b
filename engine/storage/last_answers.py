"""What was answered last to each thing that a prompt pack was asked about."""

import sqlite3
from dataclasses import replace
from typing import Final

from engine.domain.answers import Answer
from engine.domain.ids import SessionId
from engine.storage.stored_json import Form

MOST: Final = 500
"""Answers that are kept; those given longest ago go first."""

_ANSWER: Form[Answer] = Form(Answer)


def find_last(connection: sqlite3.Connection, key: str) -> Answer | None:
    """As one that is remembered; None also for what cannot be read."""
    found = connection.execute("SELECT answer FROM last_answers WHERE key = ?", (key,)).fetchone()
    try:
        return replace(_ANSWER.value(found[0]), remembered=True) if found else None
    except ValueError:
        return None


def keep_last(
    connection: sqlite3.Connection, key: str, answer: Answer, session: SessionId | None
) -> None:
    """In place of the one before. It is forgotten with `session`."""
    connection.execute(
        """
        REPLACE INTO last_answers (key, session, answer)
        VALUES (?, (SELECT n FROM sessions WHERE id = ?), ?)
        """,
        (key, session, _ANSWER.text(answer)),
    )
    connection.execute(
        """
        DELETE FROM last_answers
        WHERE n IN (SELECT n FROM last_answers ORDER BY n DESC LIMIT -1 OFFSET ?)
        """,
        (MOST,),
    )
