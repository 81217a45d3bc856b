"""Opening the library's file, or setting it aside: what cannot be read is never taken for empty."""

import sqlite3
from datetime import datetime
from itertools import count
from pathlib import Path

from engine.errors import DamagedLibraryError
from engine.storage.backups import back_up, backup_files, copy_library, is_sound, newest_good_backup
from engine.storage.failures import is_damage, told
from engine.storage.last_session import watch
from engine.storage.lock import LibraryLock
from engine.storage.migrations import is_outdated, migrate, require_known_schema, schema_version

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -16000",  # KiB: a long session fits in, so that opening it reads no page twice
    "temp_store = MEMORY",
)
_SUSPECT = "-suspect"
_COMPANIONS = ("", "-wal", "-shm", "-journal", _SUSPECT)


def open_library(path: Path, backups: Path, now: datetime) -> sqlite3.Connection:
    """A connection to the library at `path`, made if there is none.

    The caller holds the library's lock. Raises `DamagedLibraryError` with the file set aside
    and the newest good backup named, `NewerSchemaError` or another `StorageError`.
    """
    is_suspect = _has_content(_beside(path, "-wal")) or _beside(path, _SUSPECT).exists()
    if _has_lost_its_content(path, backups):
        raise _set_aside(path, backups)
    try:
        connection = sqlite3.connect(path, isolation_level=None)
    except sqlite3.Error as error:
        raise told(error) from error
    try:
        _require_readable(connection, is_suspect=is_suspect)
        _prepare(connection, path, backups, now)
        _beside(path, _SUSPECT).unlink(missing_ok=True)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise (_set_aside(path, backups) if is_damage(error) else told(error)) from error
        raise
    return connection


def call_suspect(path: Path) -> None:
    """Have the library at `path` looked through when it is opened next."""
    _beside(path, _SUSPECT).touch()


def restore_backup(backup: Path, path: Path) -> None:
    """Make a copy of `backup` the library at `path`, which must not be open.

    What is at `path` is set aside. Raises `LibraryLockedError` while it is open somewhere, and
    another `StorageError` when the copy cannot be made; then everything is as before.
    """
    lock, part = LibraryLock(path), _beside(path, ".part")
    try:
        copy_library(backup, part)
        _move_aside(path)
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise told(error) from error
    finally:
        part.unlink(missing_ok=True)
        lock.release()


def _require_readable(connection: sqlite3.Connection, *, is_suspect: bool) -> None:
    """Raise SQLite's own error for a damaged file.

    Looking through the whole file takes long, so that is done only after a crash, or when the
    file has been called suspect: by a page that could not be read, or by a backup.
    """
    if not _is_ours(connection) or (is_suspect and not is_sound(connection)):
        error = sqlite3.DatabaseError("not a library, or not a sound one")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether this is a library, or a new file: other programs' tables have no version of ours."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return schema_version(connection) > 0 or not tables


def _prepare(connection: sqlite3.Connection, path: Path, backups: Path, now: datetime) -> None:
    require_known_schema(connection)
    if is_outdated(connection):
        back_up(path, backups, now)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    migrate(connection)
    watch(connection)


def _has_lost_its_content(path: Path, backups: Path) -> bool:
    """An empty file is a new library, unless there is a sign that there has been an older one."""
    if _has_content(path):
        return False
    return _has_content(_beside(path, "-wal")) or (path.exists() and bool(backup_files(backups)))


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _set_aside(path: Path, backups: Path) -> DamagedLibraryError:
    moved = _move_aside(path)
    backup = newest_good_backup(backups)
    offer = (
        "Use the newest backup, or begin an empty library."
        if backup
        else "There is no backup of it; you can begin an empty library."
    )
    error = DamagedLibraryError(
        f"The library cannot be read: its file is damaged. It was kept as {moved}. {offer}"
    )
    error.set_aside, error.backup = moved, backup
    return error


def _move_aside(path: Path) -> Path:
    """Give the library's file and its companions the first free name beside it."""
    names = (path.with_name(f"{path.stem}.damaged-{n}{path.suffix}") for n in count(1))
    target = next(name for name in names if not _any_companion(name))
    for ending in _COMPANIONS:
        if (companion := _beside(path, ending)).exists():
            companion.replace(_beside(target, ending))
    return target


def _any_companion(path: Path) -> bool:
    return any(_beside(path, ending).exists() for ending in _COMPANIONS)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
