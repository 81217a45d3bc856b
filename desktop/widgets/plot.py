"""A plot of stacked bars, painted; every bar can be reached by keyboard and says what it is."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.widgets.plot_painting import PlotArea, PlotPainter

_HEIGHT: Final = 210
_LEAST_WIDTH: Final = 220
_TYPE: Final = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotSeries:
    """`tone` is the token of its colour; `pattern` tells it from the others without colour."""

    name: str
    tone: str
    pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotBar:
    """`parts` has a height for every series; `said` tells all of it in words."""

    label: str
    said: str
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTick:
    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotValue:
    """The highest tick is the top of the plot."""

    name: str = ""
    said: str = ""
    series: tuple[PlotSeries, ...] = ()
    bars: tuple[PlotBar, ...] = ()
    ticks: tuple[PlotTick, ...] = field(default=(PlotTick(at=0, label=""),))


class Plot(QWidget):
    current_changed = Signal(int)
    """The bar that is looked at; -1 for none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._value = PlotValue()
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def value(self) -> PlotValue:
        return self._value

    @property
    def current(self) -> int:
        return self._current

    def show_value(self, value: PlotValue) -> None:
        self._value = value
        self.setAccessibleName(value.name)
        self._set_current(-1)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._value.bars) - 1
        places = {
            Qt.Key.Key_Left: max(self._current - 1, 0) if self._current >= 0 else last,
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._set_current(place)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_current(-1)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._set_current(self._area().bar_at(event.position().x()))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._area().bar_at(event.pos().x())
            said = self._value.bars[place].said if place >= 0 else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = PlotPainter(QPainter(self), self._theme, self._area())
        painter.paint_axis([(tick.at, tick.label) for tick in self._value.ticks])
        for place, bar in enumerate(self._value.bars):
            parts = zip(bar.parts, self._value.series, strict=True)
            painter.paint_bar(
                place,
                [(height, series.tone, series.pattern) for height, series in parts],
                is_current=place == self._current,
            )
        painter.paint_labels([bar.label for bar in self._value.bars], self._current)
        if self.hasFocus():
            painter.paint_focus(QRectF(self.rect()))

    def _area(self) -> PlotArea:
        font = self.font()
        font.setPixelSize(self._theme.px(_TYPE))
        return PlotArea.within(
            QRectF(self.rect()),
            font,
            tick_labels=[tick.label for tick in self._value.ticks],
            bars=len(self._value.bars),
            top=self._value.ticks[-1].at,
        )

    def _set_current(self, place: int) -> None:
        said = self._value.bars[place].said if place >= 0 else self._value.said
        self.setAccessibleDescription(said)
        if place == self._current:
            return
        self._current = place
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()
        self.current_changed.emit(place)
