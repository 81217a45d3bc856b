"""Where everything of a plot stands, and how it is painted there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from desktop.qt.theme import Theme

_GAP: Final = 8
_SHARE: Final = 0.72
_WIDEST: Final = 46
_BETWEEN: Final = 12
_SEAM: Final = 1.0

Part = tuple[float, str, Qt.BrushStyle]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotArea:
    """`top` is the value at the upper edge of `bars`."""

    font: QFont
    bars: QRectF
    count: int
    top: float

    @classmethod
    def within(
        cls, whole: QRectF, font: QFont, *, tick_labels: Sequence[str], bars: int, top: float
    ) -> Self:
        """Labels take their room at the left and below."""
        metrics = QFontMetrics(font)
        left = max((metrics.horizontalAdvance(label) for label in tick_labels), default=0)
        line = metrics.height()
        inner = whole.adjusted(left + 2 * _GAP, line / 2 + 3, -_GAP, -(line + _GAP + 2))
        return cls(font=font, bars=inner, count=bars, top=top)

    @property
    def slot(self) -> float:
        return self.bars.width() / max(self.count, 1)

    def bar_at(self, x: float) -> int:
        """The bar above or below this place; -1 for none."""
        place = int((x - self.bars.left()) // self.slot)
        return place if 0 <= place < self.count else -1

    def middle(self, place: int) -> float:
        return self.bars.left() + (place + 0.5) * self.slot

    def y(self, value: float) -> float:
        share = value / self.top if self.top else 0
        return self.bars.bottom() - share * self.bars.height()


class PlotPainter:
    def __init__(self, painter: QPainter, theme: Theme, area: PlotArea) -> None:
        self._painter = painter
        self._theme = theme
        self._area = area
        painter.setFont(area.font)

    def paint_axis(self, ticks: Sequence[tuple[float, str]]) -> None:
        """A line at every tick, with its label at the left."""
        area, line = self._area.bars, QFontMetrics(self._area.font).height()
        for at, text in ticks:
            y = round(self._area.y(at)) + 0.5
            self._painter.setPen(QPen(self._colour("border"), 1))
            self._painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            self._painter.setPen(self._colour("faint"))
            place = QRectF(0, y - line / 2, area.left() - _GAP, line)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(place, side, text)

    def paint_bar(self, place: int, parts: Sequence[Part], *, is_current: bool) -> None:
        """The parts on top of each other, the first at the bottom."""
        width = self._width()
        left, below = self._area.middle(place) - width / 2, 0.0
        for height, tone, pattern in parts:
            if height > 0:
                bottom, top = self._area.y(below), self._area.y(below + height)
                seam = _SEAM if below and bottom - top > 2 * _SEAM else 0
                self._fill(QRectF(left, top, width, max(bottom - top - seam, 1)), tone, pattern)
            below += height
        if is_current:
            self._mark(QRectF(left, self._area.y(below), width, self._height(below)))

    def paint_labels(self, labels: Sequence[str], current: int) -> None:
        """As many as there is room for, the current one always."""
        metrics = QFontMetrics(self._area.font)
        widest = max((metrics.horizontalAdvance(each) for each in labels), default=0) + _BETWEEN
        every = max(ceil(widest / max(self._area.slot, 1)), 1)
        last = len(labels) - 1
        for place, text in enumerate(labels):
            near = current >= 0 and abs(place - current) < every
            if place == current or ((last - place) % every == 0 and not near):
                self._paint_label(place, text, is_current=place == current)

    def paint_focus(self, whole: QRectF) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(QPen(self._colour("accent"), 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_label(self, place: int, text: str, *, is_current: bool) -> None:
        metrics = QFontMetrics(self._area.font)
        width, whole = metrics.horizontalAdvance(text) + 2, self._area.bars
        left = self._area.middle(place) - width / 2
        left = min(max(left, 0), whole.right() + _GAP - width)
        self._painter.setPen(self._colour("strong" if is_current else "faint"))
        room = QRectF(left, whole.bottom() + _GAP, width, metrics.height())
        self._painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _fill(self, area: QRectF, tone: str, pattern: Qt.BrushStyle) -> None:
        self._painter.fillRect(area, self._colour(tone))
        if pattern is not Qt.BrushStyle.SolidPattern:
            lines = self._colour("surface")
            lines.setAlphaF(0.55)
            self._painter.fillRect(area, QBrush(lines, pattern))

    def _mark(self, area: QRectF) -> None:
        self._painter.setPen(QPen(self._colour("strong"), 1.5))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(area.adjusted(-2, -2, 2, 1))

    def _width(self) -> float:
        return max(min(self._area.slot * _SHARE, self._theme.px(_WIDEST)), 1)

    def _height(self, value: float) -> float:
        return self._area.bars.bottom() - self._area.y(value)

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))
