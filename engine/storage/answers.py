"""Answers that may be given again to the same question, those used last."""

import sqlite3
from dataclasses import replace
from typing import Final

from engine.domain.answers import Answer
from engine.domain.ids import ConnectionId
from engine.storage.stored_json import Form

MOST: Final = 2000
"""Answers that are kept; those that were used longest ago go first."""

_ANSWER: Form[Answer] = Form(Answer)
_NEXT_USE: Final = "(SELECT coalesce(max(used), 0) + 1 FROM answers)"


def find_answer(connection: sqlite3.Connection, key: str) -> Answer | None:
    """As one that is remembered. What cannot be read is asked again."""
    found = connection.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
    if found is None:
        return None
    try:
        answer = _ANSWER.value(found[0])
    except ValueError:
        return None
    connection.execute(f"UPDATE answers SET used = {_NEXT_USE} WHERE key = ?", (key,))  # noqa: S608
    return replace(answer, remembered=True)


def keep_answer(connection: sqlite3.Connection, key: str, answer: Answer) -> None:
    connection.execute(
        f"REPLACE INTO answers (key, connection, answer, used) VALUES (?, ?, ?, {_NEXT_USE})",  # noqa: S608
        (key, answer.row.connection, _ANSWER.text(answer)),
    )
    connection.execute(
        "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY used DESC LIMIT -1 OFFSET ?)",
        (MOST,),
    )


def forget_answer(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM answers WHERE key = ?", (key,))


def forget_answers(connection: sqlite3.Connection, link: ConnectionId) -> None:
    """Those that models of a connection gave."""
    connection.execute("DELETE FROM answers WHERE connection = ?", (link,))
