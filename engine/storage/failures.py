"""What SQLite and the file system report, said to the player."""

import errno
import sqlite3

from engine.errors import DamagedLibraryError, DiskFullError, StorageError

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OUT_OF_REACH = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
)
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself cannot be read."""
    return _primary_code(error) in _DAMAGE


def told(error: sqlite3.Error | OSError) -> Exception:
    """The error to raise for `error`: `error` itself when it is a mistake of the program."""
    if isinstance(error, OSError):
        return _disk_full() if error.errno == errno.ENOSPC else _out_of_reach()
    code = _primary_code(error)
    if code in _DAMAGE:
        return DamagedLibraryError(
            "The library is damaged, so this could not be read or saved. "
            "Close Triptych and start it again to bring back the last good backup."
        )
    if code == sqlite3.SQLITE_FULL:
        return _disk_full()
    if code in _OUT_OF_REACH:
        return _out_of_reach()
    if code in _TAKEN:
        return StorageError(
            "Another program is using the library's file. Close it, then press Try again."
        )
    return error


def _disk_full() -> DiskFullError:
    return DiskFullError(
        "The disk is full, so nothing more can be saved. "
        "What was saved before is safe. Free some space, then press Try again."
    )


def _out_of_reach() -> StorageError:
    return StorageError(
        "The library could not be read or written: the disk or the folder refuses it. "
        "Check that the folder is there and may be written to, then press Try again."
    )


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
