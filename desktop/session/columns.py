"""The columns left and right of the story: beside it, over it, or away."""

from dataclasses import replace
from enum import IntEnum
from typing import Final, cast

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.session.column_room import LEAST, STORY, ColumnMemory, fitting, widths
from desktop.widgets.escape import Escape
from desktop.widgets.labels import set_property

_OVER: Final = 0.92
"""How much of the window a column may take that lies over the story."""


class Column(IntEnum):
    LEFT = 0
    RIGHT = 1


class Columns(QWidget):
    """A column that has no room beside the story goes, and comes back with the room.

    One that is away can be shown over the story, until something else has the focus.
    """

    changed = Signal()
    """Others can be seen than before."""

    def __init__(
        self, theme: Theme, left: QWidget, story: QWidget, right: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sides = (left, right)
        self._story = story
        self._memory = ColumnMemory()
        self._over: Column | None = None
        self._escape: Escape | None = None
        self._beside = (True, True)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        # The splitter in its place first: it dresses what it holds, and a new parent does so anew.
        for place, widget in enumerate((left, story, right)):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(place, int(widget is story))
        self._splitter.splitterMoved.connect(self._remember)
        theme.changed.connect(self._arrange)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._follow_focus)

    @property
    def memory(self) -> ColumnMemory:
        return self._memory

    def restore(self, memory: ColumnMemory) -> None:
        self._memory = memory
        self._arrange()

    def is_shown(self, column: Column) -> bool:
        return self._beside[column] or self._over is column

    def toggle(self, column: Column) -> None:
        """Close a column that is there; show one that is away, over the story if need be."""
        if self._over is column:
            self.put_away()
        elif self._beside[column]:
            self._close(column, closed=True)
        else:
            self._close(column, closed=False)
            if not self._beside[column]:
                self._lay_over(column)

    def put_away(self) -> None:
        """Take away what lies over the story."""
        column, self._over = self._over, None
        if column is None:
            return
        if self._escape is not None:
            self._escape.deleteLater()
        widget = self._sides[column]
        focused = QApplication.focusWidget()
        if focused and widget.isAncestorOf(focused):
            self._story.setFocus()
        widget.hide()
        set_property(widget, "edge", "")
        self._splitter.insertWidget(0 if column is Column.LEFT else 2, widget)
        self._arrange()
        self.changed.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _close(self, column: Column, *, closed: bool) -> None:
        if column is Column.LEFT:
            self._memory = replace(self._memory, left_is_closed=closed)
        else:
            self._memory = replace(self._memory, right_is_closed=closed)
        self._arrange()

    def _arrange(self) -> None:
        beside = fitting(self.width(), self._theme.scale, self._memory)
        if self._over is not None and beside[self._over]:
            self.put_away()
            return
        self._story.setMinimumWidth(min(self._theme.px(STORY), self.width()))
        for column, widget in zip(Column, self._sides, strict=True):
            widget.setMinimumWidth(min(self._theme.px(LEAST[column]), self.width()))
            if self._over is not column:
                widget.setVisible(beside[column])
        self._set_sizes()
        if self._over is not None:
            self._sides[self._over].setGeometry(self._place_over(self._over))
        if beside != self._beside:
            self._beside = beside
            self.changed.emit()

    def _set_sizes(self) -> None:
        left, right = widths(self.width(), self._theme.scale, self._memory)
        sizes = {
            self._sides[0]: left,
            self._story: self.width() - left - right,
            self._sides[1]: right,
        }
        held = (self._splitter.widget(place) for place in range(self._splitter.count()))
        self._splitter.setSizes([sizes[widget] for widget in held if widget])

    def _lay_over(self, column: Column) -> None:
        self.put_away()
        self._over = column
        widget = self._sides[column]
        self._escape = Escape(widget)
        self._escape.pressed.connect(self.put_away)
        widget.setParent(self)
        set_property(widget, "edge", "right" if column is Column.LEFT else "left")
        widget.setGeometry(self._place_over(column))
        widget.show()
        widget.raise_()
        widget.setFocus()
        self.changed.emit()

    def _place_over(self, column: Column) -> QRect:
        wanted = self._memory.left if column is Column.LEFT else self._memory.right
        width = min(self._theme.px(wanted), round(self.width() * _OVER))
        left = 0 if column is Column.LEFT else self.width() - width
        return QRect(left, 0, width, self.height())

    def _remember(self) -> None:
        """The player has moved an edge."""
        scale = self._theme.scale
        if self._beside[0]:
            self._memory = replace(self._memory, left=round(self._sides[0].width() / scale))
        if self._beside[1]:
            self._memory = replace(self._memory, right=round(self._sides[1].width() / scale))

    def _follow_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """What lies over the story goes when the story is gone on with."""
        if self._over is not None and now is not None and self._story.isAncestorOf(now):
            self.put_away()
