"""The page of LLM profiles: the list, the form of the one that is chosen, and the import's report."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.profiles.form import ProfileForm
from desktop.profiles.report import ImportReport
from desktop.qt.theme import Theme
from desktop.texts import profiles as texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.escape import Escape
from desktop.widgets.labels import ElidedLabel, label, panel
from desktop.widgets.strip import Strip

_LIST: Final = 300
_READABLE: Final = 640


class ProfilesPage(QWidget):
    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.back = BackButton(theme, texts.BACK)
        self.back.clicked.connect(self.back_requested)
        Escape(self).pressed.connect(self._step_back)
        self.entries = EntryList(theme, texts.LIST_NAME)
        self.add = QPushButton(texts.ADD)
        self.copy = QPushButton(texts.COPY)
        self.delete = QPushButton(texts.DELETE)
        self.import_ = QPushButton(texts.IMPORT)
        self.export = QPushButton(texts.EXPORT)
        for button in (self.import_, self.export):
            button.setProperty("look", "small")
        self.failure = Strip()
        self.form = ProfileForm(theme)
        self.report = ImportReport()
        self._empty = label(texts.NONE, "dim", wrap=True)
        self._shown = QStackedWidget()
        self._readable = QWidget()
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def is_reporting(self) -> bool:
        return self._shown.currentWidget() is self.report

    def show_entries(self, entries: Sequence[Entry], current: str) -> None:
        self.entries.show_entries(entries, current)
        self._empty.setVisible(not entries)
        for button in (self.copy, self.delete):
            button.setEnabled(bool(current))

    def show_form(self) -> None:
        self._shown.setCurrentWidget(self.form)
        self.form.setVisible(bool(self.entries.entries.entries))

    def show_report(self) -> None:
        self._shown.setCurrentWidget(self.report)
        self.report.begin()

    def _step_back(self) -> None:
        """Out of what was typed first, then out of the page."""
        if self.is_reporting or not self.form.take_back():
            self.back_requested.emit()

    def _wear(self) -> None:
        self._left.setFixedWidth(self._theme.px(_LIST))
        self._readable.setMaximumWidth(self._theme.px(_READABLE))

    def _lay_out(self) -> None:
        self._left = self._made_left()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left)
        layout.addWidget(self._made_right(), 1)

    def _made_left(self) -> QWidget:
        left = panel("side", "right")
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._empty)
        column.addWidget(self.entries, 1)
        buttons = QHBoxLayout()
        for button in (self.add, self.copy, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return left

    def _made_right(self) -> QWidget:
        bar = panel("bar", "bottom")
        head = QHBoxLayout(bar)
        head.setContentsMargins(32, 9, 24, 9)
        head.addWidget(ElidedLabel(texts.TITLE, "headline"), 1)
        head.addWidget(self.import_)
        head.addWidget(self.export)
        right = panel("story")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._made_area(), 1)
        return right

    def _made_area(self) -> QScrollArea:
        for widget in (self.form, self.report):
            self._shown.addWidget(widget)
        readable = QVBoxLayout(self._readable)
        readable.setContentsMargins(0, 0, 0, 0)
        readable.addWidget(self.failure)
        readable.addWidget(self._shown, 1)
        content = panel("bare")
        row = QHBoxLayout(content)
        row.setContentsMargins(32, 20, 32, 24)
        row.addWidget(self._readable, 1000)
        row.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area
