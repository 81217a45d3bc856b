"""A rounded button with a dot, a coloured name and what stands behind it."""

from math import ceil
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme

_PADDING: Final = 11
_GAP: Final = 8
_MOST: Final = 290
_NAME_SIZE: Final = 12


class Pill(QAbstractButton):
    """Gives up its last part first when there is little room. `tone` and `dot` are tokens."""

    def __init__(self, theme: Theme, name: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._tone, self._dot = name, tone, "faint"
        self._value = self._remark = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        theme.changed.connect(self.updateGeometry)

    def show_value(self, value: str, remark: str, dot: str, state: str = "") -> None:
        """`state` says in words what the dot's colour means."""
        self._value, self._remark, self._dot = value, remark, dot
        said = " ".join(part for part in (self._name, value, remark) if part)
        self.setAccessibleName(said)
        self.setAccessibleDescription(state)
        self.setToolTip("\n".join(part for part in (said, state) if part))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        parts = [self._width(self._name, bold=True)]
        parts += [self._width(text) for text in (self._value, self._remark) if text]
        width = self._text_left() + sum(parts) + _GAP * (len(parts) - 1) + _PADDING
        return QSize(min(width, self._theme.px(_MOST)), self.fontMetrics().height() + 14)

    @override
    def minimumSizeHint(self) -> QSize:
        width = self._text_left() + self._width(self._name, bold=True) + _PADDING
        return QSize(width, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = self._paint_text(painter, self._text_left(), self._name, self._tone, bold=True)
        left = self._paint_text(painter, left, self._value, "text")
        self._paint_text(painter, left, self._remark, "dim")

    def _paint_ground(self, painter: QPainter) -> None:
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(self._colour("accent" if lit else "border"))
        painter.setBrush(self._colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(self._dot))
        size = self._dot_size()
        painter.drawEllipse(QRectF(_PADDING, (self.height() - size) / 2, size, size))

    def _paint_text(
        self, painter: QPainter, left: int, text: str, token: str, *, bold: bool = False
    ) -> int:
        """Where the next text begins."""
        font = self._font(bold=bold)
        room = max(self.width() - _PADDING - left, 0)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        if elided == text or len(elided) > 2:
            painter.setFont(font)
            painter.setPen(self._colour(token))
            area = QRect(left, 0, room, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided)
        return left + self._width(text, bold=bold) + _GAP

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))

    def _dot_size(self) -> int:
        return self.fontMetrics().height() // 2

    def _text_left(self) -> int:
        return _PADDING + self._dot_size() + _GAP

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        if bold:
            font.setPixelSize(self._theme.px(_NAME_SIZE))
        return font

    def _width(self, text: str, *, bold: bool = False) -> int:
        # Room that is a fraction of a pixel short would cost the text its last letters.
        return ceil(QFontMetricsF(self._font(bold=bold)).horizontalAdvance(text)) + 1
