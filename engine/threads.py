"""Work in a thread that nobody leaves half done."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


async def finished(work: Callable[[], T], worker: Executor | None = None) -> T:
    """Do `work` on a thread of `worker`, or any, and wait for its end come what may.

    A caller that is cancelled meanwhile is cancelled when the work has ended.
    """
    future = asyncio.get_running_loop().run_in_executor(worker, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            try:
                await asyncio.wait((future,))
            except asyncio.CancelledError:  # raised again below, when the work has ended
                continue
        if error := future.exception():
            log.warning("work of a cancelled caller failed: %s", type(error).__name__)
        raise
