"""Moves to choose from, one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.labels import ElidedLabel, label


class Moves(QWidget):
    """Nothing at all when there are none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._heading = label("", "caption", wrap=True)
        self._layout.addWidget(self._heading)
        self.hide()

    @property
    def buttons(self) -> tuple["Move", ...]:
        return tuple(self.findChildren(Move))

    def show_moves(self, moves: Sequence[str], heading: str) -> None:
        self._heading.setText(heading)
        if [button.move_text for button in self.buttons] == list(moves):
            return
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        for text in moves:
            button = Move(text)
            button.clicked.connect(lambda _, text=text: self.chosen.emit(text))
            self._layout.addWidget(button)
        self.setVisible(bool(moves))


class Move(QPushButton):
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
