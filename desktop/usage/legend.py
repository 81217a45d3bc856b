"""The three model roles beside the plot: how each looks there, and what it used in figures."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.parts.figures import number_text, tokens_text
from desktop.parts.model_roles import NAMES
from desktop.parts.usage_sums import cost_of, total_of
from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.usage.plotting import SERIES
from desktop.widgets.labels import label
from desktop.widgets.plot import PlotSeries
from engine.domain.calls import UsageTotal
from engine.domain.tasks import ModelRole

_SWATCH: Final = 14
_NOTHING: Final = "–"


class Legend(QWidget):
    """A small table: a row for each model role and one for all of them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(texts.LEGEND_NAME)
        self._of = label("", "strong", wrap=True)
        self._cells: dict[ModelRole | None, tuple[QLabel, ...]] = {
            row: tuple(_number() for _ in texts.LEGEND_HEADINGS[1:]) for row in (*ModelRole, None)
        }
        self._grid = QGridLayout()
        self._lay_out(theme)

    @property
    def of(self) -> str:
        """What the figures are of."""
        return self._of.text()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(cell.text() for cell in row) for row in self._cells.values())

    def show_totals(self, of: str, totals: Mapping[ModelRole, UsageTotal]) -> None:
        self._of.setText(of)
        for row, cells in self._cells.items():
            each = total_of(tuple(totals.values())) if row is None else totals.get(row)
            for cell, text in zip(cells, _figures(each), strict=True):
                cell.setText(text)

    def _lay_out(self, theme: Theme) -> None:
        grid = self._grid
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for column, text in enumerate(texts.LEGEND_HEADINGS[1:], 2):
            grid.addWidget(label(text, "caption"), 0, column, Qt.AlignmentFlag.AlignRight)
        for place, (row, cells) in enumerate(self._cells.items(), 1):
            if row is not None:
                grid.addWidget(_Swatch(theme, SERIES[place - 1]), place, 0)
            grid.addWidget(label(NAMES[row] if row else texts.TOTAL, "strong"), place, 1)
            for column, cell in enumerate(cells, 2):
                grid.addWidget(cell, place, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._of)
        layout.addLayout(grid)
        layout.addStretch(1)


class _Swatch(QWidget):
    """How a series is painted in the plot."""

    def __init__(self, theme: Theme, series: PlotSeries) -> None:
        super().__init__()
        self._theme = theme
        self._series = series
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SWATCH), self._theme.px(_SWATCH))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), QRectF(self.rect())
        tokens = self._theme.tokens
        painter.fillRect(area, QColor(tokens.named(self._series.tone)))
        if self._series.pattern is not Qt.BrushStyle.SolidPattern:
            lines = QColor(tokens.surface)
            lines.setAlphaF(0.55)
            painter.fillRect(area, QBrush(lines, self._series.pattern))


def _number() -> QLabel:
    made = label("")
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _figures(total: UsageTotal | None) -> Sequence[str]:
    if total is None or not total.calls:
        return (_NOTHING,) * 4
    usage = total.usage
    return (
        cost_of(total),
        number_text(total.calls),
        tokens_text(usage.input),
        tokens_text(usage.output),
    )
