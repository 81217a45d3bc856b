"""The real window on the real engine, with scripted models, brought into a state to look at."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from engines import paths_in
from garbage import collect_garbage
from model_hosts import Host, no_lists
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.app import Program
from desktop.qt.theme import Scheme
from desktop.session.page import SessionPage
from desktop.shell.window import MainWindow
from desktop.shell.window_memory import Remembered, remember
from desktop.texts import tr
from desktop.texts.composer import STOP
from engine.app import Engine
from engine.domain.found import FoundServer
from engine.paths import Paths
from engine.providers.base import Completion
from engine.providers.scripted import Reply, Scripted, Step
from engine.settings import Settings, save_settings

PATIENCE_SECONDS = 120
_MOST_LOOKS = 40
_BETWEEN_LOOKS_SECONDS = 0.05

Script = Callable[[Completion], Reply | Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a state is looked at: the window's size in pixels, its colours, its text size."""

    width: int
    height: int
    scheme: Scheme
    scale: float = 1.0

    def __str__(self) -> str:
        larger = f"-{self.scale * 100:.0f}" if self.scale != 1 else ""
        return f"{self.width}x{self.height}-{self.scheme}{larger}"


@dataclass(kw_only=True)
class Stage:
    """A window with its engine behind it. `gate` holds back what a script lets wait for it."""

    program: Program
    paths: Paths
    gate: asyncio.Event

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def page(self) -> SessionPage:
        return self.window.session

    @property
    def texts(self) -> list[str]:
        model = self.page.transcript
        return [model.row(place).text for place in range(model.rowCount())]

    @property
    def is_busy(self) -> bool:
        return self.page.composer.button.text() == STOP

    async def play(self, text: str) -> None:
        """A whole turn."""
        before = len(self.texts)
        self.send(text)
        await until(lambda: len(self.texts) > before and not self.is_busy)

    def send(self, text: str) -> None:
        self.page.composer.edit.setPlainText(text)
        self.page.composer.submit()

    def press(self, name: str) -> None:
        """Press the first button that can be seen under this name, in whichever language."""
        buttons = self.window.findChildren(QPushButton)
        next(each for each in buttons if each.text() == tr(name) and each.isVisible()).click()

    def look(self, view: View) -> None:
        theme = self.program._theme
        if (theme.scheme, theme.scale) != (view.scheme, view.scale):
            theme.wear(view.scheme, view.scale)
        self.window.resize(view.width, view.height)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - widgets set no events
            await asyncio.sleep(0.005)


async def at_rest(window: QWidget) -> QImage:
    """What `window` shows once two looks in a row agree, or after many that do not."""
    before = QImage()
    for _ in range(_MOST_LOOKS):
        await asyncio.sleep(_BETWEEN_LOOKS_SECONDS)
        now = window.grab().toImage()
        if now == before:
            break
        before = now
    return before


async def leave(_: object) -> None:
    """Nothing to do."""


async def _begun(engine: Engine) -> None:
    """A session that nobody has played in yet."""
    await engine.new_session((await engine.adventures())[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of the window, and how it comes about.

    `script` makes the models' answers, which may wait for the gate it is given; `host` says which
    models a connection has, `servers` are found on this computer. `before` fills the library before
    the window opens, `arrange` plays in the window.
    """

    name: str
    settings: Settings
    script: Callable[[asyncio.Event], Script]
    host: Host = no_lists
    servers: tuple[FoundServer, ...] = ()
    before: Callable[[Engine], Awaitable[None]] = _begun
    spoil: Callable[[Paths], Awaitable[None]] = leave
    arrange: Callable[[Stage], Awaitable[None]] = leave


@asynccontextmanager
async def on_stage(
    application: QApplication, folder: Path, state: State
) -> AsyncGenerator[Stage, None]:
    """The window in `state`, its library in `folder`; leaving the block closes it."""
    # An earlier window must go on this thread: one that goes with a worker's garbage leaves its
    # timers behind, and they fire for an object that is no more.
    collect_garbage()
    application.setCursorFlashTime(0)
    paths = paths_in(folder)
    save_settings(paths.settings, state.settings)
    remember(paths.data, Remembered(scheme=Scheme.DARK))
    gate = asyncio.Event()
    await _prepare(paths, state)

    async def open_engine(paths: Paths) -> Engine:
        engine = await an_opened_engine(paths, state.script(gate), state.host)
        engine.connections.find_local_servers = lambda _=(): _each(state.servers)
        return engine

    program = Program(application, paths, open_engine)
    running = asyncio.ensure_future(program.main())
    stage = Stage(program=program, paths=paths, gate=gate)
    try:
        await until(lambda: _is_ready(stage) or running.done())
        await state.arrange(stage)
        yield stage
    finally:
        gate.set()
        program.window.close()
        await running


async def _each(servers: tuple[FoundServer, ...]) -> AsyncGenerator[FoundServer, None]:
    for server in servers:
        yield server


async def an_opened_engine(paths: Paths, script: Script, host: Host = no_lists) -> Engine:
    adapter = Scripted(script)

    async def no_pause(seconds: float) -> None:
        """Retries need not wait."""

    return await Engine.open(
        paths,
        open_adapter=lambda provider, connection, key: host(adapter, provider, key),
        environment={"OPENROUTER_API_KEY": "scripted"},
        roll=lambda low, high: low,
        pause=no_pause,
    )


async def _prepare(paths: Paths, state: State) -> None:
    if state.before is not leave:
        engine = await an_opened_engine(paths, state.script(asyncio.Event()))
        try:
            await state.before(engine)
        finally:
            await engine.aclose()
    await state.spoil(paths)


def _is_ready(stage: Stage) -> bool:
    listed = stage.page and stage.page.side.sessions.entries.entries
    welcome = stage.window.welcome
    is_new = welcome is not None and welcome.isVisible()
    return bool(listed or is_new or stage.window.failure.buttons)
