"""What was sent: the parts of each reply's prompt, every distinct part stored once."""

import hashlib
import sqlite3

from engine.domain.ids import MessageId
from engine.domain.messages import ChatRole
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.storage.stored_json import storable

_AT_ONCE = 500
"""SQLite takes no more than a thousand values in one statement everywhere."""


def save_prompt(connection: sqlite3.Connection, message: MessageId, prompt: Prompt) -> None:
    """Keep the segments of the prompt that `message` came from."""
    digests = [_digest(segment) for segment in prompt.segments]
    stored = _stored(connection, digests)
    for digest, segment in zip(digests, prompt.segments, strict=True):
        if digest not in stored:
            stored[digest] = _add(connection, digest, segment)
    (n,) = connection.execute("SELECT n FROM messages WHERE id = ?", (message,)).fetchone()
    connection.executemany(
        "INSERT INTO prompts (message, seq, segment, included, reason) VALUES (?, ?, ?, ?, ?)",
        [
            (n, seq, stored[digest], segment.included, storable(segment.reason))
            for seq, (digest, segment) in enumerate(zip(digests, prompt.segments, strict=True))
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


def _stored(connection: sqlite3.Connection, digests: list[bytes]) -> dict[bytes, int | None]:
    """Those that are there already: nearly all, since most of a prompt is as the turn before."""
    found: dict[bytes, int | None] = {}
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT hash, n FROM segments WHERE hash IN ({marks})", some)  # noqa: S608 - question marks only
        found.update(rows)
    return found


def _add(connection: sqlite3.Connection, digest: bytes, segment: Segment) -> int | None:
    return connection.execute(
        "INSERT INTO segments (hash, kind, title, chat_role, tokens, text) VALUES (?, ?, ?, ?, ?, ?)",
        (digest, *_content(segment)),
    ).lastrowid


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
