from datetime import timedelta
from functools import partial

import pytest
from builders import SESSION, TODAY
from libraries import a_library, make_library, name_in

from engine.errors import DamagedLibraryError, LibraryLockedError, StorageError
from engine.storage.backups import KEPT, backup_files, newest_good_backup
from engine.storage.database import Database
from engine.storage.opening import restore_backup
from engine.storage.sessions import rename_session

DAY = timedelta(days=1)


async def test_a_library_is_copied_when_the_last_copy_is_old_enough(db, backups):
    first = await db.back_up_if_due(TODAY, DAY)
    assert await db.back_up_if_due(TODAY + DAY / 2, DAY) is None
    second = await db.back_up_if_due(TODAY + DAY, DAY)
    assert backup_files(backups) == (second, first)


async def test_only_the_newest_copies_are_kept(db, backups):
    made = [await db.back_up_if_due(TODAY + DAY * n, DAY) for n in range(KEPT + 2)]
    assert backup_files(backups) == tuple(reversed(made[-KEPT:]))


async def test_a_copy_holds_what_was_committed_while_the_library_is_in_use(db, backups, library):
    await db.run(partial(rename_session, session=SESSION, name="Storm"))
    copy = await db.back_up_if_due(TODAY)
    await db.run(partial(rename_session, session=SESSION, name="Snow"))
    elsewhere = library.with_name("other.db")
    restore_backup(copy, elsewhere)
    async with a_library(elsewhere, backups) as other:
        assert await name_in(other) == "Storm"
    assert [path.name for path in backups.iterdir()] == ["library-0001.db"]


async def test_a_restored_library_takes_the_place_of_the_one_before(library, backups):
    await make_library(library, backups)
    async with a_library(library, backups) as db:
        copy = await db.back_up_if_due(TODAY)
        await db.run(partial(rename_session, session=SESSION, name="Storm"))
    restore_backup(copy, library)
    async with a_library(library, backups) as db:
        assert await name_in(db) == "Rain"
    async with a_library(library.with_name("library.damaged-1.db"), backups) as before:
        assert await name_in(before) == "Storm"


async def test_an_open_library_is_not_replaced(db, library, backups):
    copy = await db.back_up_if_due(TODAY)
    with pytest.raises(LibraryLockedError):
        restore_backup(copy, library)
    assert await name_in(db) == "Rain"


async def test_a_damaged_backup_is_passed_over(db, backups):
    good = await db.back_up_if_due(TODAY)
    bad = await db.back_up_if_due(TODAY + DAY)
    bad.write_bytes(bad.read_bytes()[:5000])
    assert newest_good_backup(backups) == good


async def test_a_damaged_backup_is_not_restored(library, backups):
    await make_library(library, backups)
    bad = library.with_name("bad.db")
    bad.write_bytes(library.read_bytes()[:20_000])
    with pytest.raises(StorageError):
        restore_backup(bad, library)
    async with a_library(library, backups) as db:
        assert await name_in(db) == "Rain"


async def with_a_damaged_page(library, backups):
    """A library with backups, one of whose pages was overwritten after it was closed well."""
    await make_library(library, backups)
    async with a_library(library, backups) as db:
        (page,) = await db.run(
            lambda connection: connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'sessions'"
            ).fetchone()
        )
        for n in range(KEPT):
            await db.back_up_if_due(TODAY + DAY * n, DAY)
    with library.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)


async def test_a_damaged_library_pushes_no_good_backup_out(library, backups):
    await with_a_damaged_page(library, backups)
    good = backup_files(backups)
    async with a_library(library, backups) as db:
        with pytest.raises(DamagedLibraryError):
            await db.back_up_if_due(TODAY + DAY * 9, DAY)
    assert backup_files(backups) == good
    with pytest.raises(DamagedLibraryError) as raised:
        await Database.open(library, backups, now=TODAY)
    assert raised.value.backup == good[0]


async def test_a_page_that_cannot_be_read_is_told_and_looked_into_at_the_next_start(
    library, backups
):
    await with_a_damaged_page(library, backups)
    async with a_library(library, backups) as db:
        with pytest.raises(DamagedLibraryError, match="start it again"):
            await name_in(db)
    with pytest.raises(DamagedLibraryError) as raised:
        await Database.open(library, backups, now=TODAY)
    restore_backup(raised.value.backup, library)
    async with a_library(library, backups) as db:
        assert await name_in(db) == "Rain"


async def test_a_folder_that_takes_no_backup_is_told(db, backups):
    backups.write_text("not a folder")
    with pytest.raises(StorageError, match="could not be read or written"):
        await db.back_up_if_due(TODAY)
