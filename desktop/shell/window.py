"""The main window: a bar at the top, the pages, a line at the bottom."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.session.composer import Composer
from desktop.shell.actions import Command, add_menus
from desktop.shell.failure_page import FailurePage
from desktop.shell.opening_page import OpeningPage
from desktop.shell.status_bar import StatusBar
from desktop.shell.top_bar import TopBar
from desktop.texts.side import LIBRARY
from desktop.widgets.strip import Strip
from desktop.widgets.toast import Toasts

if TYPE_CHECKING:  # they come later
    from desktop.connections.page import ModelsPage
    from desktop.library.page import LibraryPage
    from desktop.session.page import SessionPage

NAME: Final = "Triptych"
MODELS_TITLE: Final = "Models & connections"
LEAST_SIZE: Final = (900, 560)
FIRST_SIZE: Final = (1480, 920)


class MainWindow(QMainWindow):
    """Shown before there is an engine: what is typed meanwhile stays in `composer`."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setWindowTitle(NAME)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        self.composer = Composer(theme)
        self.top = TopBar(theme, NAME)
        self.strip = Strip()
        self.strip.setProperty("edge", "bottom")
        self.failure = FailurePage()
        self.status = StatusBar()
        self.toasts = Toasts(self, theme)
        self.session: SessionPage | None = None
        self._models: ModelsPage | None = None
        self._library: LibraryPage | None = None
        self._opening = OpeningPage(self.composer, theme.scale)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._opening)
        self._pages.addWidget(self.failure)
        # There from the start, so that nothing moves when its menus come.
        self.menuBar().addMenu(NAME)
        self._lay_out()
        self.composer.edit.setFocus()

    def add_session_page(self, page: "SessionPage") -> None:
        self.session = page
        self._pages.addWidget(page)

    def add_models_page(self, page: "ModelsPage") -> None:
        self._models = page
        self._pages.addWidget(page)

    def add_library_page(self, page: "LibraryPage") -> None:
        self._library = page
        self._pages.addWidget(page)

    def add_commands(self, commands: Sequence[Command]) -> None:
        self.menuBar().clear()
        add_menus(self, commands)

    def show_opening(self) -> None:
        self._show(self._opening, NAME)

    def show_failure(self) -> None:
        self._show(self.failure, NAME)

    def show_session(self) -> None:
        self._show(self.session, NAME)
        self.composer.edit.setFocus()

    def show_models(self) -> None:
        self._show(self._models, MODELS_TITLE)

    def show_library(self) -> None:
        self._show(self._library, LIBRARY)

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

    def _show(self, page: QWidget | None, title: str) -> None:
        if page is not None:
            self.top.show_title(title)
            self._pages.setCurrentWidget(page)

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.strip)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(centre)
