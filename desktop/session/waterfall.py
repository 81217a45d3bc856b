"""The calls of a turn drawn in time, in the colours of their model roles."""

from collections.abc import Callable
from time import perf_counter
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.parts.model_roles import tone
from desktop.qt.theme import Theme
from desktop.session.turn_view import TurnView
from desktop.session.waterfall_rows import Bar, WaterfallRow, waterfall_rows
from desktop.texts import right as texts

FAILED_MARK: Final = "✕"
STEP_MARK: Final = "·"
_FRAME_MS: Final = 66
_NAME_SHARE: Final = 0.34
_BAR: Final = 8
_LEAST_BAR: Final = 5
_ROW_GAP: Final = 7
_OPEN_OPACITY: Final = 0.7


class Waterfall(QWidget):
    """Grows by itself while calls run and it can be seen, and rests otherwise."""

    def __init__(self, theme: Theme, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._view = TurnView()
        self._rows: tuple[WaterfallRow, ...] = ()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._grow)
        self.setAccessibleName(texts.CALLS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.hide()

    @property
    def rows(self) -> tuple[WaterfallRow, ...]:
        return self._rows

    @property
    def is_growing(self) -> bool:
        return self._timer.isActive()

    def show_view(self, view: TurnView) -> None:
        if view.calls == self._view.calls and view.ended == self._view.ended:
            return
        self._view = view
        self.setVisible(bool(view.calls))
        self._grow()
        said = ". ".join(_said(row) for row in self._rows)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self._run()

    @override
    def sizeHint(self) -> QSize:
        height = sum(self._height(row) for row in self._rows)
        return QSize(200, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), _said(row) if row else "", self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for row in self._rows:
            self._paint_row(painter, row, top)
            top += self._height(row)

    def _run(self) -> None:
        if self.isVisible() and any(call.is_open for call in self._view.calls):
            self._timer.start()
        else:
            self._timer.stop()

    def _grow(self) -> None:
        self._rows = waterfall_rows(self._view, self._clock())
        self.update()

    def _paint_row(self, painter: QPainter, row: WaterfallRow, top: int) -> None:
        name, track, time = self._columns(top)
        painter.setFont(self._font())
        painter.setPen(self._colour("dim"))
        # Models of one family, and rows of rules, are told apart by the end of their names.
        middle = Qt.TextElideMode.ElideMiddle
        self._paint_text(painter, name, row.name, Qt.AlignmentFlag.AlignLeft, middle)
        self._paint_text(painter, time, row.time, Qt.AlignmentFlag.AlignRight)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("raised"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        for bar in row.bars:
            self._paint_bar(painter, bar, track, self._colour(tone(row.model_role)))
        for place, step in enumerate(row.steps, 1):
            area = QRectF(0, top + place * self._line(), self.width(), self._line())
            painter.setPen(self._colour("warn" if step.failed else "dim"))
            told = f"{FAILED_MARK if step.failed else STEP_MARK} {step.text}"
            self._paint_text(painter, area, told, Qt.AlignmentFlag.AlignLeft)

    def _paint_bar(self, painter: QPainter, bar: Bar, track: QRectF, colour: QColor) -> None:
        least = min(self._theme.px(_LEAST_BAR), track.width())
        left = min(track.left() + bar.start * track.width(), track.right() - least)
        width = max((bar.end - bar.start) * track.width(), least)
        area = QRectF(left, track.top(), min(width, track.right() - left), track.height())
        colour.setAlphaF(_OPEN_OPACITY if bar.is_open else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(area, track.height() / 2, track.height() / 2)
        painter.setPen(QPen(self._colour("bad"), 2))
        for failure in bar.failures:
            _paint_cross(painter, track.left() + failure * track.width(), track)

    def _paint_text(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        where: Qt.AlignmentFlag,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        metrics = QFontMetrics(painter.font())
        elided = metrics.elidedText(text, elide, int(area.width()))
        painter.drawText(area, where | Qt.AlignmentFlag.AlignVCenter, elided)

    def _columns(self, top: int) -> tuple[QRectF, QRectF, QRectF]:
        """Where name, bar and time are."""
        height, gap, width = self._line(), self._theme.px(10), self.width()
        metrics = QFontMetrics(self._font())
        times = (metrics.horizontalAdvance(row.time) for row in self._rows)
        last = max(metrics.horizontalAdvance("00.0 s"), *times) + 2
        first = width * _NAME_SHARE
        bar = self._theme.px(_BAR)
        name = QRectF(0, top, first, height)
        track = QRectF(first + gap, top + (height - bar) / 2, width - first - last - 2 * gap, bar)
        return name, track, QRectF(width - last, top, last, height)

    def _row_at(self, y: int) -> WaterfallRow | None:
        top = 0
        for row in self._rows:
            top += self._height(row)
            if y < top:
                return row
        return None

    def _height(self, row: WaterfallRow) -> int:
        return self._line() * (1 + len(row.steps)) + self._theme.px(_ROW_GAP)

    def _line(self) -> int:
        return QFontMetrics(self._font()).height()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(12))
        return font

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


def _paint_cross(painter: QPainter, x: float, track: QRectF) -> None:
    half, middle = track.height() / 2, QPointF(x, track.center().y())
    for slope in (1, -1):
        reach = QPointF(half, half * slope)
        painter.drawLine(middle - reach, middle + reach)


def _said(row: WaterfallRow) -> str:
    return ". ".join((row.details, *(step.text for step in row.steps)))
