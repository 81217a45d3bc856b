"""Messages as rows of a session's tree: written, edited, and read along a path."""

import sqlite3
from datetime import datetime
from operator import itemgetter
from typing import Any

from engine.domain.ids import CharacterId, MessageId
from engine.domain.messages import Author, AuthorKind, Message, MessageStatus
from engine.domain.world import Effect
from engine.storage.states import forget_states_from, keep_snapshot_if_due
from engine.storage.stored_json import (
    DICE,
    EFFECTS,
    FACTS,
    INSTRUCTIONS,
    JUDGEMENTS,
    storable,
)

_Row = tuple[Any, ...]
_STATUS = {status.value: status for status in MessageStatus}

_PATH = """
    WITH RECURSIVE path (n, parent) AS (
        SELECT n, parent FROM messages WHERE id = ?
        UNION ALL
        SELECT messages.n, messages.parent FROM path JOIN messages ON messages.n = path.parent
    )
    SELECT
        depth, messages.id, sessions.id, author_kind, author_name, author_character, text,
        messages.turn, written_at, status, reasoning, effects, judgements, instructions,
        dice, facts, edited
    FROM path JOIN messages USING (n) JOIN sessions ON sessions.n = messages.session
"""

_INSERT = """
    INSERT INTO messages (
        id, session, parent, depth, turn, status, edited, author_kind, author_name,
        author_character, written_at, effects, judgements, instructions, dice, facts, text, reasoning
    )
    SELECT
        :id, sessions.n, above.n, coalesce(above.depth + 1, 0), :turn, :status, :edited,
        :author_kind, :author_name, :author_character, :written_at, :effects, :judgements,
        :instructions, :dice, :facts, :text, :reasoning
    FROM sessions LEFT JOIN messages AS above ON above.id = :parent AND above.session = sessions.n
    WHERE sessions.id = :session AND (:parent IS NULL OR above.n IS NOT NULL)
"""


def path_to(connection: sqlite3.Connection, message: MessageId) -> tuple[Message, ...]:
    """The messages from the first one to `message`."""
    rows = connection.execute(_PATH, (message,)).fetchall()
    rows.sort(key=itemgetter(0))  # depth: SQL promises no order
    return _messages(rows)


def insert_message(connection: sqlite3.Connection, message: Message) -> None:
    """Add a node to the tree; the head stays where it is.

    Raises `LookupError` when its session or its parent is not there.
    """
    added = connection.execute(
        _INSERT,
        {
            "id": message.id,
            "session": message.session,
            "parent": message.parent,
            "turn": message.turn,
            "edited": message.edited,
            "author_kind": message.author.kind.value,
            "author_name": storable(message.author.name),
            "author_character": message.author.character,
            "written_at": message.written_at.isoformat(),
            "facts": FACTS.text(message.facts) if message.facts else None,
            "text": storable(message.text),
            "reasoning": storable(message.reasoning),
            **_outcome(message),
        },
    )
    if not added.rowcount:
        raise LookupError(message.session, message.parent)
    keep_snapshot_if_due(connection, message.id)


def settle_message(connection: sqlite3.Connection, message: Message) -> None:
    """Write what the rules made of a message that is saved already. Its text stays as it is."""
    stored = connection.execute(
        "SELECT effects FROM messages WHERE id = ?", (message.id,)
    ).fetchone()
    if stored is None:
        raise LookupError(message.id)
    outcome = _outcome(message)
    connection.execute(
        """
        UPDATE messages
        SET status = :status, effects = :effects, judgements = :judgements,
            instructions = :instructions, dice = :dice
        WHERE id = :id
        """,
        {"id": message.id, **outcome},
    )
    if stored != (outcome["effects"],):
        forget_states_from(connection, message.id)
    keep_snapshot_if_due(connection, message.id)


def add_effects(
    connection: sqlite3.Connection, message: MessageId, effects: tuple[Effect, ...]
) -> None:
    """Let more change in the world with `message`: what the player changes by hand."""
    (stored,) = connection.execute(
        "SELECT effects FROM messages WHERE id = ?", (message,)
    ).fetchone()
    before = EFFECTS.value(stored) if stored else ()
    connection.execute(
        "UPDATE messages SET effects = ? WHERE id = ?", (EFFECTS.text(before + effects), message)
    )
    forget_states_from(connection, message)
    keep_snapshot_if_due(connection, message)


def edit_message_text(connection: sqlite3.Connection, message: MessageId, text: str) -> None:
    """Change the words only: effects stay, and summaries that tell of the old words go."""
    connection.execute(
        "UPDATE messages SET text = ?, edited = 1 WHERE id = ?", (storable(text), message)
    )
    connection.execute(
        """
        WITH RECURSIVE below (n) AS (
            SELECT n FROM messages WHERE id = ?
            UNION ALL
            SELECT messages.n FROM below JOIN messages ON messages.parent = below.n
        )
        DELETE FROM summaries WHERE message IN below
        """,
        (message,),
    )


def _outcome(message: Message) -> dict[str, str | None]:
    return {
        "status": message.status.value,
        "effects": EFFECTS.text(message.effects) if message.effects else None,
        "judgements": JUDGEMENTS.text(message.judgements) if message.judgements else None,
        "instructions": INSTRUCTIONS.text(message.instructions) if message.instructions else None,
        "dice": DICE.text(message.dice) if message.dice else None,
    }


def _messages(rows: list[_Row]) -> tuple[Message, ...]:
    """The rows of a path, upper first, as values. Equal parts are read once and shared."""
    written_by = {row[3:6]: _author(*row[3:6]) for row in rows}
    effects = EFFECTS.values((row[11] for row in rows), missing=())
    judgements = JUDGEMENTS.values((row[12] for row in rows), missing=())
    instructions = INSTRUCTIONS.values((row[13] for row in rows), missing=())
    dice = DICE.values((row[14] for row in rows), missing=())
    facts = FACTS.values((row[15] for row in rows), missing=None)
    return tuple(
        Message(
            id=row[1],
            session=row[2],
            parent=parent,
            author=written_by[row[3:6]],
            text=row[6],
            turn=row[7],
            written_at=datetime.fromisoformat(row[8]),
            status=_STATUS[row[9]],
            reasoning=row[10],
            effects=effects[row[11]],
            judgements=judgements[row[12]],
            instructions=instructions[row[13]],
            dice=dice[row[14]],
            facts=facts[row[15]],
            edited=bool(row[16]),
        )
        for row, parent in zip(rows, (None, *(row[1] for row in rows)), strict=False)
    )


def _author(kind: str, name: str, character: str | None) -> Author:
    return Author(
        kind=AuthorKind(kind), name=name, character=CharacterId(character) if character else None
    )
