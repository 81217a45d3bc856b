"""What was sent: the parts of each reply's prompt, every distinct part stored once."""

import hashlib
import sqlite3

from engine.domain.ids import MessageId
from engine.domain.messages import ChatRole
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.storage.stored_json import storable


def save_prompt(connection: sqlite3.Connection, message: MessageId, prompt: Prompt) -> None:
    """Keep the segments of the prompt that `message` came from."""
    parts = [(_digest(segment), segment) for segment in prompt.segments]
    connection.executemany(
        """
        INSERT INTO segments (hash, kind, title, chat_role, tokens, text)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [(digest, *_content(segment)) for digest, segment in parts],
    )
    connection.executemany(
        """
        INSERT INTO prompts (message, seq, segment, included, reason)
        SELECT messages.n, ?, segments.n, ?, ? FROM messages, segments
        WHERE messages.id = ? AND hash = ?
        """,
        [
            (seq, segment.included, storable(segment.reason), message, digest)
            for seq, (digest, segment) in enumerate(parts)
        ],
    )


def load_prompt(connection: sqlite3.Connection, message: MessageId) -> tuple[Segment, ...]:
    """The segments in their order, left-out ones too; () for a message without a prompt."""
    rows = connection.execute(
        """
        SELECT kind, title, chat_role, tokens, segments.text, included, reason
        FROM messages JOIN prompts ON message = messages.n JOIN segments ON segments.n = segment
        WHERE messages.id = ? ORDER BY seq
        """,
        (message,),
    )
    return tuple(
        Segment(
            kind=SegmentKind(kind),
            title=title,
            text=text,
            chat_role=ChatRole(chat_role),
            tokens=tokens,
            included=bool(included),
            reason=reason,
        )
        for kind, title, chat_role, tokens, text, included, reason in rows
    )


def _content(segment: Segment) -> tuple[str, str, str, int, str]:
    return (
        segment.kind.value,
        storable(segment.title),
        segment.chat_role.value,
        segment.tokens,
        storable(segment.text),
    )


def _digest(segment: Segment) -> bytes:
    return hashlib.blake2b(repr(_content(segment)).encode(), digest_size=16).digest()
