"""The button that sends, and stops what it sent."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from desktop.qt.theme import Theme
from desktop.texts import composer as texts

_SIGN: Final = 9
"""The side of the stop sign, in pixels at a text scale of 1."""
_GAP: Final = 4
_LEAST_WIDTH: Final = 84


class SendButton(QPushButton):
    """Sends until it is told that it stops; as easy to see and to press either way."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stops = False
        self.setProperty("look", "primary")
        # The sign stands behind the word.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        theme.changed.connect(self._show)
        self._show()

    def set_stops(self, stops: bool) -> None:
        if stops is not self._stops:
            self._stops = stops
            self._show()

    def _show(self) -> None:
        self.setMinimumWidth(self._theme.px(_LEAST_WIDTH))
        self.setText(texts.STOP if self._stops else texts.SEND)
        self.setAccessibleName(texts.STOP_HELP if self._stops else texts.SEND_HELP)
        self.setToolTip(texts.STOP_HELP if self._stops else texts.HINT)
        side = self._theme.px(_SIGN)
        self.setIconSize(QSize(self._theme.px(_GAP) + side, side))
        self.setIcon(QIcon(self._sign()) if self._stops else QIcon())

    def _sign(self) -> QPixmap:
        """A filled square, with a gap to the word before it."""
        side, gap = self._theme.px(_SIGN), self._theme.px(_GAP)
        sign = QPixmap(self.iconSize())
        sign.fill(Qt.GlobalColor.transparent)
        painter = QPainter(sign)
        painter.fillRect(gap, 0, side, side, QColor(self._theme.tokens.on_accent))
        painter.end()
        return sign
