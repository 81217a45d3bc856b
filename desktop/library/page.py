"""A shelf of the library: what stands on it, and the sheet of what is chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.library.sheets import Sheet
from desktop.parts.shelves import NAMES, Shelf
from desktop.qt.theme import Theme
from desktop.texts import library as texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.escape import Escape
from desktop.widgets.labels import ElidedLabel, label, panel

_LIST: Final = 300
_READABLE: Final = 640


class LibraryPage(QWidget):
    """Read only: nothing on it changes the adventure."""

    back_requested = Signal()
    shelf_requested = Signal(str)
    """A `Shelf`."""
    begin_requested = Signal(str)
    """An adventure's id."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sheets: tuple[Sheet, ...] = ()
        self._words: list[str] = []
        self._chosen = ""
        self._can_begin = False
        self.back = BackButton(theme, texts.BACK)
        self.back.clicked.connect(self.back_requested)
        Escape(self).pressed.connect(self.back_requested)
        self.shelves = {shelf: _choice(name) for shelf, name in NAMES.items()}
        for shelf, button in self.shelves.items():
            button.clicked.connect(lambda _, shelf=shelf: self.shelf_requested.emit(shelf.value))
        self.title = ElidedLabel("", "headline")
        self.field = QLineEdit(placeholderText=texts.FILTER, clearButtonEnabled=True)
        self.field.setAccessibleName(texts.FILTER)
        self.field.textChanged.connect(self._filter)
        self.entries = EntryList(theme, "")
        self.entries.selectionModel().currentChanged.connect(lambda *_: self._choose_current())
        self.empty = label("", "dim", wrap=True)
        self.begin = QPushButton(texts.BEGIN)
        self.begin.setProperty("look", "primary")
        self.begin.clicked.connect(lambda: self.begin_requested.emit(self._chosen))
        self._sheet = QVBoxLayout()
        self._area = QScrollArea(widgetResizable=True)
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def chosen(self) -> str:
        """The id of what is shown; "" for nothing."""
        return self._chosen

    def show_shelf(
        self, shelf: Shelf, title: str, sheets: Sequence[Sheet], empty: str, chosen: str = ""
    ) -> None:
        self._sheets, self._can_begin = tuple(sheets), shelf is Shelf.ADVENTURES
        self._words = [each.words for each in sheets]
        self.title.setText(title)
        self.entries.setAccessibleName(NAMES[shelf])
        for each, button in self.shelves.items():
            button.setChecked(each is shelf)
        self.empty.setText(empty)
        self.field.clear()
        self._filter(chosen=chosen)
        self.entries.setFocus()

    def _filter(self, _: str = "", *, chosen: str = "") -> None:
        words = self.field.text().casefold().split()
        found = [
            sheet
            for sheet, has in zip(self._sheets, self._words, strict=True)
            if all(word in has for word in words)
        ]
        wanted = chosen or self._chosen
        ids = [each.id for each in found]
        self.entries.show_entries(
            [_entry(each) for each in found], wanted if wanted in ids else (ids or [""])[0]
        )
        if self._sheets and not found:
            self.empty.setText(texts.NOTHING_FOUND)
        self.empty.setVisible(not found)
        self.entries.setVisible(bool(found))
        self._choose_current()

    def _choose_current(self) -> None:
        index = self.entries.currentIndex()
        id_ = self.entries.entries.entries[index.row()].id if index.isValid() else ""
        sheet = next((each for each in self._sheets if each.id == id_), None)
        self._chosen = id_
        self._show_sheet(sheet)

    def _show_sheet(self, sheet: Sheet | None) -> None:
        while item := self._sheet.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        self.begin.setVisible(sheet is not None and self._can_begin)
        if sheet is None:
            return
        self._sheet.addWidget(_text(sheet.title, "headline"))
        self._sheet.addWidget(_text(sheet.line, "dim"))
        for section in sheet.sections:
            self._sheet.addSpacing(self._theme.px(10))
            self._sheet.addWidget(label(section.title.upper(), "caption"))
            self._sheet.addWidget(_text(section.text, "effects" if section.code else "prose"))
        self._area.verticalScrollBar().setValue(0)

    def _wear(self) -> None:
        self._left.setFixedWidth(self._theme.px(_LIST))
        self._readable.setMaximumWidth(self._theme.px(_READABLE))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._left = self._made_left()
        layout.addWidget(self._left)
        layout.addWidget(self._made_right(), 1)

    def _made_left(self) -> QWidget:
        left = panel("side", "right")
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.back)
        choices = QHBoxLayout()
        choices.setSpacing(4)
        for button in self.shelves.values():
            choices.addWidget(button)
        column.addWidget(self.field)
        column.addWidget(self.entries, 1)
        column.addWidget(self.empty)
        column.addStretch(0)
        self._choices = choices
        return left

    def _made_right(self) -> QWidget:
        self._readable = QWidget()
        sheet = QVBoxLayout(self._readable)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.setSpacing(4)
        sheet.addLayout(self._sheet)
        sheet.addSpacing(16)
        sheet.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        sheet.addStretch(1)
        content = panel("bare")
        row = QHBoxLayout(content)
        row.setContentsMargins(32, 20, 32, 24)
        row.addWidget(self._readable, 1000)
        row.addStretch(1)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(content)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = panel("story")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = panel("bar", "bottom")
        head = QHBoxLayout(bar)
        head.setContentsMargins(32, 9, 24, 9)
        head.addWidget(self.title, 1)
        head.addLayout(self._choices)
        column.addWidget(bar)
        column.addWidget(self._area, 1)
        return right


def _choice(name: str) -> QPushButton:
    button = QPushButton(name)
    button.setCheckable(True)
    button.setProperty("look", "small")
    return button


def _entry(sheet: Sheet) -> Entry:
    return Entry(
        id=sheet.id, title=sheet.title, line=sheet.line, mark=sheet.mark, letters=sheet.letters
    )


def _text(text: str, look: str) -> QWidget:
    made = label(text, look, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
