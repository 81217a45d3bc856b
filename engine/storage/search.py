"""Finding messages by their words."""

import re
import sqlite3

from engine.domain.ids import MessageId, SessionId
from engine.domain.sessions import SearchHit

# Two characters that no text has use for, around each word found.
_OPENING, _CLOSING = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")


def search_messages(connection: sqlite3.Connection, text: str, limit: int) -> tuple[SearchHit, ...]:
    """Messages with all the words of `text`, the newest first; the last word may be unfinished.

    Case, accents and whatever stands between the words do not matter.
    """
    words = _WORD.findall(text.replace("\0", " "))
    if not words:
        return ()
    rows = connection.execute(
        """
        SELECT
            sessions.id, name, messages.id, author_name, messages.turn,
            snippet(messages_search, 0, ?, ?, '…', 24)
        FROM messages_search JOIN messages ON messages.n = messages_search.rowid
        JOIN sessions ON sessions.n = messages.session
        WHERE messages_search MATCH ? AND deleted_at IS NULL
        ORDER BY messages_search.rowid DESC LIMIT ?
        """,
        (_OPENING, _CLOSING, " ".join(f'"{word}"' for word in words) + " *", limit),
    )
    return tuple(_hit(row) for row in rows)


def _hit(row: tuple[str, str, str, str, int, str]) -> SearchHit:
    session, name, message, author, turn, snippet = row
    excerpt, matches = _marked(snippet)
    return SearchHit(
        session=SessionId(session),
        session_name=name,
        message=MessageId(message),
        author=author,
        turn=turn,
        excerpt=excerpt,
        matches=matches,
    )


def _marked(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The snippet without its marks, and where the words between them are."""
    excerpt, matches = "", []
    for piece in re.split(f"({_OPENING}[^{_CLOSING}]*{_CLOSING})", snippet):
        if piece.startswith(_OPENING):
            matches.append((len(excerpt), len(excerpt) + len(piece) - 2))
        excerpt += piece.strip(_OPENING + _CLOSING)
    return excerpt, tuple(matches)
