"""Messages as rows of a session's tree: written, edited, and read along a path."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Any

from engine.domain.ids import CharacterId, MessageId, SessionId
from engine.domain.images import Picture
from engine.domain.manners import Manner
from engine.domain.messages import Author, AuthorKind, Message, MessageStatus
from engine.domain.rules import Judgement
from engine.domain.world import Effect
from engine.storage.columns import from_columns
from engine.storage.pictures import attach_pictures, pictures_between
from engine.storage.states import forget_states_from, keep_snapshot_if_due
from engine.storage.stored_json import (
    DICE,
    EFFECTS,
    FACTS,
    INSTRUCTIONS,
    JUDGEMENTS,
    storable,
)
from engine.storage.whereabouts import keep_place, keep_place_of

_Row = tuple[Any, ...]
_STATUS = {status.value: status for status in MessageStatus}
_MANNER = {manner.value: manner for manner in Manner}

_PATH = """
    WITH RECURSIVE path (n, parent) AS (
        SELECT n, parent FROM messages WHERE id = ?
        UNION ALL
        SELECT messages.n, messages.parent FROM path JOIN messages ON messages.n = path.parent
    )
    SELECT
        id, author_kind, author_name, author_character, text,
        turn, written_at, status, reasoning, effects, judgements, instructions,
        dice, facts, edited, manner
    FROM path CROSS JOIN messages ON messages.n = path.n
"""
"""CROSS JOIN keeps the path outermost, which is walked upwards for as far as it is read."""

_INSERT = """
    INSERT INTO messages (
        id, session, parent, depth, turn, status, edited, author_kind, author_name,
        author_character, written_at, effects, judgements, instructions, dice, facts, text, reasoning,
        manner
    )
    SELECT
        :id, sessions.n, above.n, coalesce(above.depth + 1, 0), :turn, :status, :edited,
        :author_kind, :author_name, :author_character, :written_at, :effects, :judgements,
        :instructions, :dice, :facts, :text, :reasoning, :manner
    FROM sessions LEFT JOIN messages AS above ON above.id = :parent AND above.session = sessions.n
    WHERE sessions.id = :session AND (:parent IS NULL OR above.n IS NOT NULL)
"""


def path_to(
    connection: sqlite3.Connection, message: MessageId, known: tuple[Message, ...] = ()
) -> tuple[Message, ...]:
    """The messages from the first one to `message`. Raises `LookupError` if it is not there.

    Where the path meets `known`, one of the same session as it still is, the rest is taken from it.
    """
    session, depth = _place_of(connection, message)
    rows = _rows_down_to(connection, message, depth, known)
    shared = known[: depth + 1 - len(rows)]
    if not rows:
        return shared
    rows.reverse()  # the recursion takes rows as it found them, from `message` upwards
    pictures = pictures_between(connection, rows[0][0], message)
    above = shared[-1].id if shared else None
    return shared + _messages(session, above, rows, pictures)


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
            "manner": message.manner.value if message.manner else None,
            **_outcome(message),
        },
    )
    if not added.rowcount:
        raise LookupError(message.session, message.parent)
    attach_pictures(connection, message)
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
        keep_place(connection, message.session)
    keep_snapshot_if_due(connection, message.id)


def set_effects(
    connection: sqlite3.Connection, message: MessageId, effects: tuple[Effect, ...]
) -> None:
    """Let `effects` be what changes in the world with `message`."""
    connection.execute(
        "UPDATE messages SET effects = ? WHERE id = ?",
        (EFFECTS.text(effects) if effects else None, message),
    )
    forget_states_from(connection, message)
    keep_place_of(connection, message)
    keep_snapshot_if_due(connection, message)


def set_judgements(
    connection: sqlite3.Connection, message: MessageId, judgements: tuple[Judgement, ...]
) -> None:
    """Let `judgements` be the verdicts given at `message`."""
    connection.execute(
        "UPDATE messages SET judgements = ? WHERE id = ?",
        (JUDGEMENTS.text(judgements) if judgements else None, message),
    )


def edit_message_text(
    connection: sqlite3.Connection, message: MessageId, text: str, *, edited: bool = True
) -> None:
    """Change the words only: effects stay, and summaries that tell of the old words go."""
    connection.execute(
        "UPDATE messages SET text = ?, edited = ? WHERE id = ?", (storable(text), edited, message)
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


def _place_of(connection: sqlite3.Connection, message: MessageId) -> tuple[SessionId, int]:
    """The session of a message, and how many are above it."""
    row = connection.execute(
        """
        SELECT sessions.id, depth FROM messages JOIN sessions ON sessions.n = messages.session
        WHERE messages.id = ?
        """,
        (message,),
    ).fetchone()
    if row is None:
        raise LookupError(message)
    return SessionId(row[0]), row[1]


def _rows_down_to(
    connection: sqlite3.Connection, message: MessageId, depth: int, known: tuple[Message, ...]
) -> list[_Row]:
    """The rows of a path below where it meets `known`, the lowest first."""
    with closing(connection.execute(_PATH, (message,))) as upwards:
        if not known:
            return upwards.fetchall()
        found = zip(range(depth, -1, -1), upwards, strict=False)
        return [row for _, row in takewhile(lambda each: not _is_at(known, *each), found)]


def _is_at(known: tuple[Message, ...], place: int, row: _Row) -> bool:
    return place < len(known) and known[place].id == row[0]


def _messages(
    session: SessionId,
    above: MessageId | None,
    rows: list[_Row],
    pictures: Mapping[str, tuple[Picture, ...]],
) -> tuple[Message, ...]:
    """The rows of a path below `above`, upper first, as values.

    Equal parts are read once and shared.
    """
    ids, kinds, names, characters, texts, turns, times, *rest = zip(*rows, strict=True)
    statuses, reasoning, effects, judgements, instructions, dice, facts, edited, manners = rest
    return from_columns(
        Message,
        id=ids,
        session=[session] * len(ids),
        parent=(above, *ids[:-1]),
        author=_authors(zip(kinds, names, characters, strict=True)),
        text=texts,
        turn=turns,
        written_at=[datetime.fromisoformat(time) for time in times],
        status=[_STATUS[status] for status in statuses],
        reasoning=reasoning,
        effects=EFFECTS.values(effects, missing=()),
        judgements=JUDGEMENTS.values(judgements, missing=()),
        instructions=INSTRUCTIONS.values(instructions, missing=()),
        dice=DICE.values(dice, missing=()),
        facts=FACTS.values(facts, missing=None),
        edited=[bool(each) for each in edited],
        manner=[_MANNER.get(manner) for manner in manners],
        pictures=[pictures.get(id_, ()) for id_ in ids],
    )


def _authors(columns: Iterable[tuple[str, str, str | None]]) -> list[Author]:
    author = cache(_author)
    return [author(*each) for each in columns]


def _author(kind: str, name: str, character: str | None) -> Author:
    return Author(
        kind=AuthorKind(kind), name=name, character=CharacterId(character) if character else None
    )
