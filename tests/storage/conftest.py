"""A library of its own for each test."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from libraries import a_library, begin_session

from engine.storage.database import Database
from engine.storage.migrations import migrate


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Where the library's file is."""
    return tmp_path / "library.db"


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
async def db(library: Path, backups: Path) -> AsyncIterator[Database]:
    """An open library with one session, in which nothing has been played yet."""
    async with a_library(library, backups) as database:
        await database.run(begin_session)
        yield database


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """The same in memory, for tests of what is stored rather than of how."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    begin_session(connection)
    yield connection
    connection.close()
