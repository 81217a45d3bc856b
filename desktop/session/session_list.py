"""The sessions in the left column: found by typing, renamed in place, each with its menu."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.icons import Icon, icon, set_icon
from desktop.qt.theme import Theme
from desktop.session.session_entries import Listed, hit_entries, matching
from desktop.texts import side as texts
from desktop.widgets.entry_list import EntryAbilities, EntryList
from desktop.widgets.escape import Escape
from desktop.widgets.labels import label
from engine.domain.sessions import SearchHit

PAUSE_MS: Final = 150
"""How long typing rests before the stories are searched."""

_ICON: Final = 16


class SessionList(QWidget):
    """Filters by itself; what else is asked for goes out as signals with a session's id."""

    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    branch_requested = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()
    words_changed = Signal(str)
    """The words to search the stories for, once typing rests; "" for none."""
    hit_opened = Signal(object)
    """A `SearchHit`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sessions: Sequence[Listed] = ()
        self._hits: Sequence[SearchHit] = ()
        self._current = ""
        self._room = 0
        abilities = EntryAbilities(renamed=True, has_menu=True)
        self.entries = EntryList(theme, texts.SESSIONS, fits=True, abilities=abilities)
        self.hits = EntryList(theme, texts.IN_THE_STORIES, fits=True)
        self.new = _tool(theme, Icon.PLUS, texts.NEW_SESSION)
        self.search = _tool(theme, Icon.SEARCH, texts.SEARCH)
        self.search.setCheckable(True)
        self.field = QLineEdit(placeholderText=texts.SEARCH_FIELD, clearButtonEnabled=True)
        self.field.setAccessibleName(texts.SEARCH)
        self.nothing = label("", "small", wrap=True)
        self._found = heading(texts.IN_THE_STORIES)
        self._found.setContentsMargins(8, 6, 0, 0)
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._connect()
        self._lay_out()
        self._wear()

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.field.text().strip()

    def show_sessions(self, sessions: Sequence[Listed], current: str) -> None:
        self._sessions, self._current = sessions, current
        self._filter()

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        self._hits = hits
        self.hits.show_entries(hit_entries(hits))
        for widget in (self._found, self.hits):
            widget.setVisible(bool(hits))
        self.set_room(self._room)

    def set_room(self, height: int) -> None:
        """Take no more than half of `height`; two thirds with what is found in the stories."""
        self._room = height
        most = height // (3 if self._hits else 2)
        for entries in (self.entries, self.hits):
            entries.setMaximumHeight(max(most, entries.sizeHintForRow(0)))

    def open_search(self) -> None:
        self.search.setChecked(True)
        self.field.setFocus()

    def _connect(self) -> None:
        self.entries.entries.renamed.connect(self.rename_requested)
        self.entries.delete_pressed.connect(self.delete_requested)
        self.entries.menu_requested.connect(lambda id_, at: self.menu(id_).popup(at))
        self.hits.opened.connect(self._open_hit)
        self.search.toggled.connect(self._show_field)
        self.field.textChanged.connect(self._filter)
        self.field.textChanged.connect(lambda _: self._rest.start())
        self._rest.timeout.connect(lambda: self.words_changed.emit(self.words))
        self._theme.changed.connect(self._wear)
        for keys, signal in (
            (QKeySequence.StandardKey.Undo, self.undo_requested),
            (QKeySequence.StandardKey.Redo, self.redo_requested),
        ):
            action = QAction(self.entries)
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(signal)
            self.entries.addAction(action)
        Escape(self.field).pressed.connect(lambda: self.search.setChecked(False))

    def _filter(self) -> None:
        found = matching(self._sessions, self.words)
        self.entries.show_entries(found, self._current)
        self.entries.setVisible(bool(found))
        self.nothing.setText(texts.NOTHING_CALLED if self._sessions else texts.NO_SESSIONS)
        self.nothing.setVisible(not found)
        if not self.words:
            self.show_hits(())

    def _show_field(self, is_shown: bool) -> None:
        self.field.setVisible(is_shown)
        if is_shown:
            self.field.setFocus()
        else:
            self.field.clear()
            self.entries.setFocus()

    def _open_hit(self, message: str) -> None:
        self.hit_opened.emit(next(hit for hit in self._hits if hit.message == message))

    def menu(self, session: str) -> QMenu:
        """What can be done with a session."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, sign, keys, deed in (
            (texts.RENAME, Icon.EDIT, "F2", self.entries.rename),
            (texts.BRANCH, Icon.BRANCH, "", self.branch_requested.emit),
            (texts.DELETE, Icon.DELETE, "Del", self.delete_requested.emit),
        ):
            action = menu.addAction(icon(self._theme, sign), name)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, deed=deed: deed(session))
        return menu

    def _wear(self) -> None:
        size = self._theme.px(_ICON)
        for button in (self.new, self.search):
            button.setIconSize(QSize(size, size))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(heading(texts.SESSIONS), 1)
        head.addWidget(self.search)
        head.addWidget(self.new)
        self.nothing.setContentsMargins(8, 0, 8, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        for widget in (self.field, self.entries, self.nothing, self._found, self.hits):
            layout.addWidget(widget)
        for widget in (self.field, self.nothing, self._found, self.hits):
            widget.hide()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())


def heading(text: str) -> QWidget:
    made = label(text.upper(), "caption")
    made.setAccessibleName(text)
    made.setContentsMargins(8, 0, 0, 0)
    return made


def _tool(theme: Theme, sign: Icon, name: str) -> QToolButton:
    button = QToolButton()
    set_icon(button, theme, sign)
    button.setProperty("look", "flat")
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
