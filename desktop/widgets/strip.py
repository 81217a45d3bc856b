"""A sentence across the page with the buttons that answer it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import label, set_tone


class Strip(QFrame):
    """Hidden until it has something to say, and again once it was answered."""

    pressed = Signal(str)
    """The text of the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        self._sentence = label("", wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = FlowLayout()
        self._made: list[QPushButton] = []
        self._shown = 0
        self._add_button()  # which holds the place of them all in the tab order
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(14, 10, 10, 10)
        self._layout.addWidget(self._sentence, 1)
        self._layout.addLayout(self._row)
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._made[: self._shown])

    def say(self, sentence: str, buttons: Sequence[str], tone: str) -> None:
        """Ask with `buttons`, the most likely answer first."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        set_tone(self, tone)
        while len(self._made) < len(buttons):
            self._add_button()
        self._shown = len(buttons)
        for place, button in enumerate(self._made):
            button.setText(buttons[place] if place < self._shown else "")
            button.setAccessibleDescription(sentence)
            button.setVisible(place < self._shown)
        self._arrange()
        self.show()

    def clear(self) -> None:
        self.hide()
        self._shown = 0
        self._sentence.setText("")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The buttons stand below the sentence where they would take half of its line.

        There they begin where it does, and take another line rather than more room.
        """
        direction = QBoxLayout.Direction
        is_narrow = 2 * self._row.sizeHint().width() > self.width()
        self._row.is_one_line = not is_narrow
        self._layout.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def _press(self, text: str) -> None:
        self.clear()
        self.pressed.emit(text)

    def _add_button(self) -> None:
        button = QPushButton()
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self._press(button.text()))
        self._row.addWidget(button)
        if self._made:
            self.setTabOrder(self._made[-1], button)
        self._made.append(button)
