"""A session that begins as a copy of another one's path."""

import sqlite3
from datetime import datetime

from engine.domain.ids import MessageId, SessionId
from engine.storage.stored_json import storable
from engine.storage.tree import set_head

_PATH = """
    WITH RECURSIVE path (n, parent) AS (
        SELECT n, parent FROM messages WHERE id = :message
        UNION ALL
        SELECT messages.n, messages.parent FROM path JOIN messages ON messages.n = path.parent
    )
"""

_SESSION = """
    INSERT INTO sessions (id, name, adventure, created_at, played_at)
    SELECT :id, :name, adventure, :at, :at FROM sessions JOIN messages ON session = sessions.n
    WHERE sessions.id = :session AND messages.id = :message
"""

# A path's depths run from 0 without a gap, so they number the copies, each below the one before.
_COPIES = (
    """
    INSERT INTO messages (
        n, id, session, parent, depth, turn, status, edited, author_kind, author_name,
        author_character, manner, written_at, effects, judgements, instructions, dice, facts,
        text, reasoning
    )
    SELECT
        :base + depth, lower(hex(randomblob(16))), :session,
        iif(depth, :base + depth - 1, NULL), depth, turn, status, edited, author_kind,
        author_name, author_character, manner, written_at, effects, judgements, instructions,
        dice, facts, text, reasoning
    FROM path JOIN messages USING (n) ORDER BY depth
    """,
    """
    INSERT INTO snapshots (message, state)
    SELECT :base + depth, state FROM path JOIN messages USING (n) JOIN snapshots ON message = n
    """,
    """
    INSERT INTO summaries (message, text)
    SELECT :base + depth, summaries.text
    FROM path JOIN messages USING (n) JOIN summaries ON message = n
    """,
    """
    INSERT INTO prompts (message, seq, segment, included, reason)
    SELECT :base + depth, seq, segment, included, reason
    FROM path JOIN messages USING (n) JOIN prompts ON message = n
    """,
    """
    INSERT INTO message_pictures (message, seq, picture)
    SELECT :base + depth, seq, picture
    FROM path JOIN messages USING (n) JOIN message_pictures ON message = n
    """,
)


def branch_session(
    connection: sqlite3.Connection,
    *,
    id: SessionId,  # noqa: A002 - the field it fills
    name: str,
    session: SessionId,
    message: MessageId,
    at: datetime,
) -> None:
    """Begin the session `id` with copies of what leads to `message`, and of `message` itself.

    Nothing is shared but the adventure, and what was sent to models. Raises `LookupError` when
    `session` has no such message.
    """
    created = connection.execute(
        _SESSION,
        {
            "id": id,
            "name": storable(name),
            "session": session,
            "message": message,
            "at": at.isoformat(),
        },
    )
    if not created.rowcount:
        raise LookupError(session, message)
    copy = created.lastrowid
    (base,) = connection.execute("SELECT max(n) + 1 FROM messages").fetchone()
    for statement in _COPIES:
        connection.execute(
            f"{_PATH}{statement}", {"base": base, "session": copy, "message": message}
        )
    (head,) = connection.execute(
        "SELECT id FROM messages WHERE session = ? ORDER BY depth DESC LIMIT 1", (copy,)
    ).fetchone()
    set_head(connection, id, MessageId(head))
