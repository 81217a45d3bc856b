"""The program behind the window: loop, engine, crash path, and the way out."""

import asyncio
import importlib
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # noqa: TID251 - this is the module that starts the loop

from desktop.qt.application import NAME
from desktop.qt.crash import CrashPath
from desktop.qt.garbage import Collector
from desktop.qt.log import end_log, start_log
from desktop.qt.tasks import Tasks
from desktop.shell.first_window import first_window
from desktop.shell.window import MainWindow
from desktop.shell.window_memory import Remembered, remember
from desktop.texts import shell as texts
from engine.errors import DamagedLibraryError, EngineError, NewerSchemaError
from engine.paths import Paths

if TYPE_CHECKING:  # its imports are the engine's, which wait until the window stands
    from engine.app import Engine

_AT_WORK: Final = "desktop.shell.workspace"

OpenEngine = Callable[[Paths], Awaitable["Engine"]]


def run(application: QApplication, window: MainWindow, paths: Paths) -> int:
    """Work behind `window` until it is closed; the exit code."""
    with (
        Collector() as collector,
        asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner,
    ):
        runner.run(Program(application, paths, window=window, ready=collector.settle).main())
    return 0


def new_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = QEventLoop(application)
    # Its own executor would start ten threads at once.
    loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="worker"))
    return loop


async def open_engine(paths: Paths) -> "Engine":
    """The engine, with its imports done beside the loop so that the window stays alive."""
    await asyncio.to_thread(importlib.import_module, "engine.app")
    from engine.app import Engine

    # Begun here, and waited for where it is needed: reading certificates takes as long.
    asyncio.get_running_loop().run_in_executor(None, importlib.import_module, _AT_WORK)
    return await Engine.open(paths)


class Program:
    """One run behind one window, which may stand already. `ready` is called once it can be used."""

    def __init__(
        self,
        application: QApplication,
        paths: Paths,
        open_engine: OpenEngine = open_engine,
        *,
        window: MainWindow | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.window = window or first_window(application, paths)
        self._theme = self.window.theme
        self._paths = paths
        self._open_engine = open_engine
        self._ready = ready
        self._crash = CrashPath(self._show_crash)
        self._dialogs = Tasks(self._crash.report)
        self._is_telling = False

    async def main(self) -> None:
        """Show the window, open the engine behind it, and clean up once it is closed."""
        loop = asyncio.get_running_loop()
        closed = asyncio.Event()
        self._crash.install(loop)
        self.window.closed.connect(closed.set)
        self.window.show()
        log = start_log(self._paths.logs, os.environ.get("TRIPTYCH_LOG_LEVEL", "INFO"))
        working = Tasks(self._crash.report)
        working.start(self._work())
        try:
            await closed.wait()
        finally:
            self._remember()
            await working.aclose()
            await self._dialogs.aclose()
            self._crash.remove(loop)
            end_log(log)
            self.window.deleteLater()

    async def _work(self) -> None:
        """Play until cancelled, or until nothing more can be done."""
        engine = await self._opened()
        if engine is None:
            self.window.close()
            return
        try:
            await self._serve(engine)
        finally:
            await engine.aclose()

    async def _serve(self, engine: "Engine") -> None:
        await asyncio.to_thread(importlib.import_module, _AT_WORK)
        from desktop.shell.workspace import Workspace

        tasks = Tasks(self._crash.report)
        workspace = Workspace(self.window, engine, tasks)
        try:
            await workspace.begin()
            self._ready()
            await asyncio.Event().wait()
        finally:
            await workspace.close()
            await tasks.aclose()

    async def _opened(self) -> "Engine | None":
        """The open engine; None when the player would rather leave."""
        backup: Path | None = None
        while True:
            self.window.show_opening()
            try:
                if backup is not None:
                    await self._restore(backup)
                return await self._open_engine(self._paths)
            except EngineError as error:
                chosen = await self._choice(error)
                if chosen == texts.LEAVE:
                    return None
                backup = None
                if chosen == texts.BACKUP and isinstance(error, DamagedLibraryError):
                    backup = error.backup

    async def _restore(self, backup: Path) -> None:
        from engine.app import restore_library

        await restore_library(self._paths, backup)

    async def _choice(self, error: EngineError) -> str:
        """What the player would have done about the library that did not open."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def take(text: str) -> None:
            if not answer.done():
                answer.set_result(text)

        failure = self.window.failure
        failure.chosen.connect(take)
        failure.ask(str(error), choices(error))
        self.window.show_failure()
        try:
            return await answer
        finally:
            failure.chosen.disconnect(take)

    def _remember(self) -> None:
        theme = self._theme
        remembered = Remembered(
            geometry=self.window.place(),
            scheme=theme.scheme,
            scale=theme.scale,
            calm=theme.is_calm,
            columns=self.window.column_memory(),
        )
        remember(self._paths.data, remembered)

    def _show_crash(self, details: str) -> None:
        """One dialog at a time: what fails meanwhile is in the log."""
        if not self._is_telling:
            self._is_telling = True
            self._dialogs.start(self._tell_crash(details))

    async def _tell_crash(self, details: str) -> None:
        from desktop.qt.dialogs import DetailsDialog, accepted

        dialog = DetailsDialog(self.window, title=NAME, text=texts.CRASHED, details=details)
        try:
            await accepted(dialog)
        finally:
            self._is_telling = False


def choices(error: EngineError) -> tuple[str, ...]:
    """What can be done when the library did not open, the best first."""
    match error:
        case DamagedLibraryError(set_aside=set_aside, backup=backup) if set_aside:
            return (
                (texts.BACKUP, texts.FRESH, texts.LEAVE) if backup else (texts.FRESH, texts.LEAVE)
            )
        case NewerSchemaError():
            return (texts.LEAVE,)
        case _:
            return (texts.AGAIN, texts.LEAVE)
