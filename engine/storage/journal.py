"""The turn that is being played, kept as it goes, so that a crash costs at most a second of it."""

import logging
import sqlite3
from dataclasses import replace

from engine.domain.ids import MessageId
from engine.domain.messages import MessageStatus
from engine.domain.sessions import JournalEntry, Recovered, TurnRecord
from engine.storage.stored_json import JOURNAL_ENTRY
from engine.storage.turns import commit_turn

log = logging.getLogger(__name__)


def journal_write(connection: sqlite3.Connection, entry: JournalEntry) -> None:
    """Keep `entry` in place of the session's last one. `commit_turn` takes it away."""
    connection.execute(
        "REPLACE INTO journal (session, entry) SELECT n, ? FROM sessions WHERE id = ?",
        (JOURNAL_ENTRY.text(entry), entry.session),
    )


def recover(connection: sqlite3.Connection) -> tuple[Recovered, ...]:
    """Save the turns that a crash cut short; called once, before anything is played.

    What the rules made of the player's words is saved too where no reply was; such a turn is
    not among those returned.
    """
    rows = connection.execute(
        "SELECT session, name, entry FROM journal JOIN sessions ON n = session ORDER BY n"
    ).fetchall()
    found = [_recovered(connection, *row) for row in rows]
    return tuple(recovered for recovered in found if recovered is not None and recovered.replies)


def _recovered(
    connection: sqlite3.Connection, session: int, name: str, stored: str
) -> Recovered | None:
    connection.execute("SAVEPOINT recovering")
    try:
        turn = _as_turn(JOURNAL_ENTRY.value(stored))
        commit_turn(connection, turn)
    except (ValueError, LookupError, sqlite3.IntegrityError) as error:
        # The entry stays for a later version to read; it must not lock the player out.
        log.warning("journal of session %d kept unread: %s", session, type(error).__name__)
        connection.execute("ROLLBACK TO recovering")
        return None
    finally:
        connection.execute("RELEASE recovering")
    return Recovered(
        session=turn.session,
        name=name,
        replies=tuple(reply.id for reply in turn.replies),
        interrupted=_broken_off(turn),
    )


def _as_turn(entry: JournalEntry) -> TurnRecord:
    replies = entry.finished
    if entry.open is not None and entry.open.text:
        replies += (replace(entry.open, status=MessageStatus.INTERRUPTED),)
    return TurnRecord(session=entry.session, player=entry.player, replies=replies)


def _broken_off(turn: TurnRecord) -> MessageId | None:
    last = turn.replies[-1] if turn.replies else None
    return last.id if last and last.status is MessageStatus.INTERRUPTED else None
