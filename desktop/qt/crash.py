"""Where every failure ends that nobody expected: the log, then a dialog."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

log = logging.getLogger("triptych.crash")


class CrashPath:
    """Logs what failed and where, then hands the details to `show`.

    The log gets no message of an exception: it may quote the story. The dialog does, because the
    player sees it before passing it on.
    """

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._hook_before = sys.excepthook

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        self._hook_before, sys.excepthook = sys.excepthook, self._from_hook
        loop.set_exception_handler(self._from_loop)

    def remove(self, loop: asyncio.AbstractEventLoop) -> None:
        sys.excepthook = self._hook_before
        loop.set_exception_handler(None)
        # A thread keeps the hook it began with, and must not keep the window with it.
        self._show = _nobody

    def report(self, error: BaseException) -> None:
        """The one place both ways lead to."""
        where = "".join(traceback.format_tb(error.__traceback__))
        log.critical("unexpected %s\n%s", type(error).__name__, where)
        self._show("".join(traceback.format_exception(error)))

    def _from_hook(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._hook_before(kind, error, where)
        else:
            self.report(error.with_traceback(where))

    def _from_loop(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        self.report(error or RuntimeError(str(context.get("message", "the event loop failed"))))


def _nobody(details: str) -> None:
    """The window is gone; the log has it."""
