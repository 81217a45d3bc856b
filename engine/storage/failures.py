"""What SQLite reports, said to the player."""

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


def told(error: sqlite3.Error) -> Exception:
    """The error to raise for `error`: `error` itself when it is a mistake of the program."""
    code = _primary_code(error)
    if code in _DAMAGE:
        return DamagedLibraryError(
            "The library is damaged, so this could not be read or saved. "
            "Close Triptych and start it again to bring back the last good backup."
        )
    if code == sqlite3.SQLITE_FULL:
        return DiskFullError(
            "The disk is full, so nothing more can be saved. "
            "What was saved before is safe. Free some space, then press Try again."
        )
    if code in _OUT_OF_REACH:
        return StorageError(
            "The library could not be read or written: the disk or the folder refuses it. "
            "Check that the folder is there and may be written to, then press Try again."
        )
    if code in _TAKEN:
        return StorageError(
            "Another program is using the library's file. Close it, then press Try again."
        )
    return error


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
