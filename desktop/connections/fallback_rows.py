"""What a role falls back to, in order; each line can be moved and removed in its place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.connections.gone_line import TakeButton
from desktop.connections.role_lines import FallbackLine
from desktop.texts import connections as texts
from desktop.widgets.labels import ElidedLabel, label
from desktop.widgets.tiny_button import tiny_button

UP: Final = "↑"
DOWN: Final = "↓"
REMOVE: Final = "✕"


class FallbackRows(QWidget):
    moved = Signal(str, int)
    """A profile's id, and how many places it goes down."""
    removed = Signal(str)
    """A profile's id."""
    taken = Signal(str, str)
    """A profile's id, and the model that comes nearest to its own."""

    def __init__(self) -> None:
        super().__init__()
        self._focus_next: int | None = None
        self._lines: tuple[FallbackLine, ...] = ()
        self.rows: tuple[FallbackRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: Sequence[FallbackLine]) -> None:
        self.setVisible(bool(lines))
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._show_anew()

    def _show_anew(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = tuple(self._row(place, line) for place, line in enumerate(self._lines))
        for row in self.rows:
            self._column.addWidget(row)
        self._focus_again()

    def _row(self, place: int, line: FallbackLine) -> "FallbackRow":
        row = FallbackRow(place, line, is_last=place == len(self._lines) - 1)
        row.moved.connect(lambda by: self._move(place, by))
        row.removed.connect(lambda: self._remove(place))
        row.take.taken.connect(self.taken)
        return row

    def _move(self, place: int, by: int) -> None:
        if 0 <= place + by < len(self._lines):
            self._focus_next = place + by
            self.moved.emit(self._lines[place].profile, by)

    def _remove(self, place: int) -> None:
        self._focus_next = place
        self.removed.emit(self._lines[place].profile)

    def _focus_again(self) -> None:
        """The row that was moved or took the place of a removed one has the focus."""
        if self._focus_next is not None and self.rows:
            self.rows[min(self._focus_next, len(self.rows) - 1)].setFocus()
        self._focus_next = None


class FallbackRow(QFrame):
    """Its buttons are for the mouse; the keyboard has keys on the row itself."""

    moved = Signal(int)
    removed = Signal()

    def __init__(self, place: int, line: FallbackLine, *, is_last: bool) -> None:
        super().__init__()
        self.setProperty("look", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{place + 2}: {line.whole}")
        self.setToolTip(f"{line.whole}\n{texts.FALLBACK_KEYS}")
        self.setAccessibleDescription(texts.FALLBACK_KEYS)
        self.text = _text(line)
        self.text.setContentsMargins(0, 3, 0, 3)
        self.take = TakeButton()
        self.take.offer(line.profile, line.whole, line.nearest)
        self.up = _button(UP, texts.MOVE_UP, enabled=place > 0)
        self.down = _button(DOWN, texts.MOVE_DOWN, enabled=not is_last)
        self.remove = _button(REMOVE, texts.REMOVE_FALLBACK)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 1, 2, 1)
        layout.setSpacing(2)
        number = label(str(place + 2), "small")
        number.setContentsMargins(0, 0, 6, 0)
        layout.addWidget(number)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.take)
        for button in (self.up, self.down, self.remove):
            layout.addWidget(button)
        self._show_buttons(shown=False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif is_alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_buttons(shown=True)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_buttons(shown=self.hasFocus())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_buttons(shown=True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_buttons(shown=self.underMouse())

    def _show_buttons(self, *, shown: bool) -> None:
        for button in (self.up, self.down, self.remove):
            button.setVisible(shown)


def _text(line: FallbackLine) -> QLabel:
    """In one line, unless a nearest model has to be named to be taken."""
    if not line.nearest:
        return ElidedLabel(line.text, "small")
    text = label(line.text, "small", wrap=True)
    text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return text


def _button(text: str, name: str, *, enabled: bool = True) -> QToolButton:
    button = tiny_button(text, name, enabled=enabled)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # As high as the row: the cards below stay where they are when the buttons come.
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    return button
