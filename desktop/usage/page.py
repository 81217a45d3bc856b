"""The page of usage: figures, a plot over time, sums, and what three models save."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.usage.figure_cards import FigureCards
from desktop.usage.plot_card import PlotCard
from desktop.usage.saving_card import SavingCard
from desktop.usage.side import UsageSide
from desktop.usage.table_card import TableCard
from desktop.widgets.escape import Escape
from desktop.widgets.labels import label, panel
from desktop.widgets.strip import Strip

_SIDE: Final = 230
_SHARE: Final = 0.26
"""Of the page, that large text lets the side take."""
_ROOM_FOR_TWO: Final = 780


class UsagePage(QWidget):
    back_requested = Signal()
    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.side = UsageSide(theme)
        self.side.back_requested.connect(self.back_requested)
        Escape(self).pressed.connect(self.back_requested)
        self.failure = Strip()
        self.figures = FigureCards()
        self.over_time = PlotCard(theme)
        self.sums = TableCard(theme)
        self.saving = SavingCard(theme)
        self.empty = _empty()
        self._side_area = _scrolling(self.side)
        self._lay_out()
        theme.changed.connect(self._arrange)
        self.show_emptiness(True)

    def show_emptiness(self, empty: bool) -> None:
        """Whether there is nothing to show in this span."""
        self.empty.setVisible(empty)
        for widget in (self.figures, self.over_time, self.sums, self.saving):
            widget.setVisible(not empty)
        self.side.export.setEnabled(not empty)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        side = min(self._theme.px(_SIDE), max(_SIDE, round(self.width() * _SHARE)))
        self._side_area.setFixedWidth(side)
        narrow = self.width() - side < self._theme.px(_ROOM_FOR_TWO)
        self.figures.set_narrow(narrow)
        self.over_time.set_narrow(narrow)

    def _lay_out(self) -> None:
        column = panel("story")
        cards = QVBoxLayout(column)
        cards.setContentsMargins(28, 22, 28, 22)
        cards.setSpacing(14)
        shown = (self.failure, self.empty, self.figures, self.over_time, self.sums, self.saving)
        for widget in shown:
            cards.addWidget(widget)
        cards.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side_area)
        layout.addWidget(_scrolling(column), 1)


def _empty() -> QFrame:
    card = QFrame()
    card.setProperty("look", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 22, 24, 22)
    column.setSpacing(8)
    column.addWidget(label(texts.EMPTY_TITLE, "title", wrap=True))
    column.addWidget(label(texts.EMPTY, "dim", wrap=True))
    return card


def _scrolling(content: QWidget) -> QScrollArea:
    scroll = QScrollArea(widgetResizable=True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(content)
    return scroll
