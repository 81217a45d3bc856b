"""Where the player writes, with moves to begin with."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.growing_edit import GrowingEdit
from desktop.widgets.labels import ElidedLabel, label

PLACEHOLDER: Final = "What do you do?"
HINT: Final = "Enter sends · Shift+Enter begins a line"
SEND: Final = "Send"
STOP: Final = "Stop"
COLUMN: Final = 744
"""As wide as the story, in pixels at a text scale of 1."""
MOVES: Final = "Begin with one of these, or write your own"


class Composer(QWidget):
    """Keeps what is written until it is told that it was taken."""

    submitted = Signal(str)
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_busy = False
        self._is_ready = False
        self.edit = GrowingEdit()
        self.edit.setPlaceholderText(PLACEHOLDER)
        self.edit.setAccessibleName(PLACEHOLDER)
        self.edit.submitted.connect(self.submit)
        self.edit.textChanged.connect(self._show_state)
        self.button = QPushButton(SEND)
        self.button.setProperty("look", "primary")
        self.button.setMinimumWidth(84)
        self.button.clicked.connect(self._press)
        self._moves = _Moves()
        self._moves.chosen.connect(self.submitted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._moves)
        layout.addWidget(self._frame())
        self._show_state()

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def moves(self) -> tuple[QPushButton, ...]:
        return self._moves.buttons

    def set_ready(self, ready: bool) -> None:
        """Whether there is a session to play in. What is written before stays."""
        self._is_ready = ready
        self._show_state()

    def set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._moves.setEnabled(not busy)
        self._show_state()

    def show_moves(self, moves: Sequence[str]) -> None:
        self._moves.show_moves(moves)

    def take(self, text: str) -> None:
        """`text` is safe now: clear the field if that is what it holds. The story has begun."""
        self._moves.show_moves(())
        if self.text.strip() == text.strip():
            self.edit.clear()

    def submit(self) -> None:
        if self._is_ready and not self._is_busy and self.text.strip():
            self.submitted.emit(self.text)

    def _press(self) -> None:
        if self._is_busy:
            self.stop_requested.emit()
        else:
            self.submit()

    def _frame(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", "composer")
        row = QHBoxLayout()
        row.addWidget(ElidedLabel(HINT, "caption"), 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(14, 12, 12, 12)
        layout.addWidget(self.edit)
        layout.addLayout(row)
        return frame

    def _show_state(self) -> None:
        self.button.setText(STOP if self._is_busy else SEND)
        can_send = self._is_ready and bool(self.text.strip())
        self.button.setEnabled(self._is_busy or can_send)
        self.button.setAccessibleName("Stop this turn" if self._is_busy else "Send what you wrote")


class _Moves(QWidget):
    """Opening moves, one below the other; nothing at all when there are none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(label(MOVES, "caption"))
        self.hide()

    @property
    def buttons(self) -> tuple["_Move", ...]:
        return tuple(self.findChildren(_Move))

    def show_moves(self, moves: Sequence[str]) -> None:
        if [button.move_text for button in self.buttons] == list(moves):
            return
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        for text in moves:
            button = _Move(text)
            button.clicked.connect(lambda _, text=text: self.chosen.emit(text))
            self._layout.addWidget(button)
        self.setVisible(bool(moves))


class _Move(QPushButton):
    """A move in one line, however long it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.move_text = text
        self.setProperty("look", "move")
        self.setToolTip(text)
        self.setAccessibleName(text)
        line = ElidedLabel(text, "dim")
        line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.addWidget(line)

    @override
    def text(self) -> str:
        return self.move_text
