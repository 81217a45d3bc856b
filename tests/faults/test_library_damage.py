"""Damaged and unwritable libraries: nothing unreadable is taken for empty, nothing saved is lost."""

import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from builders import PLAYER_AUTHOR, SESSION, TODAY, a_message
from libraries import a_library, make_library, name_in

from engine.domain.messages import MessageStatus
from engine.domain.sessions import TurnRecord
from engine.errors import DamagedLibraryError, DiskFullError
from engine.storage.database import Database
from engine.storage.opening import restore_backup
from engine.storage.sessions import list_sessions, load_session
from engine.storage.turns import commit_turn, save_message


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
async def backup(library: Path, backups: Path) -> Path:
    """The backup of a library with one session, which is closed again."""
    await make_library(library, backups)
    async with a_library(library, backups) as db:
        backup = await db.back_up_if_due(TODAY)
    assert backup is not None
    return backup


def truncated(library: Path) -> None:
    library.write_bytes(library.read_bytes()[:20_000])


def cut_within_its_first_page(library: Path) -> None:
    library.write_bytes(library.read_bytes()[:700])


def overwritten_at_its_start(library: Path) -> None:
    library.write_bytes(Random(3).randbytes(4096) + library.read_bytes()[4096:])


def replaced_by_noise(library: Path) -> None:
    library.write_bytes(Random(5).randbytes(90_000))


def replaced_by_text(library: Path) -> None:
    library.write_text("This is not a library.\n" * 100)


def emptied(library: Path) -> None:
    library.write_bytes(b"")


def filled_with_zeros(library: Path) -> None:
    library.write_bytes(bytes(library.stat().st_size))


def replaced_by_another_programs(library: Path) -> None:
    library.unlink()
    connection = sqlite3.connect(library)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()


def damaged_within_and_not_closed(library: Path) -> None:
    """As a failing disk leaves it when the power goes: a page is lost, the journal is there."""
    content = library.read_bytes()
    library.write_bytes(content[: 4096 * 7] + b"\xff" * 4096 + content[4096 * 8 :])
    library.with_name("library.db-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(60))


DAMAGES = [
    truncated,
    cut_within_its_first_page,
    overwritten_at_its_start,
    replaced_by_noise,
    replaced_by_text,
    emptied,
    filled_with_zeros,
    replaced_by_another_programs,
    damaged_within_and_not_closed,
]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_library_is_set_aside_and_its_backup_brings_it_back(
    library, backups, backup, damage
):
    damage(library)
    content = library.read_bytes()
    with pytest.raises(DamagedLibraryError, match="cannot be read") as raised:
        await Database.open(library, backups, now=TODAY)
    assert raised.value.set_aside == library.with_name("library.damaged-1.db")
    assert raised.value.set_aside.read_bytes() == content
    assert raised.value.backup == backup
    assert not library.exists()
    restore_backup(backup, library)
    async with a_library(library, backups) as db:
        assert await name_in(db) == "Rain"


async def test_without_a_backup_the_player_is_told_so(library, backups):
    await make_library(library, backups)
    truncated(library)
    with pytest.raises(DamagedLibraryError, match="no backup") as raised:
        await Database.open(library, backups, now=TODAY)
    assert raised.value.backup is None


async def test_the_player_may_begin_anew_beside_what_was_set_aside(library, backups, backup):
    for number in (1, 2):
        truncated(library)
        with pytest.raises(DamagedLibraryError):
            await Database.open(library, backups, now=TODAY)
        assert library.with_name(f"library.damaged-{number}.db").exists()
        async with a_library(library, backups) as db:
            assert await db.run(list_sessions) == ()


async def test_an_empty_file_where_nothing_has_ever_been_is_a_new_library(library, backups):
    library.write_bytes(b"")
    async with a_library(library, backups) as db:
        assert await db.run(list_sessions) == ()


async def test_a_journal_whose_library_is_gone_is_not_thrown_away(library, backups):
    journal = library.with_name("library.db-wal")
    journal.write_bytes(b"words that were saved")
    with pytest.raises(DamagedLibraryError):
        await Database.open(library, backups, now=TODAY)
    kept = library.with_name("library.damaged-1.db-wal")
    assert kept.read_bytes() == b"words that were saved"


async def test_a_full_disk_leaves_the_turns_before_as_they_were(library, backups):
    await make_library(library, backups)
    async with a_library(library, backups) as db:
        await play(db, 0, "Rain.")
        before = await db.run(partial(load_session, session=SESSION))
        await db.run(limited_to_its_size)
        with pytest.raises(DiskFullError, match="disk is full"):
            await play(db, 2, "word " * 100_000)
        pending = replace(a_message(2, author=PLAYER_AUTHOR), status=MessageStatus.PENDING)
        after = await db.run(partial(load_session, session=SESSION))
        assert after.path == (*before.path, pending)
        await db.run(unlimited)
        await db.run(partial(commit_turn, turn=answered(2, "word " * 100_000)))
    async with a_library(library, backups) as db:
        after = await db.run(partial(load_session, session=SESSION))
        assert [message.id for message in after.path] == ["m0", "m1", "m2", "m3"]


async def play(db: Database, number: int, text: str) -> None:
    """A turn whose reply has this text."""
    pending = replace(a_message(number, author=PLAYER_AUTHOR), status=MessageStatus.PENDING)
    await db.run(partial(save_message, message=pending))
    await db.run(partial(commit_turn, turn=answered(number, text)))


def answered(number: int, text: str) -> TurnRecord:
    player = a_message(number, author=PLAYER_AUTHOR)
    return TurnRecord(session=SESSION, player=player, replies=(a_message(number + 1, text),))


def limited_to_its_size(connection: sqlite3.Connection) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 8}")


def unlimited(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count = 1073741823")
