"""How long the library takes: to append a message, to open a long session, to search."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

from builders import NARRATOR, PLAYER_AUTHOR, SESSION, TODAY, a_message, an_adventure

from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.ids import ProfileId
from engine.domain.messages import Message, MessageStatus, ReplyFacts
from engine.domain.sessions import TurnRecord
from engine.domain.world import Cause, CauseKind, Effect, TimePassed
from engine.storage.database import Database
from engine.storage.last_session import LastSession
from engine.storage.search import search_messages
from engine.storage.sessions import create_session, load_session
from engine.storage.turns import commit_turn, save_message

PASSED = Effect(change=TimePassed(minutes=5), cause=Cause(kind=CauseKind.TURN))


async def rows() -> list[tuple[str, str, str]]:
    """(what, measured, target) of each figure."""
    table = []
    with _folder() as folder:
        db = await Database.open(folder / "library.db", folder / "backups", now=TODAY)
        story = _Story(Random(7))
        await db.run(_begin)
        for length in (100, 10_000):
            await db.run(partial(story.grow, until=length))
            table += await _appending(db, story, length)
        table.append(await _opening(db))
        table.append(await _opening_again(db, story))
        await db.run(partial(story.grow, until=100_000))
        table += [await _searching(db, text) for text in ("lantern harbour", "the", "wh")]
        await db.close()
    return table


async def _appending(db: Database, story: "_Story", length: int) -> list[tuple[str, str, str]]:
    spans = []
    for _ in range(200):
        player = replace(story.message(), status=MessageStatus.PENDING)
        spans.append(await _span(partial(db.run, partial(save_message, message=player))))
        settled = replace(player, status=MessageStatus.COMPLETE, effects=(PASSED,))
        turn = TurnRecord(session=SESSION, player=settled, replies=(story.message(),))
        spans.append(await _span(partial(db.run, partial(commit_turn, turn=turn))))
    spans.sort()
    return [
        (f"append and commit at {length:,} messages, {name}", f"{spans[index]:.1f} ms", "< 10 ms")
        for name, index in (("p50", len(spans) // 2), ("p99", len(spans) * 99 // 100))
    ]


async def _opening(db: Database) -> tuple[str, str, str]:
    spans = [await _span(partial(db.run, partial(load_session, session=SESSION))) for _ in range(7)]
    return ("open a session of 10,000 messages", f"{sorted(spans)[3]:.0f} ms", "< 80 ms")


async def _opening_again(db: Database, story: "_Story") -> tuple[str, str, str]:
    last = LastSession()
    load = partial(db.run, partial(last.load, session=SESSION))
    await load()
    spans = []
    for _ in range(25):
        turn = TurnRecord(session=SESSION, player=None, replies=(story.message(),))
        await db.run(partial(commit_turn, turn=turn))
        spans.append(await _span(load))
    return ("the same session again, after a turn", f"{sorted(spans)[12]:.1f} ms", "")


async def _searching(db: Database, text: str) -> tuple[str, str, str]:
    search = partial(search_messages, text=text, limit=50)
    spans = [await _span(partial(db.run, search)) for _ in range(7)]
    return (f"search 100,000 messages for “{text}”", f"{sorted(spans)[3]:.1f} ms", "< 50 ms")


async def _span(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    await work()  # type: ignore[misc]
    return (time.perf_counter() - start) * 1000


def _begin(connection: sqlite3.Connection) -> None:
    create_session(connection, id=SESSION, name="Bench", adventure=an_adventure(), at=TODAY)


class _Story:
    """Messages of 120 words, player and narrator by turns, each after the last."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._count = 0
        words = [*["the", "a", "of", "lantern", "harbour", "whisper", "why"], *_vocabulary(random)]
        weights = [1 / place for place in range(1, len(words) + 1)]
        self._texts = [" ".join(random.choices(words, weights, k=120)) for _ in range(5_000)]

    def grow(self, connection: sqlite3.Connection, until: int) -> None:
        while self._count < until:
            save_message(connection, self.message())

    def message(self) -> Message:
        number, self._count = self._count, self._count + 1
        is_player = number % 2 == 0
        text = self._random.choice(self._texts)
        return replace(
            a_message(number, text, PLAYER_AUTHOR if is_player else NARRATOR),
            effects=(PASSED,) if is_player else (),
            facts=None if is_player else _facts(number),
        )


def _vocabulary(random: Random) -> Iterator[str]:
    for _ in range(8000):
        yield "".join(random.choices("etaoinshrdlucmwfgypbvk", k=random.randint(3, 9)))


def _facts(number: int) -> ReplyFacts:
    return ReplyFacts(
        profile=ProfileId("main"),
        provider="openrouter",
        model="some/model",
        usage=Usage(input=3000 + number % 977, output=160),
        cost=Cost(amount=Decimal("0.0012"), source=CostSource.PRICED),
        seconds=number % 100 / 10,
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    for row in asyncio.run(rows()):
        print(*row, sep=" | ")
