"""The left column: the player's sessions, who is here, and the way to the library."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.parts.shelves import NAMES
from desktop.qt.theme import Theme
from desktop.session.people import cast_entries
from desktop.session.session_entries import Listed
from desktop.session.session_list import SessionList, heading
from desktop.texts import side as texts
from desktop.widgets.entry_list import EntryAbilities, EntryList
from desktop.widgets.labels import label, panel
from desktop.widgets.scrolling import scroll_in_margin
from engine.domain.ids import SessionId
from engine.domain.sessions import OpenSession
from engine.settings import Settings

NEW_SESSION: Final = texts.NEW_SESSION


class Side(QWidget):
    opened = Signal(str)
    """A session's id."""
    new_session_requested = Signal()
    models_requested = Signal()
    shelf_requested = Signal(str)
    """A `Shelf`."""
    character_requested = Signal(str)
    """A character's id."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = SessionList(theme)
        self.sessions = self.list.entries
        self.sessions.opened.connect(self.opened)
        self.new_session = self.list.new
        self.new_session.clicked.connect(self.new_session_requested)
        self.cast = EntryList(
            theme, texts.CAST_HERE, fits=True, abilities=EntryAbilities(has_menu=True)
        )
        self.cast.opened.connect(self.character_requested)
        self._nobody = label(texts.NOBODY, "small", wrap=True)
        self._nobody.setContentsMargins(8, 0, 8, 0)
        self.shelves = {shelf: _plain(name) for shelf, name in NAMES.items()}
        for shelf, button in self.shelves.items():
            button.clicked.connect(lambda _, shelf=shelf: self.shelf_requested.emit(shelf.value))
        self.models = _plain(texts.MODELS)
        self.models.setEnabled(False)
        self.models.clicked.connect(self.models_requested)
        self._lay_out()
        self.set_ready(False)
        self.set_library_ready(False)

    def set_ready(self, ready: bool) -> None:
        for widget in (self.sessions, self.new_session, self.list.search):
            widget.setEnabled(ready)

    def set_library_ready(self, ready: bool) -> None:
        for widget in (self.cast, *self.shelves.values()):
            widget.setEnabled(ready)

    def show_sessions(self, sessions: Sequence[Listed], current: SessionId | None) -> None:
        self.list.show_sessions(sessions, current or "")

    def show_cast(self, session: OpenSession, settings: Settings) -> None:
        entries = cast_entries(session, settings)
        self.cast.show_entries(entries)
        self.cast.setVisible(bool(entries))
        self._nobody.setVisible(not entries)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.set_room(self.height())

    def _lay_out(self) -> None:
        content = panel("bare")
        column = QVBoxLayout(content)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(6)
        column.addWidget(self.list)
        column.addSpacing(12)
        column.addWidget(heading(texts.CAST_HERE))
        column.addWidget(self.cast)
        column.addWidget(self._nobody)
        column.addSpacing(12)
        column.addWidget(heading(texts.LIBRARY))
        for button in (*self.shelves.values(), self.models):
            column.addWidget(button)
        column.addStretch(1)
        self._nobody.hide()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        scroll_in_margin(area, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)


def _plain(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("look", "plain")
    return button
