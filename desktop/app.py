"""The window program put together: loop, window, engine, and the way out."""

import asyncio
import importlib
import shutil
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # noqa: TID251 - this is the module that starts the loop

from desktop.qt.crash import CrashPath
from desktop.qt.dialogs import DetailsDialog, accepted
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Theme, load_fonts
from desktop.shell.window import MainWindow
from desktop.shell.window_memory import Remembered, recall, remember
from engine.errors import DamagedLibraryError, EngineError, NewerSchemaError
from engine.paths import Paths

if TYPE_CHECKING:  # its imports are the engine's, which wait until the window stands
    from engine.app import Engine

NAME: Final = "Triptych"
AGAIN: Final = "Try again"
BACKUP: Final = "Use the newest backup"
FRESH: Final = "Begin an empty library"
QUIT: Final = "Close Triptych"
CRASHED: Final = (
    "Something went wrong that Triptych did not expect. Your story is saved up to the last "
    "message. You can go on; if something looks odd, close the window and start again."
)

OpenEngine = Callable[[Paths], Awaitable["Engine"]]


def run(paths: Paths) -> int:
    """Open the window, and stay until it is closed."""
    application = new_application()
    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        runner.run(Program(application, paths).main())
    return 0


def new_application() -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setDesktopFileName(NAME.lower())
    # The window's own signal ends the program: Qt's would end the loop before we have cleaned up.
    application.setQuitOnLastWindowClosed(False)
    return application


def new_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = QEventLoop(application)
    # Its own executor would start ten threads at once.
    loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="worker"))
    return loop


async def open_engine(paths: Paths) -> "Engine":
    """The engine, with its imports done beside the loop so that the window stays alive."""
    await asyncio.to_thread(importlib.import_module, "desktop.shell.workspace")
    from engine.app import Engine

    return await Engine.open(paths)


class Program:
    """One run of the window."""

    def __init__(
        self, application: QApplication, paths: Paths, open_engine: OpenEngine = open_engine
    ) -> None:
        self._paths = paths
        self._open_engine = open_engine
        self._memory = paths.data / "window.ini"
        load_fonts(paths.resources / "fonts")
        application.setWindowIcon(QIcon(str(paths.resources / "icons" / "triptych.png")))
        self._theme = Theme(application, paths.resources / "themes")
        remembered = recall(self._memory)
        self._theme.wear(remembered.scheme, remembered.scale)
        self.window = MainWindow(self._theme, _version())
        self.window.put_back(remembered.geometry)
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
        working = Tasks(self._crash.report)
        working.start(self._work())
        try:
            await closed.wait()
        finally:
            self._remember()
            await working.aclose()
            await self._dialogs.aclose()
            self._crash.remove(loop)
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
        from desktop.shell.workspace import Workspace

        tasks = Tasks(self._crash.report)
        workspace = Workspace(self.window, self._theme, engine, tasks)
        try:
            self.window.show_session()
            await workspace.begin()
            await asyncio.Event().wait()
        finally:
            await workspace.close()
            await tasks.aclose()

    async def _opened(self) -> "Engine | None":
        """The open engine; None when the player would rather leave."""
        while True:
            try:
                return await self._open_engine(self._paths)
            except EngineError as error:
                self.window.show_failure()
                chosen = await self.window.failure.choice(str(error), choices(error))
                if chosen == QUIT:
                    return None
                if chosen == BACKUP and isinstance(error, DamagedLibraryError) and error.backup:
                    await asyncio.to_thread(shutil.copy2, error.backup, self._paths.library)

    def _remember(self) -> None:
        remembered = Remembered(
            geometry=self.window.place(), scheme=self._theme.scheme, scale=self._theme.scale
        )
        remember(self._memory, remembered)

    def _show_crash(self, details: str) -> None:
        """One dialog at a time: what fails meanwhile is in the log."""
        if not self._is_telling:
            self._is_telling = True
            self._dialogs.start(self._tell_crash(details))

    async def _tell_crash(self, details: str) -> None:
        dialog = DetailsDialog(self.window, title=NAME, text=CRASHED, details=details)
        try:
            await accepted(dialog)
        finally:
            self._is_telling = False


def choices(error: EngineError) -> tuple[str, ...]:
    """What can be done when the library did not open, the best first."""
    match error:
        case DamagedLibraryError(set_aside=set_aside, backup=backup) if set_aside:
            return (BACKUP, FRESH, QUIT) if backup else (FRESH, QUIT)
        case NewerSchemaError():
            return (QUIT,)
        case _:
            return (AGAIN, QUIT)


def _version() -> str:
    try:
        return metadata.version("triptych")
    except metadata.PackageNotFoundError:
        return "0.1.0"
