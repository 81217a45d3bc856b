"""Waiting for a stream, but not forever."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

from engine.errors import ConnectionFailedError, InterruptedStreamError
from engine.providers.base import Queued, StreamEvent
from engine.settings import Waiting


@dataclass(slots=True, kw_only=True)
class Deadline:
    """When a whole call must be over, with its attempts, pauses and fallbacks."""

    clock: Callable[[], float]
    at: float

    @property
    def left(self) -> float:
        return max(0.0, self.at - self.clock())

    @property
    def is_over(self) -> bool:
        return self.clock() >= self.at

    @contextmanager
    def standing_still(self) -> Generator[None]:
        """Time spent in the body does not count: nothing has been asked of a model meanwhile."""
        began = self.clock()
        try:
            yield
        finally:
            self.at += self.clock() - began


async def patient(
    stream: AsyncGenerator[StreamEvent, None], provider: str, waiting: Waiting, deadline: Deadline
) -> AsyncGenerator[StreamEvent, None]:
    """`stream`, given up when its first event, the next one, or the whole call takes too long.

    News of a queue is not the first event yet, but who tells it may be silent for as long again.

    Raise `ConnectionFailedError` before the first event and `InterruptedStreamError` after it.
    """
    begun = False
    async with aclosing(stream):
        while True:
            silence = waiting.idle if begun else waiting.first_token
            limit = min(silence, deadline.left)
            try:
                async with asyncio.timeout(limit):
                    event = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise _gave_up(provider, limit, begun=begun) from error
            begun = begun or not isinstance(event, Queued)
            yield event


def _gave_up(
    provider: str, seconds: float, *, begun: bool
) -> ConnectionFailedError | InterruptedStreamError:
    if begun:
        return InterruptedStreamError(
            provider,
            f"{provider} stopped sending for {seconds:.0f} seconds in the middle of its answer. "
            "What it wrote is kept; press Retry for another answer.",
        )
    return ConnectionFailedError(
        provider,
        f"{provider} sent nothing for {seconds:.0f} seconds. It may be busy or loading its model; "
        "press Retry, or choose another model for this role.",
    )
