"""The list of playthroughs, and opening one."""

import sqlite3
from datetime import datetime
from itertools import chain, count

from engine.domain.adventure import Adventure, opening_state
from engine.domain.ids import AdventureId, SessionId
from engine.domain.sessions import OpenSession, SessionSummary
from engine.storage.messages import path_to
from engine.storage.states import state_at
from engine.storage.stored_json import ADVENTURE, content_hash, storable
from engine.storage.summaries import latest_summary


def create_session(
    connection: sqlite3.Connection,
    *,
    id: SessionId,  # noqa: A002 - the field it fills
    name: str,
    adventure: Adventure,
    at: datetime,
) -> OpenSession:
    """A session without messages, in the adventure as it is now."""
    connection.execute(
        """
        INSERT INTO sessions (id, name, adventure, created_at, played_at, place, place_name)
        VALUES (:id, :name, :adventure, :at, :at, :place, :place_name)
        """,
        {
            "id": id,
            "name": storable(name),
            "adventure": _pin(connection, adventure),
            "at": at.isoformat(),
            "place": adventure.start,
            "place_name": storable(adventure.place(adventure.start).name),
        },
    )
    return load_session(connection, id)


def free_name(connection: sqlite3.Connection, name: str) -> str:
    """`name`, with a number after it if a session in the list is called so already."""
    taken = {
        each for (each,) in connection.execute("SELECT name FROM sessions WHERE deleted_at IS NULL")
    }
    numbered = (f"{name} {number}" for number in count(2))
    return next(each for each in chain((name,), numbered) if each not in taken)


def name_of(connection: sqlite3.Connection, session: SessionId) -> str:
    """Raises `LookupError` when there is no such session."""
    row = connection.execute("SELECT name FROM sessions WHERE id = ?", (session,)).fetchone()
    if row is None:
        raise LookupError(session)
    return str(row[0])


def _pin(connection: sqlite3.Connection, adventure: Adventure) -> str:
    """The hash under which this very adventure is kept, whatever becomes of its source."""
    body = ADVENTURE.text(adventure)
    hash_ = content_hash(body)
    connection.execute(
        "INSERT INTO adventures (hash, id, title, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (hash_, adventure.id, storable(adventure.title), body),
    )
    return hash_


def list_sessions(connection: sqlite3.Connection) -> tuple[SessionSummary, ...]:
    """All sessions but the deleted ones, the last played first."""
    rows = connection.execute(
        """
        SELECT sessions.id, name, adventures.id, title, turn, place_name, played_at
        FROM sessions JOIN adventures ON hash = adventure
        WHERE deleted_at IS NULL ORDER BY julianday(played_at) DESC, n DESC
        """
    )
    return tuple(
        SessionSummary(
            id=SessionId(session),
            name=name,
            adventure=AdventureId(adventure),
            adventure_title=title,
            turn=turn,
            place=place,
            played_at=datetime.fromisoformat(played_at),
        )
        for session, name, adventure, title, turn, place, played_at in rows
    )


def load_session(
    connection: sqlite3.Connection, session: SessionId, known: OpenSession | None = None
) -> OpenSession:
    """The session at its current branch. Raises `LookupError` when there is no such session.

    `known` is the session as it was before, its path as far as that still is so: what both have
    in common is not read again.
    """
    row = connection.execute(
        """
        SELECT name, adventure, messages.id
        FROM sessions LEFT JOIN messages ON messages.n = head WHERE sessions.id = ?
        """,
        (session,),
    ).fetchone()
    if row is None:
        raise LookupError(session)
    name, hash_, head = row
    adventure = known.adventure if known else _pinned(connection, hash_)
    path = path_to(connection, head, known.path if known else ()) if head else ()
    return OpenSession(
        id=session,
        name=name,
        adventure=adventure,
        path=path,
        state=state_at(connection, head) if head else opening_state(adventure),
        earlier=latest_summary(connection, path) if path else None,
    )


def _pinned(connection: sqlite3.Connection, hash_: str) -> Adventure:
    (body,) = connection.execute("SELECT body FROM adventures WHERE hash = ?", (hash_,)).fetchone()
    return ADVENTURE.value(body)


def rename_session(connection: sqlite3.Connection, session: SessionId, name: str) -> None:
    connection.execute("UPDATE sessions SET name = ? WHERE id = ?", (storable(name), session))


def delete_session(connection: sqlite3.Connection, session: SessionId, at: datetime) -> None:
    """Take a session out of the list and the search; `restore_session` undoes it."""
    connection.execute("UPDATE sessions SET deleted_at = ? WHERE id = ?", (at.isoformat(), session))


def restore_session(connection: sqlite3.Connection, session: SessionId) -> None:
    connection.execute("UPDATE sessions SET deleted_at = NULL WHERE id = ?", (session,))


def purge_sessions(connection: sqlite3.Connection, before: datetime) -> None:
    """Remove for good what was deleted before that time. The ledger keeps what it cost."""
    connection.execute(
        """
        CREATE TEMP TABLE purged AS SELECT n FROM sessions
        WHERE julianday(deleted_at) < julianday(?)
        """,
        (before.isoformat(),),
    )
    if not connection.execute("SELECT count(*) FROM purged").fetchone()[0]:
        connection.execute("DROP TABLE purged")
        return  # what follows looks through every prompt
    for statement in (
        "UPDATE sessions SET head = NULL WHERE n IN purged",
        "DELETE FROM messages WHERE session IN purged",
        "DELETE FROM sessions WHERE n IN purged",
        "DROP TABLE purged",
        "DELETE FROM segments WHERE n NOT IN (SELECT segment FROM prompts)",
        "DELETE FROM pictures WHERE n NOT IN (SELECT picture FROM message_pictures)",
        "DELETE FROM adventures WHERE hash NOT IN (SELECT adventure FROM sessions)",
    ):
        connection.execute(statement)
