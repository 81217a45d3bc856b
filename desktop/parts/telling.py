"""What the player asked for, started; what the player should know of its failure, told."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from desktop.qt.tasks import Tasks
from desktop.texts import parts as texts
from desktop.widgets.strip import Strip
from engine.errors import EngineError

Deed = Callable[..., Awaitable[object]]


class Telling:
    """Failures that have a sentence for the player stand in `strip`."""

    def __init__(self, tasks: Tasks, strip: Strip) -> None:
        self._tasks = tasks
        self._strip = strip

    def start(self, deed: Deed, *arguments: Any) -> asyncio.Task[None]:
        """Cancel what is returned to end the deed before its time."""
        return self._tasks.start(self._told(deed, *arguments))

    def tell(self, sentence: str) -> None:
        self._strip.say(sentence, (texts.CLOSE,), "bad")

    async def _told(self, deed: Deed, *arguments: Any) -> None:
        try:
            await deed(*arguments)
        except EngineError as error:
            self.tell(str(error))
