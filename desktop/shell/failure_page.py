"""What stands in the window when the library could not be opened."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.qt.theme import Theme
from desktop.texts import shell as texts
from desktop.widgets.labels import label

_COLUMN: Final = 620


class FailurePage(QWidget):
    """A sentence and what can be done about it."""

    chosen = Signal(str)
    """The text of the button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sentence = label("", wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setSpacing(12)
        column.addWidget(label(texts.NOT_OPENED, "headline", wrap=True))
        column.addWidget(self._sentence)
        column.addSpacing(6)
        column.addLayout(self._buttons)
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self.findChildren(QPushButton))

    def ask(self, sentence: str, choices: Sequence[str]) -> None:
        """Say `sentence`, with a button for each of `choices`, the best first."""
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        self._sentence.setText(sentence)
        for place, text in enumerate(choices):
            button = QPushButton(text)
            button.setProperty("look", "" if place else "primary")
            button.clicked.connect(lambda _, text=text: self.chosen.emit(text))
            self._buttons.insertWidget(place, button)
        self.buttons[0].setFocus()

    def _wear(self) -> None:
        self._column.setMaximumWidth(self._theme.px(_COLUMN))

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._column, 1000)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)
