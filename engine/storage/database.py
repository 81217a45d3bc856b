"""The library's file: one connection on one thread, one transaction at a time."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from engine.errors import DamagedLibraryError
from engine.storage.backups import back_up_if_due
from engine.storage.failures import is_damage, told
from engine.storage.lock import LibraryLock
from engine.storage.opening import call_suspect, open_library
from engine.threads import finished

T = TypeVar("T")

BACKUP_AGE = timedelta(days=1)

log = logging.getLogger(__name__)


class Database:
    """Open it with `Database.open`, close it with `close`.

    SQLite keeps one writer, so all work stands in one line, and the loop never waits for a disk.
    """

    def __init__(self, path: Path, backups: Path, worker: ThreadPoolExecutor) -> None:
        self._path = path
        self._backups = backups
        self._worker = worker
        self._lock: LibraryLock
        self._connection: sqlite3.Connection

    @classmethod
    async def open(cls, path: Path, backups: Path, *, now: datetime) -> Self:
        """The library at `path`, made if there is none, brought up to today's tables.

        `now` dates the copy made before tables change. Raises `LibraryLockedError`,
        `DamagedLibraryError`, `NewerSchemaError` or another `StorageError`.
        """
        worker = ThreadPoolExecutor(1, thread_name_prefix="library")
        database = cls(path, backups, worker)
        try:
            await finished(partial(database._open, now), worker)
        except BaseException:
            worker.shutdown()
            raise
        return database

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns, done in one transaction: all of it is kept, or nothing.

        A caller that is cancelled meanwhile waits for the end of the transaction. Raises a
        `StorageError` when the file or the disk fails, and whatever `work` raises.
        """
        return await finished(partial(self._transaction, work), self._worker)

    async def back_up_if_due(self, now: datetime, age: timedelta = BACKUP_AGE) -> Path | None:
        """Copy the library if the last copy is older than `age`; the new copy, else None.

        Play goes on meanwhile. Raises `DamagedLibraryError`, keeping the earlier backups, when
        what was copied cannot be read, and another `StorageError` when it cannot be written.
        """
        try:
            return await asyncio.to_thread(back_up_if_due, self._path, self._backups, now, age)
        except DamagedLibraryError:
            await asyncio.to_thread(call_suspect, self._path)
            raise

    async def close(self) -> None:
        """Put everything into the one file and let go of it."""
        await finished(self._close, self._worker)
        self._worker.shutdown()

    def _open(self, now: datetime) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = LibraryLock(self._path)
            try:
                self._connection = open_library(self._path, self._backups, now)
            except BaseException:
                self._lock.release()
                raise
        except OSError as error:
            raise told(error) from error

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            result = work(connection)
            connection.execute("COMMIT")
            return result
        except sqlite3.Error as error:
            if is_damage(error):
                call_suspect(self._path)
            raise told(error) from error
        finally:
            if connection.in_transaction:  # something above went wrong
                connection.execute("ROLLBACK")

    def _close(self) -> None:
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            # Everything is safe in the file beside; the next start puts it in.
            log.warning("checkpoint at closing failed: %s", type(error).__name__)
        finally:
            self._connection.close()
            self._lock.release()
