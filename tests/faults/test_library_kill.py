"""The library under kill -9: what was said to be saved is there."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from random import Random

import pytest
from builders import SESSION
from libraries import a_library

from engine.storage.journal import recover
from engine.storage.sessions import load_session

KILLS = 30


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def started(library: Path) -> "subprocess.Popen[str]":
    script = Path(__file__).with_name("library_player.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(library)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def played_until_killed(library: Path, lines: int) -> list[list[str]]:
    """What the player said it had saved before it was killed, after that many lines or a few more."""
    with started(library) as player:
        said = [player.stdout.readline() for _ in range(lines)]
        player.kill()
        said += player.stdout.readlines()
    assert all(said[:lines]), "the player ended by itself"
    return [line.split() for line in said if line.endswith("\n")]


async def texts_in(library: Path) -> dict[str, str]:
    async with a_library(library, library.parent / "backups") as db:
        await db.run(recover)
        assert await db.run(
            lambda connection: connection.execute("PRAGMA integrity_check").fetchall()
        ) == [("ok",)]
        session = await db.run(partial(load_session, session=SESSION))
    return {message.id: message.text for message in session.path}


@pytest.mark.slow
async def test_a_killed_program_loses_nothing_it_has_saved(library):
    random, saved, journalled = Random(17), set(), {}
    for _ in range(KILLS):
        for what, id_, *length in played_until_killed(library, random.randint(1, 40)):
            if what == "message":
                saved.add(id_)
            else:
                journalled[id_] = int(length[0])
        texts = await texts_in(library)
        assert saved <= texts.keys()
        assert all(len(texts.get(id_, "")) >= length for id_, length in journalled.items())
    assert len(saved) > KILLS


async def test_a_program_that_was_killed_holds_no_lock(library):
    played_until_killed(library, 1)
    assert await texts_in(library)


async def test_a_second_program_is_told_of_the_first(library):
    async with a_library(library, library.parent / "backups"):
        with started(library) as second:
            said, complained = second.communicate()
    assert said == ""
    assert "LibraryLockedError: Another Triptych has this library open" in complained
