"""The whole window, offscreen, on scripted models; async tests here run on the window's own loop."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import TODAY, an_adventure
from engines import paths_in, scripted_settings
from garbage import collect_garbage
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.app import Program, new_loop
from desktop.session.page import SessionPage
from desktop.shell.window import MainWindow
from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.providers.scripted import Scripted
from engine.settings import save_settings

PATIENCE_SECONDS = 20


def pytest_asyncio_loop_factories(config, item):
    return {"qt": lambda: new_loop(QApplication.instance())}


@pytest.fixture(scope="session", autouse=True)
def _application(qapp: QApplication) -> None:
    """The loop is made before a test's own fixtures, and needs the application."""
    qapp.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale.c())


@pytest.fixture
def until():
    """Wait for a condition. Fails with the condition's name when it does not come about."""

    async def wait(condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():  # noqa: ASYNC110 - conditions, not events, are waited for
                await asyncio.sleep(0.002)

    return wait


@dataclass(kw_only=True)
class Shown:
    """A window that stands, with the session in it open."""

    program: Program
    engine: Engine
    adapter: Scripted

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def page(self) -> SessionPage:
        return self.window.session

    @property
    def texts(self) -> list[str]:
        """What the messages in the transcript say."""
        model = self.page.transcript
        return [model.row(place).text for place in range(model.rowCount())]

    @property
    def is_busy(self) -> bool:
        return self.page.composer.button.text() == "Stop"

    def type(self, text: str) -> None:
        self.page.composer.edit.setPlainText(text)

    def send(self, text: str) -> None:
        self.type(text)
        self.page.composer.edit.submitted.emit()

    def press(self, name: str) -> None:
        """Press the one button that can be seen under this name."""
        buttons = [
            button
            for button in self.window.findChildren(QPushButton)
            if button.text() == name and button.isVisible()
        ]
        assert len(buttons) == 1, f"{len(buttons)} buttons say {name}"
        buttons[0].click()


@pytest.fixture
def a_window(
    tmp_path: Path, until, qapp: QApplication
) -> Callable[..., AbstractAsyncContextManager[Shown]]:
    """Open a window on a library in `tmp_path`; leaving the block closes it."""

    @asynccontextmanager
    async def build(script=(), *, adventure: Adventure | None = None, settings=None):
        paths = paths_in(tmp_path)
        if settings or not paths.settings.exists():
            save_settings(paths.settings, settings or scripted_settings())
        adapter = Scripted(script)
        opened: list[Engine] = []

        async def open_engine(_paths) -> Engine:
            opened.append(await _opened(paths, adapter, adventure or an_adventure()))
            return opened[0]

        program = Program(qapp, paths, open_engine)
        running = asyncio.ensure_future(program.main())
        await until(lambda: _lists_sessions(program.window))
        try:
            yield Shown(program=program, engine=opened[0], adapter=adapter)
        finally:
            program.window.close()
            await running

    yield build
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    collect_garbage()


def _lists_sessions(window: MainWindow) -> bool:
    page = window.session
    if page is None or not page.isVisible():
        return False
    return bool(page.side.sessions.entries.entries and page.side.sessions.isEnabled())


async def _opened(paths, adapter: Scripted, adventure: Adventure) -> Engine:
    async def no_pause(seconds: float) -> None:
        """Retries need not wait in tests."""

    engine = await Engine.open(
        paths,
        open_adapter=lambda provider, connection, key: adapter,
        environment={},
        now=lambda: TODAY,
        roll=lambda low, high: low,
        pause=no_pause,
    )
    if not await engine.sessions():
        await engine.new_session(adventure)
    return engine
