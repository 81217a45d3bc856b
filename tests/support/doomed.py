"""A program that plays until it is killed: a parent that has everything imported forks a player
for each order on its standard input, kills it at the moment ordered, and prints what it had told.
"""

import asyncio
import json
import os
import select
import signal
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path

from engines import paths_in

from engine.app import Engine
from engine.domain.calls import FinishReason
from engine.domain.consent import refuse
from engine.domain.ids import SessionId
from engine.domain.messages import AuthorKind
from engine.play.events import (
    MessageFinished,
    ReplyDelta,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)
from engine.providers.base import Completion, Finished, StreamEvent, TextDelta
from engine.providers.scripted import Scripted

WORDS = tuple(f"Thunder{number}." if number % 9 == 0 else f"rain{number}" for number in range(150))
STORY = " ".join(WORDS)
"""What every reply comes to."""

MOVES = ("I wait for the storm.", "I go outside.", "I go in", "I give Mira a nod.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Play `session` and be killed after `lines` told lines and `lag` of a gap between lines.

    A word comes every `pace` seconds; after `silent_after` words no more come.
    """

    folder: str
    session: str
    lines: int
    lag: float
    pace: float
    silent_after: int = len(WORDS)


class Typist(Scripted):
    """Writes the same story word by word, at an even pace."""

    def __init__(self, order: Order) -> None:
        super().__init__(())
        self._order = order

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        for word in WORDS[: self._order.silent_after]:
            await asyncio.sleep(self._order.pace)
            yield TextDelta(text=f"{word} ")
        if self._order.silent_after < len(WORDS):
            while True:
                await asyncio.sleep(self._order.pace)
                _tell(kind="silence")
        yield Finished(reason=FinishReason.STOP)


async def play_on(order: Order) -> None:
    """Play turn after turn, beginning with the one that was cut short."""
    engine = await Engine.open(
        paths_in(Path(order.folder)), open_adapter=lambda *_: Typist(order), environment={}
    )
    session = SessionId(order.session)
    path = (await engine.session(session)).path
    if path[-1].author.kind is AuthorKind.PLAYER:
        await _told(engine.resume_turn(session, refuse))
    number = path[-1].turn
    while True:
        number += 1
        await _told(engine.play_turn(session, MOVES[number % len(MOVES)], refuse))


async def _told(stream: AsyncGenerator[TurnEvent, None]) -> None:
    length, of_turn = 0, []
    async with aclosing(stream) as events:
        async for event in events:
            match event:
                case TurnStarted(message=message):
                    of_turn.append(message.id)
                    _tell(kind="asked", id=message.id)
                case ReplyDelta(message=id_, text=text):
                    length += len(text)
                    _tell(kind="shown", id=id_, length=length, at=time.monotonic())
                case MessageFinished(message=message):
                    of_turn.append(message.id)
                    length = 0
                    _tell(kind="written", id=message.id)
                case TurnFinished():
                    _tell(kind="committed", ids=of_turn)
                case _:
                    pass


def _tell(**line: object) -> None:
    os.write(sys.stdout.fileno(), json.dumps(line).encode() + b"\n")


def _obey(order: Order) -> dict[str, object]:
    """Fork a player and kill it; what it told, and when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writing, sys.stdout.fileno())
        asyncio.run(play_on(order))
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        told = list(_first_lines(pipe, order))
        killed_at = time.monotonic()
        os.kill(child, signal.SIGKILL)
        told += pipe.readlines()
    os.waitpid(child, 0)
    whole = [json.loads(line) for line in told if line.endswith(b"\n")]
    return {"told": whole, "killed_at": killed_at}


def _first_lines(pipe, order: Order) -> Iterator[bytes]:
    """As many lines as ordered; then a part of the time that the last of them took."""
    began = last = time.monotonic()
    for _ in range(order.lines):
        began, last = last, time.monotonic()
        if not (line := pipe.readline()):
            raise RuntimeError("the player ended by itself")
        yield line
    gap = last - began if order.lines > 1 else 0.1
    select.select((), (), (), min(gap, 0.1) * order.lag)


def order_line(order: Order) -> bytes:
    return json.dumps(asdict(order)).encode() + b"\n"


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(_obey(Order(**json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
