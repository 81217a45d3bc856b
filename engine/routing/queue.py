"""Who may use a connection now: the player's calls first, background work when nobody waits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from engine.domain.ids import ConnectionId


class PreemptedError(Exception):
    """A background call gave way to the player's; its owner asks again later."""


@dataclass(slots=True)
class _Line:
    """One connection's slots, who holds them, and who waits."""

    slots: int
    held: int = 0
    background: list[asyncio.Task[object]] = field(default_factory=list)
    preempted: set[asyncio.Task[object]] = field(default_factory=set)
    players_waiting: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)


class CallQueue:
    """Hands out each connection's slots."""

    def __init__(self) -> None:
        self._lines: dict[ConnectionId, _Line] = {}

    @asynccontextmanager
    async def slot(
        self, connection: ConnectionId, slots: int, *, background: bool
    ) -> AsyncGenerator[None, None]:
        """Hold one of `slots` while the body runs.

        A player's call that finds none free ends a background call there, whose body is left
        with `PreemptedError`.
        """
        line = self._lines.setdefault(connection, _Line(slots=slots))
        line.slots = slots
        if background:
            async with self._background_slot(line):
                yield
        else:
            await self._take_as_player(line)
            try:
                yield
            finally:
                await _give_back(line)

    @asynccontextmanager
    async def _background_slot(self, line: _Line) -> AsyncGenerator[None, None]:
        async with line.changed:
            await line.changed.wait_for(lambda: not line.players_waiting and _has_room(line))
            line.held += 1
        task = _current_task()
        line.background.append(task)
        try:
            yield
        except asyncio.CancelledError:
            # Who is cancelled for another reason too, at closing for instance, must not go on.
            if task not in line.preempted or task.uncancel():
                raise
            raise PreemptedError from None
        finally:
            line.background.remove(task)
            line.preempted.discard(task)
            await _give_back(line)

    async def _take_as_player(self, line: _Line) -> None:
        line.players_waiting += 1
        try:
            async with line.changed:
                if not _has_room(line):
                    _preempt_one(line)
                await line.changed.wait_for(lambda: _has_room(line))
                line.held += 1
        finally:
            line.players_waiting -= 1
            async with line.changed:
                line.changed.notify_all()


def _has_room(line: _Line) -> bool:
    return line.held < line.slots


def _preempt_one(line: _Line) -> None:
    for task in line.background:
        if task not in line.preempted:
            line.preempted.add(task)
            task.cancel()
            return


async def _give_back(line: _Line) -> None:
    async with line.changed:
        line.held -= 1
        line.changed.notify_all()


def _current_task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine always runs in a task
    return task
