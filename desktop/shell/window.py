"""The main window: a bar at the top, the pages, a line at the bottom."""

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.application import NAME
from desktop.qt.theme import Theme
from desktop.session.column_room import ColumnMemory
from desktop.session.composer import Composer
from desktop.shell.menu_button import AltKey
from desktop.shell.opening_page import OpeningPage
from desktop.shell.status_bar import StatusBar
from desktop.shell.top_bar import TopBar
from desktop.texts import shell as texts
from desktop.texts.profiles import TITLE as PROFILES
from desktop.texts.side import LIBRARY
from desktop.texts.usage import TITLE as USAGE
from desktop.widgets.strip import Strip
from desktop.widgets.toasts import Toasts

if TYPE_CHECKING:  # they come later
    from desktop.connections.page import ModelsPage
    from desktop.library.page import LibraryPage
    from desktop.profiles.page import ProfilesPage
    from desktop.session.page import SessionPage
    from desktop.shell.actions import Actions
    from desktop.shell.failure_page import FailurePage
    from desktop.shell.shortcuts_page import ShortcutsPage
    from desktop.usage.page import UsagePage
    from desktop.welcome.page import WelcomePage

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LEAST_SIZE: Final = (900, 560)
FIRST_SIZE: Final = (1480, 920)


class MainWindow(QMainWindow):
    """Shown before there is an engine: what is typed meanwhile stays in `composer`."""

    closed = Signal()
    page_changed = Signal()

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
        self.status = StatusBar()
        self.toasts = Toasts(self, theme)
        self.toasts.keep_clear(self.composer)
        self.session: SessionPage | None = None
        self.welcome: WelcomePage | None = None
        self.columns = ColumnMemory()
        self._models: ModelsPage | None = None
        self._library: LibraryPage | None = None
        self._usage: UsagePage | None = None
        self._profiles: ProfilesPage | None = None
        self._actions: Actions | None = None
        self._shortcuts: ShortcutsPage | None = None
        self._opening = OpeningPage(self.composer, theme.scale)
        self._before: tuple[QWidget | None, str] = (self._opening, NAME)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._opening)
        self._alt = AltKey(self)
        self._alt.pressed_alone.connect(self.top.menu.open)
        self._lay_out()
        self.composer.edit.setFocus()

    @property
    def pages(self) -> QWidget:
        """What pages stand in. One made as its child is dressed once, not again when it is added."""
        return self._pages

    @cached_property
    def failure(self) -> "FailurePage":
        """Made when it is first asked for: most libraries open."""
        from desktop.shell.failure_page import FailurePage

        page = FailurePage(self.theme)
        self._pages.addWidget(page)
        return page

    def add_session_page(self, page: "SessionPage") -> None:
        self.session = page
        self._pages.addWidget(page)
        page.columns.restore(self.columns)
        # The composer is in the new page now, which is not shown yet: it has lost the focus, and
        # whatever had it next would be pressed by an early Enter.
        self._opening.setFocus()

    def add_models_page(self, page: "ModelsPage") -> None:
        self._models = page
        self._pages.addWidget(page)

    def add_library_page(self, page: "LibraryPage") -> None:
        self._library = page
        self._pages.addWidget(page)

    def add_profiles_page(self, page: "ProfilesPage") -> None:
        self._profiles = page
        self._pages.addWidget(page)

    def add_usage_page(self, page: "UsagePage") -> None:
        self._usage = page
        self._pages.addWidget(page)

    @property
    def has_usage(self) -> bool:
        return self._usage is not None

    @property
    def has_models(self) -> bool:
        return self._models is not None

    @property
    def has_library(self) -> bool:
        return self._library is not None

    def add_actions(self, actions: "Actions") -> None:
        """Put them into the menus: the system's own bar on a Mac, the button elsewhere."""
        self._actions = actions
        for menu in actions.menus(self):
            self.top.menu.menu.addMenu(menu)
            if sys.platform == "darwin":
                self.menuBar().addMenu(menu)
        self.top.bind_search(actions.action(texts.SEARCH))

    def add_welcome_page(self, page: "WelcomePage") -> None:
        self.welcome = page
        self._pages.addWidget(page)

    def show_welcome(self) -> None:
        self._show(self.welcome, NAME)
        if self.welcome:
            self.welcome.setFocus()

    def show_opening(self) -> None:
        self._show(self._opening, NAME)

    def show_failure(self) -> None:
        self._show(self.failure, NAME)

    def show_session(self) -> None:
        self._show(self.session, NAME)
        self.composer.edit.setFocus()

    def show_models(self) -> None:
        self._show(self._models, texts.MODELS_TITLE)
        if self._models:
            self._models.setFocus()

    def add_connection(self) -> None:
        """Straight to where a connection is added."""
        if self._models is not None:
            self.show_models()
            self._models.open_add()

    def check_judge(self) -> None:
        """Straight to finding out how the judge's model judges."""
        if self._models is not None:
            self.show_models()
            self._models.check_judge()

    def open_presets(self) -> None:
        """Straight to the list of presets."""
        if self._models is not None:
            self.show_models()
            self._models.open_presets()

    def open_tiers(self) -> None:
        """Straight to which models do the harder work."""
        if self._models is not None:
            self.show_models()
            self._models.open_tiers()

    def open_limits(self) -> None:
        """Straight to what calls may cost."""
        if self._models is not None:
            self.show_models()
            self._models.open_limits()

    def show_built_in_models(self) -> None:
        if self._models is not None:
            self.show_models()
            self._models.open_built_in()

    def find_servers(self) -> None:
        """Straight to the look for servers on this computer."""
        if self._models is not None:
            self.show_models()
            self._models.find_servers()

    def show_shortcuts(self) -> None:
        """Over the page that is shown; the way back leads there."""
        if self._shortcuts is None and self._actions is not None:
            self._add_shortcuts_page(self._actions)
        if self._pages.currentWidget() is not self._shortcuts:
            self._before = self._pages.currentWidget(), self.top.menu.text()
        self._show(self._shortcuts, texts.SHORTCUTS)
        if self._shortcuts:
            self._shortcuts.setFocus()

    def show_usage(self) -> None:
        self._show(self._usage, USAGE)

    def show_library(self) -> None:
        self._show(self._library, LIBRARY)

    def show_profiles(self) -> None:
        self._show(self._profiles, PROFILES)

    def put_back(self, geometry: bytes) -> None:
        """Take the place and size of the last time."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))

    def place(self) -> bytes:
        return bytes(self.saveGeometry().data())

    def column_memory(self) -> ColumnMemory:
        return self.session.columns.memory if self.session else self.columns

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Keys come to the window's handle before any field takes them. On a Mac, Alt writes.
        if sys.platform != "darwin":
            self.windowHandle().installEventFilter(self._alt)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button, which Qt leaves to the space bar: the key comes up to here."""
        focused = self.focusWidget()
        if event.key() in _ENTER and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _show(self, page: QWidget | None, title: str) -> None:
        if page is not None:
            self.top.show_title(title)
            self._pages.setCurrentWidget(page)
            self.page_changed.emit()

    def _add_shortcuts_page(self, actions: "Actions") -> None:
        from desktop.shell.shortcuts_page import ShortcutsPage, shortcuts

        search = actions.action(texts.SEARCH).shortcut()
        keys = search.toString(QKeySequence.SequenceFormat.NativeText)
        self._shortcuts = ShortcutsPage(self.theme, shortcuts(actions.commands), keys)
        self._shortcuts.back_requested.connect(self._go_back)
        self._pages.addWidget(self._shortcuts)

    def _go_back(self) -> None:
        self._show(*self._before)

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
