"""What stands in the window when the library could not be opened."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.labels import label

_COLUMN: Final = 620


class FailurePage(QWidget):
    """A sentence and what can be done about it."""

    chosen = Signal(str)
    """The text of the button."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = label("", wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setMaximumWidth(_COLUMN)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(
            label("Triptych could not open your library", "headline"),
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        layout.addSpacing(8)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._sentence, 1000)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(12)
        layout.addLayout(self._buttons)
        layout.addStretch(3)
        self._buttons.addStretch(1)

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
        for place, text in enumerate(choices, 1):
            button = QPushButton(text)
            button.clicked.connect(lambda _, text=text: self.chosen.emit(text))
            self._buttons.insertWidget(place, button)
        self.buttons[0].setFocus()
