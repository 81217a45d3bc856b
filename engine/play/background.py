"""Work behind the scenes: backups, and summaries that give way when the player plays."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable
from functools import partial

from engine.domain.ids import SessionId
from engine.domain.sessions import Summary
from engine.errors import EngineError
from engine.play.events import BackgroundEvent, BackgroundFailed, SummaryWritten
from engine.play.memory import summarise
from engine.play.tools import Tools
from engine.routing.queue import PreemptedError
from engine.storage.summaries import save_summary

log = logging.getLogger("triptych.background")


class Background:
    """Looks after the sessions that have been played, one at a time.

    A session whose work is cut short stays in the line and comes up again.
    """

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._waiting: asyncio.Queue[SessionId] = asyncio.Queue()
        self._listeners: set[asyncio.Queue[BackgroundEvent | None]] = set()
        self._worker = asyncio.create_task(self._work())  # noqa: TID251 - ended by `aclose`

    def look_after(self, session: SessionId) -> None:
        """A turn of `session` has ended; see what there is to do."""
        self._waiting.put_nowait(session)

    async def events(self) -> AsyncGenerator[BackgroundEvent, None]:
        """What happens, until the work is closed."""
        queue: asyncio.Queue[BackgroundEvent | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._listeners.discard(queue)

    async def aclose(self) -> None:
        self._worker.cancel()
        await asyncio.wait((self._worker,))
        for queue in self._listeners:
            queue.put_nowait(None)

    async def _work(self) -> None:
        await self._told(None, self._tools.db.back_up_if_due(self._tools.now()))
        while True:
            session = await self._waiting.get()
            try:
                await self._told(session, self._summarise(session))
            except PreemptedError:
                log.info("background work gave way to the player")
                self.look_after(session)

    async def _told(self, session: SessionId | None, work: Awaitable[object]) -> None:
        try:
            await work
        except EngineError as error:
            log.info("background work failed: %s", type(error).__name__)
            self._tell(BackgroundFailed(session=session, sentence=str(error)))
        except LookupError:
            log.info("the session was deleted before its turn came")

    async def _summarise(self, session: SessionId) -> None:
        opened = await self._tools.session(session)
        written = await summarise(self._tools, session, opened.path, opened.earlier)
        if written is None:
            return
        summary = Summary(
            session=session, message=opened.path[written.covers - 1].id, text=written.text
        )
        await self._tools.db.run(partial(save_summary, summary=summary))
        self._tell(SummaryWritten(session=session, upto=summary.message, text=summary.text))

    def _tell(self, event: BackgroundEvent) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)
