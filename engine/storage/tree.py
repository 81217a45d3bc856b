"""Moving about in a session's tree: swipes, branches, and which message is the last."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from engine.domain.ids import MessageId, SessionId
from engine.storage.whereabouts import keep_place


def swipes(connection: sqlite3.Connection, message: MessageId) -> tuple[MessageId, ...]:
    """The messages that answer the same parent, `message` among them, oldest first."""
    rows = connection.execute(
        """
        SELECT sibling.id FROM messages AS chosen JOIN messages AS sibling
        ON sibling.session = chosen.session AND sibling.parent IS chosen.parent
        WHERE chosen.id = ? ORDER BY sibling.n
        """,
        (message,),
    )
    return tuple(MessageId(sibling) for (sibling,) in rows)


def all_swipes(
    connection: sqlite3.Connection, session: SessionId
) -> Mapping[MessageId, tuple[MessageId, ...]]:
    """The swipes of every message of a session that has any besides itself."""
    # Most messages have none, and are not read: the index knows how many each parent has.
    rows = connection.execute(
        """
        WITH shared (session, parent) AS (
            SELECT session, parent FROM messages
            WHERE session = (SELECT n FROM sessions WHERE id = ?)
            GROUP BY session, parent HAVING count(*) > 1
        )
        SELECT messages.parent, messages.id FROM shared CROSS JOIN messages
        ON messages.session = shared.session AND messages.parent IS shared.parent
        ORDER BY messages.n
        """,
        (session,),
    )
    groups: defaultdict[int | None, list[MessageId]] = defaultdict(list)
    for parent, message in rows:
        groups[parent].append(message)
    return {message: tuple(group) for group in groups.values() for message in group}


def head_of(connection: sqlite3.Connection, session: SessionId) -> MessageId | None:
    """The session's last message, without reading the others."""
    row = connection.execute(
        "SELECT messages.id FROM sessions JOIN messages ON messages.n = head WHERE sessions.id = ?",
        (session,),
    ).fetchone()
    return MessageId(row[0]) if row else None


def set_head(connection: sqlite3.Connection, session: SessionId, head: MessageId | None) -> None:
    """Make `head` the session's last message; None goes back to before the first.

    Raises `LookupError` when the session has no such message.
    """
    moved = connection.execute(
        """
        UPDATE sessions SET
            visits = visits + 1,
            head = (SELECT n FROM messages WHERE id = :head),
            turn = coalesce((SELECT turn FROM messages WHERE id = :head), 0)
        WHERE id = :session AND (:head IS NULL OR n = (SELECT session FROM messages WHERE id = :head))
        """,
        {"session": session, "head": head},
    )
    if not moved.rowcount:
        raise LookupError(session, head)
    connection.execute(
        "UPDATE messages SET visited = (SELECT visits FROM sessions WHERE n = session) WHERE id = ?",
        (head,),
    )
    keep_place(connection, session)


def choose_branch(
    connection: sqlite3.Connection, session: SessionId, message: MessageId
) -> MessageId:
    """Go on where play last was below `message`; the message that is now the head.

    Raises `LookupError` when the session has no such message.
    """
    (head,) = connection.execute(
        """
        WITH RECURSIVE below (n) AS (
            SELECT n FROM messages WHERE id = ?
            UNION ALL
            SELECT messages.n FROM below JOIN messages ON messages.parent = below.n
        )
        SELECT id FROM below JOIN messages USING (n) ORDER BY visited DESC, n DESC LIMIT 1
        """,
        (message,),
    ).fetchone() or (message,)
    set_head(connection, session, head)
    return MessageId(head)
