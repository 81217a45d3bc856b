"""Two replies side by side in the story's place."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.session.compare_side import CompareSide, SideTitle
from desktop.texts import comparing as texts
from desktop.widgets.labels import ElidedLabel, label
from engine.play.events import Side

_LEAST_BESIDE: Final = 560
"""Pixels at a text scale of 1: where there are fewer, one stands below the other."""
_MARGIN: Final = 16


class CompareView(QWidget):
    """Hidden until it is begun."""

    taken = Signal(object)
    """A `Side`."""
    stop_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._heading = ElidedLabel("", "strong")
        self._keys = label(texts.KEYS, "small", wrap=True)
        self.sides: Mapping[Side, CompareSide] = {
            side: CompareSide(theme, number) for number, side in enumerate(Side, 1)
        }
        self.stop = QPushButton(texts.STOP)
        self.stop.clicked.connect(self.stop_requested)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._heading)
        words.addWidget(self._keys)
        head.addLayout(words, 1)
        head.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        for number, (side, column) in enumerate(self.sides.items(), 1):
            column.taken.connect(partial(self.taken.emit, side))
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.activated.connect(column.take.click)
            self._beside.addWidget(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 12, _MARGIN, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(self._beside, 1)
        theme.changed.connect(self._arrange)
        self.hide()

    def begin(self, heading: str, titles: Mapping[Side, SideTitle]) -> None:
        self.stop.setText(texts.STOP)
        self.stop.setToolTip(texts.STOP_HELP)
        self._heading.setText(heading)
        self.setAccessibleName(heading)
        for side, column in self.sides.items():
            column.begin(titles[side])

    def let_choose(self, first: Side) -> None:
        """Nothing more comes on either side; keys that take one work at once.

        Who is at one of the sides already stays there: Enter takes what it would have taken.
        """
        self.stop.setText(texts.KEEP_FIRST)
        self.stop.setToolTip("")
        if not any(column.has_focus for column in self.sides.values()):
            self.sides[first].take.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_1, Qt.Key.Key_2)
        column = next(
            (
                each
                for key, each in zip(keys, self.sides.values(), strict=True)
                if key == event.key()
            ),
            None,
        )
        if column is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            column.take.click()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        direction = QBoxLayout.Direction
        has_room = self.width() >= self._theme.px(_LEAST_BESIDE)
        self._beside.setDirection(direction.LeftToRight if has_room else direction.TopToBottom)
