"""All shortcuts on one page, by menu, with the keys of the story and of the field to write in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.shell.actions import Command
from desktop.texts import keys as texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.escape import Escape
from desktop.widgets.labels import label, panel

_COLUMN: Final = 920
_ROOM_FOR_TWO: Final = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """`keys` as Qt writes them, several after another with "; "."""

    group: str
    name: str
    keys: str


OTHERS: Final = (
    Shortcut(group=texts.WRITING, name=texts.SEND, keys="Return"),
    Shortcut(group=texts.WRITING, name=texts.NEW_LINE, keys="Shift+Return"),
    Shortcut(group=texts.READING, name=texts.STEP, keys="Down; Up"),
    Shortcut(group=texts.READING, name=texts.SCROLL, keys="PgDown; PgUp"),
    Shortcut(group=texts.READING, name=texts.ENDS, keys="Home; End"),
    Shortcut(group=texts.READING, name=texts.ACTIONS, keys="Right; Left"),
    Shortcut(group=texts.READING, name=texts.PRESS, keys="Return"),
    Shortcut(group=texts.READING, name=texts.COPY, keys="Ctrl+C"),
    Shortcut(group=texts.READING, name=texts.ALL, keys="Ctrl+A"),
    Shortcut(group=texts.ANYWHERE, name=texts.PARTS, keys="Tab; Shift+Tab"),
    Shortcut(group=texts.ANYWHERE, name=texts.CLOSE, keys="Esc"),
    Shortcut(group=texts.ANYWHERE, name=texts.ALONE, keys="Alt"),
)


def shortcuts(commands: Iterable[Command]) -> tuple[Shortcut, ...]:
    """The commands that have any, then the keys that belong to a part of the window."""
    ours = (
        Shortcut(group=each.menu, name=each.name, keys=each.shortcut)
        for each in commands
        if each.shortcut
    )
    return (*ours, *OTHERS)


class ShortcutsPage(QScrollArea):
    back_requested = Signal()

    def __init__(self, theme: Theme, rows: Sequence[Shortcut], search_keys: str) -> None:
        super().__init__()
        self._theme = theme
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.back = BackButton(theme, texts.BACK)
        self.back.clicked.connect(self.back_requested)
        Escape(self).pressed.connect(self.back_requested)
        self.setAccessibleName(texts.TITLE)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.back)
        self._fill(rows)
        self.setWidget(self._page(search_keys))
        theme.changed.connect(self._arrange)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two columns where there is room."""
        wide = self.width() >= self._theme.px(_ROOM_FOR_TWO)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._column.setMaximumWidth(self._theme.px(_COLUMN))

    def _fill(self, rows: Sequence[Shortcut]) -> None:
        """Groups go where fewer rows stand so far."""
        columns, lengths = (QVBoxLayout(), QVBoxLayout()), [0, 0]
        for title in dict.fromkeys(row.group for row in rows):
            group = [row for row in rows if row.group == title]
            place = lengths.index(min(lengths))
            columns[place].addWidget(_card(title, group))
            lengths[place] += len(group) + 2
        for column in columns:
            column.setSpacing(16)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self._columns.setSpacing(16)

    def _page(self, search_keys: str) -> QWidget:
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        column.addWidget(self.back, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(texts.TITLE, "headline"))
        column.addWidget(label(texts.HINT.format(keys=search_keys), "dim", wrap=True))
        column.addLayout(self._columns)
        column.addStretch(1)
        page = panel("story")
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        return page


def _card(title: str, rows: Sequence[Shortcut]) -> QFrame:
    card = QFrame()
    card.setProperty("look", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(16, 12, 14, 14)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(title, "strong"), 0, 0, 1, 2)
    for place, row in enumerate(rows, 1):
        grid.addWidget(label(row.name, wrap=True), place, 0)
        grid.addLayout(_keys(row), place, 1)
    return card


def _keys(row: Shortcut) -> QBoxLayout:
    layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    layout.setSpacing(6)
    layout.addStretch(1)
    for keys in QKeySequence.listFromString(row.keys):
        layout.addWidget(_key(keys), alignment=Qt.AlignmentFlag.AlignVCenter)
    return layout


def _key(keys: QKeySequence) -> QLabel:
    return label(keys.toString(QKeySequence.SequenceFormat.NativeText), "key")
