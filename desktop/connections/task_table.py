"""The table of tasks: who does each of them, how warm, how long and on which model."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget
from typing_extensions import override

from desktop.connections.task_lines import TaskLine
from desktop.connections.task_row import TaskRow
from desktop.qt.theme import Theme
from desktop.texts import connections as texts
from desktop.widgets.labels import label
from engine.domain.tasks import TASK_TABLE, Task

_ROW: Final = 33
_TITLE: Final = 134
_NARROW_TITLE: Final = 96
_ROOMY: Final = 900
_LONG_SLIDER: Final = 88
_SHORT_SLIDER: Final = 56
_SLIDER, _MAX_TOKENS, _GOES_TO, _LAST_CALL = 2, 4, 5, 7
_INSETS: Final = {_MAX_TOKENS: 2, _GOES_TO: 5}
"""How far the text of a field stands from its edge."""
_LOOKED_AT: Final = (QEvent.Type.Enter, QEvent.Type.FocusIn)
_LEFT: Final = (QEvent.Type.Leave, QEvent.Type.FocusOut)


class TaskTable(QFrame):
    changed = Signal(object, object)
    """A task, and the values that the player now wants of it, by their names."""
    reset = Signal(object)
    """A task that is to be as it was shipped."""
    nearest_taken = Signal(str, str)
    """A profile's id, and the model that comes nearest to its own."""
    explained = Signal(str)
    """Where the value comes from that is pointed at or has the focus; "" for none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(texts.TABLE_NAME)
        self._theme = theme
        self.rows = {row.task: TaskRow(row, self) for row in TASK_TABLE}
        self._grid = QGridLayout(self)
        self._headings = {
            column: label(text, "caption") for column, text in enumerate(texts.HEADINGS) if text
        }
        for row in self.rows.values():
            self._connect_row(row)
        self._lay_out()

    def show_lines(self, lines: Sequence[TaskLine]) -> None:
        """Show a line for every task."""
        for line in lines:
            self.rows[line.task].show_line(line)

    def set_narrow(self, narrow: bool) -> None:
        """Without sliders the table fits into less room; the numbers stay."""
        self._grid.setHorizontalSpacing(6 if narrow else 14)
        heading = texts.HEADINGS[_MAX_TOKENS]
        self._headings[_MAX_TOKENS].setText(heading.replace(" ", "\n" if narrow else " "))
        self._grid.setColumnMinimumWidth(0, self._theme.px(_NARROW_TITLE if narrow else _TITLE))
        for place, row in enumerate(self.rows.values()):
            row.set_narrow(narrow)
            self._grid.setRowMinimumHeight(2 * place + 2, self._theme.px(_ROW))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= self._theme.px(_ROOMY)
        for row in self.rows.values():
            row.set_slider(_LONG_SLIDER if is_roomy else _SHORT_SLIDER)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() in _LOOKED_AT:
            origin = watched.accessibleDescription()
            name = watched.accessibleName()
            self.explained.emit(texts.EXPLAINED.format(name=name, origin=origin))
        elif event.type() in _LEFT:
            self.explained.emit("")
        return super().eventFilter(watched, event)

    def _connect_row(self, row: TaskRow) -> None:
        row.role_chosen.connect(lambda role: self._change(row.task, model_role=role))
        row.temperature_chosen.connect(lambda value: self._change(row.task, temperature=value))
        row.max_tokens_chosen.connect(lambda value: self._change(row.task, max_tokens=value))
        row.profile_chosen.connect(lambda id_: self._change(row.task, profile=id_))
        row.take.taken.connect(self.nearest_taken)
        row.reset.clicked.connect(lambda: self.reset.emit(row.task))
        for field in row.fields:
            field.installEventFilter(self)

    def _change(self, task: Task, **values: object) -> None:
        self.changed.emit(task, values)

    def _lay_out(self) -> None:
        grid = self._grid
        grid.setContentsMargins(16, 8, 16, 4)
        grid.setVerticalSpacing(0)
        grid.setRowMinimumHeight(0, 30)
        for column, heading in self._headings.items():
            span = 2 if column == _SLIDER else 1
            heading.setContentsMargins(_INSETS.get(column, 0), 0, 0, 0)
            grid.addWidget(heading, 0, column, 1, span, _side(column))
        for place, row in enumerate(self.rows.values()):
            grid.addWidget(_rule(), 2 * place + 1, 0, 1, len(texts.HEADINGS))
            for column, cell in enumerate(row.cells):
                if column in (0, _GOES_TO):
                    grid.addWidget(cell, 2 * place + 2, column)
                else:
                    grid.addWidget(cell, 2 * place + 2, column, _side(column))
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(_GOES_TO, 6)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == _LAST_CALL else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _rule() -> QWidget:
    rule = QLabel()
    rule.setProperty("look", "rule")
    rule.setFixedHeight(1)
    return rule
