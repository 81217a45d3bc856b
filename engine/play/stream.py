"""Turning work that reports as it goes into a stream that can be read, and closed."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar

Event = TypeVar("Event")


async def streamed(
    work: Callable[[Callable[[Event], None]], Awaitable[None]],
    started: Callable[[asyncio.Task[None]], None] = lambda _: None,
) -> AsyncGenerator[Event, None]:
    """The events that `work` emits, in order; then what `work` raised, if it did.

    `started` is given the task that does the work: cancelling it ends the stream after the events
    that the work still emits. Closing the stream cancels the work and waits for it to end.
    """
    events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def run() -> None:
        await work(events.put_nowait)

    task = asyncio.create_task(run())  # noqa: TID251 - owned by this generator, ended in `finally`
    # Not at the end of `run`: work that is cancelled before its first step runs no code at all.
    task.add_done_callback(lambda _: events.put_nowait(None))
    started(task)
    try:
        while (event := await events.get()) is not None:
            yield event
        if not task.cancelled():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
