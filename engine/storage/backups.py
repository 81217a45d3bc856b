"""Copies of the library, a few of them, each looked through before it counts."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from engine.errors import DamagedLibraryError
from engine.storage.failures import told

KEPT = 5


def backup_files(folder: Path) -> tuple[Path, ...]:
    """The backups, newest first."""
    return tuple(sorted(folder.glob("library-*.db"), key=_number, reverse=True))


def newest_good_backup(folder: Path) -> Path | None:
    """The newest backup that can be read from end to end; None if there is none."""
    return next((backup for backup in backup_files(folder) if _can_be_read(backup)), None)


def back_up_if_due(library: Path, folder: Path, now: datetime, age: timedelta) -> Path | None:
    """A new backup if the newest is older than `age`. Raises as `back_up` does."""
    files = backup_files(folder)
    if files and now.timestamp() - files[0].stat().st_mtime < age.total_seconds():
        return None
    return back_up(library, folder, now)


def back_up(library: Path, folder: Path, now: datetime) -> Path:
    """A new backup, dated `now`; the oldest beyond five are removed.

    Raises `DamagedLibraryError` when the library cannot be read from end to end, and another
    `StorageError` when the copy cannot be written. Earlier backups are all kept then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _added(library, folder, now)
    except (sqlite3.Error, OSError) as error:
        raise told(error) from error


def _added(library: Path, folder: Path, now: datetime) -> Path:
    part, files = folder / "backup.part", backup_files(folder)
    backup = folder / f"library-{_number(files[0]) + 1 if files else 1:04}.db"
    try:
        copy_library(library, part)
        os.utime(part, (now.timestamp(), now.timestamp()))
        part.replace(backup)
    finally:
        part.unlink(missing_ok=True)
    for old in files[KEPT - 1 :]:
        old.unlink()
    return backup


def copy_library(source: Path, target: Path) -> None:
    """Write the library at `source` to `target` as one file, as of now, even if it is in use.

    Raises `DamagedLibraryError` when it cannot be read from end to end.
    """
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # A copy that keeps the write-ahead mode would need files beside it to be read.
        new.execute("PRAGMA journal_mode = DELETE")
        if not is_sound(new):
            raise DamagedLibraryError(
                "The library is damaged in places, so no backup was made of it. "
                "Close Triptych and bring back an earlier backup."
            )


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether every page of the file can be read and fits the others."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return str(found) == "ok"


def _can_be_read(backup: Path) -> bool:
    try:
        with closing(sqlite3.connect(backup)) as connection:
            return is_sound(connection)
    except sqlite3.Error:
        return False


def _number(backup: Path) -> int:
    digits = backup.stem.removeprefix("library-")
    return int(digits) if digits.isdigit() else 0
