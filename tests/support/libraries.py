"""Libraries for tests: opened for a while, and filled."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from builders import SESSION, TODAY, an_adventure

from engine.storage.database import Database
from engine.storage.sessions import create_session, load_session


@asynccontextmanager
async def a_library(path: Path, backups: Path) -> AsyncIterator[Database]:
    """The library at `path`, open."""
    db = await Database.open(path, backups, now=TODAY)
    try:
        yield db
    finally:
        await db.close()


async def make_library(path: Path, backups: Path, name: str = "Rain") -> None:
    """A library with one session in it, closed again."""
    async with a_library(path, backups) as db:
        await db.run(partial(begin_session, name=name))


def begin_session(connection: sqlite3.Connection, name: str = "Rain") -> None:
    create_session(connection, id=SESSION, name=name, adventure=an_adventure(), at=TODAY)


async def name_in(db: Database) -> str:
    return (await db.run(partial(load_session, session=SESSION))).name
