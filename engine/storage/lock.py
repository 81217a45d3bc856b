"""One program per library: a lock that the operating system drops when its holder dies."""

import os
import sys
from pathlib import Path

from engine.errors import LibraryLockedError


class LibraryLock:
    """Held from construction to `release`. Raises `LibraryLockedError` when another holds it."""

    def __init__(self, library: Path) -> None:
        # The file stays when the lock is released: removing it would let a third program
        # lock a new file while a second still waits on the old one.
        self._file = os.open(library.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise LibraryLockedError(
                "Another Triptych has this library open. Close it there, then press Try again."
            ) from error

    def release(self) -> None:
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
