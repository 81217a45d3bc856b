"""Waiting for a stream, but not forever."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from engine.errors import ConnectionFailedError, InterruptedStreamError
from engine.providers.base import Queued, StreamEvent
from engine.settings import Waiting


async def patient(
    stream: AsyncGenerator[StreamEvent, None], provider: str, waiting: Waiting
) -> AsyncGenerator[StreamEvent, None]:
    """`stream`, given up when its first event, the next one, or the whole takes too long.

    News of a queue is not the first event yet, but who tells it may be silent for as long again.

    Raise `ConnectionFailedError` before the first event and `InterruptedStreamError` after it.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + waiting.whole_call
    begun = False
    async with aclosing(stream):
        while True:
            silence = waiting.idle if begun else waiting.first_token
            limit = max(0.0, min(silence, deadline - clock()))
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
