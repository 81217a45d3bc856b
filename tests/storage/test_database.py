import asyncio
import sqlite3
import threading
from functools import partial

import pytest
from builders import SESSION, TODAY
from libraries import a_library, make_library, name_in

from engine.errors import LibraryLockedError, NewerSchemaError, StorageError
from engine.storage import migrations
from engine.storage.backups import backup_files
from engine.storage.database import Database
from engine.storage.sessions import rename_session

rename = partial(rename_session, session=SESSION)


async def test_what_was_done_is_there_after_opening_again(library, backups):
    await make_library(library, backups)
    async with a_library(library, backups) as db:
        await db.run(partial(rename, name="Storm"))
    async with a_library(library, backups) as db:
        assert await name_in(db) == "Storm"


async def test_a_closed_library_is_one_file_and_its_lock(library, backups):
    await make_library(library, backups)
    assert sorted(path.name for path in library.parent.iterdir()) == ["library.db", "library.lock"]


async def test_work_that_fails_leaves_nothing_behind(db):
    def half_done(connection):
        rename(connection, name="Storm")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await db.run(half_done)
    assert await name_in(db) == "Rain"


async def test_what_a_commit_refuses_is_taken_back(db):
    def dangling(connection):
        rename(connection, name="Storm")
        connection.execute("UPDATE sessions SET head = 77")

    with pytest.raises(sqlite3.IntegrityError):
        await db.run(dangling)
    assert await name_in(db) == "Rain"


async def test_a_mistake_in_sql_is_no_storage_error(db):
    with pytest.raises(sqlite3.OperationalError):
        await db.run(lambda connection: connection.execute("SELECT nothing FROM nowhere"))


async def cancelled_in_the_middle(db, ending):
    """Cancel a caller while its work runs; `ending` is the work's last step."""
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def slow(connection):
        rename(connection, name="Storm")
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10)
        return ending(connection)

    caller = asyncio.ensure_future(db.run(slow))
    await begun.wait()  # the loop is free meanwhile
    for _ in range(3):  # however often it is asked to give up
        caller.cancel()
        await asyncio.sleep(0)
        assert not caller.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    return not db._connection.in_transaction


async def test_a_cancelled_caller_waits_until_its_work_is_wholly_there(db):
    assert await cancelled_in_the_middle(db, lambda connection: None)
    assert await name_in(db) == "Storm"


@pytest.mark.expects_log
async def test_a_cancelled_caller_waits_until_failing_work_is_wholly_undone(db):
    await cancelled_in_the_middle(db, lambda connection: 1 / 0)
    assert await name_in(db) == "Rain"


async def test_work_cancelled_before_its_turn_is_still_done(db):
    go_on = threading.Event()
    first = asyncio.ensure_future(db.run(lambda connection: go_on.wait(10)))
    second = asyncio.ensure_future(db.run(partial(rename, name="Storm")))
    await asyncio.sleep(0)
    second.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert await first
    assert await name_in(db) == "Storm"


async def test_the_library_is_open_in_one_program_only(db, library, backups):
    with pytest.raises(LibraryLockedError, match="Another Triptych"):
        await Database.open(library, backups, now=TODAY)
    assert await name_in(db) == "Rain"


async def test_a_library_from_the_future_is_left_alone(library, backups):
    await make_library(library, backups)
    with sqlite3.connect(library) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = library.read_bytes()
    with pytest.raises(NewerSchemaError, match="newer"):
        await Database.open(library, backups, now=TODAY)
    assert library.read_bytes() == before


TODAYS = len(migrations.MIGRATIONS)


def next_mood(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE sessions ADD COLUMN mood TEXT")


def next_broken(connection: sqlite3.Connection) -> None:
    next_mood(connection)
    raise ZeroDivisionError


async def test_a_copy_is_made_before_the_tables_change(library, backups, monkeypatch):
    await make_library(library, backups)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, next_mood))
    async with a_library(library, backups) as db:
        assert await db.run(migrations.schema_version) == TODAYS + 1
        assert await name_in(db) == "Rain"
    (copy,) = backup_files(backups)
    connection = sqlite3.connect(copy)
    assert migrations.schema_version(connection) == TODAYS
    connection.close()


async def test_a_migration_that_fails_changes_nothing(library, backups, monkeypatch):
    await make_library(library, backups)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, next_broken))
        with pytest.raises(ZeroDivisionError):
            await Database.open(library, backups, now=TODAY)
    async with a_library(library, backups) as db:
        assert await db.run(migrations.schema_version) == TODAYS
        assert await name_in(db) == "Rain"


async def test_a_place_that_cannot_be_opened_is_told(tmp_path, backups):
    (tmp_path / "library.db").mkdir()
    with pytest.raises(StorageError, match="could not be read or written"):
        await Database.open(tmp_path / "library.db", backups, now=TODAY)
