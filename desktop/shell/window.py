"""The main window: a bar at the top, the pages, a line at the bottom."""

from typing import Final

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Scheme, Theme
from desktop.session.page import SessionPage
from desktop.session.side import NEW_SESSION
from desktop.shell.actions import Command, add_menus
from desktop.shell.failure_page import FailurePage
from desktop.shell.status_bar import StatusBar
from desktop.shell.top_bar import NAME, TopBar

LEAST_SIZE: Final = (900, 560)
FIRST_SIZE: Final = (1480, 920)
MODELS_TITLE: Final = "Models & connections"


class MainWindow(QMainWindow):
    """Shown before there is an engine: what is typed meanwhile stays."""

    closed = Signal()

    def __init__(self, theme: Theme, version: str) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(NAME)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        self.top = TopBar(theme)
        self.session = SessionPage(theme)
        self.failure = FailurePage()
        self.status = StatusBar(version)
        self._models: QWidget | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.session)
        self._pages.addWidget(self.failure)
        self._lay_out()
        self.top.models_requested.connect(self.show_models)
        self.session.side.models_requested.connect(self.show_models)
        add_menus(self, self._commands())
        self.session.composer.edit.setFocus()

    def add_models_page(self, page: QWidget) -> None:
        self._models = page
        self._pages.addWidget(page)

    def show_session(self) -> None:
        self.top.show_title(NAME)
        self._pages.setCurrentWidget(self.session)
        self.session.composer.edit.setFocus()

    def show_models(self) -> None:
        if self._models is not None:
            self.top.show_title(MODELS_TITLE)
            self._pages.setCurrentWidget(self._models)

    def show_failure(self) -> None:
        self._pages.setCurrentWidget(self.failure)

    def put_back(self, geometry: bytes) -> None:
        """Take the place and size of the last time."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))

    def place(self) -> bytes:
        return bytes(self.saveGeometry().data())

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(centre)

    def _commands(self) -> tuple[Command, ...]:
        side, composer, story = self.session.side, self.session.composer, self.session.story
        rows = (
            ("Triptych", NEW_SESSION, "Ctrl+N", side.new_session.click),
            ("Triptych", "Close", "Ctrl+Q", self.close),
            ("Story", "Stop this turn", "Esc", self._stop),
            ("Story", "Write", "Ctrl+L", composer.edit.setFocus),
            ("Story", "Jump to newest", "Ctrl+End", story.scroll_to_newest),
            ("View", "Story", "Ctrl+1", self.show_session),
            ("View", "Models and connections", "Ctrl+2", self.show_models),
            ("View", "Larger text", "Ctrl++", lambda: self._theme.step_scale(1)),
            ("View", "Smaller text", "Ctrl+-", lambda: self._theme.step_scale(-1)),
            ("View", "Dark", "", lambda: self._wear(Scheme.DARK)),
            ("View", "Light", "", lambda: self._wear(Scheme.LIGHT)),
            ("View", "As the system", "", lambda: self._wear(Scheme.SYSTEM)),
        )
        return tuple(
            Command(menu=menu, name=name, shortcut=shortcut, run=run)
            for menu, name, shortcut, run in rows
        )

    def _stop(self) -> None:
        self.session.composer.stop_requested.emit()

    def _wear(self, scheme: Scheme) -> None:
        self._theme.wear(scheme, self._theme.scale)
