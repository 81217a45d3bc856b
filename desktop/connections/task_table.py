"""The table of tasks: how warm, how long and on which model each of them runs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from desktop.connections.task_lines import TaskLine
from desktop.connections.task_row import TaskRow
from desktop.widgets.labels import label
from engine.domain.tasks import TASK_TABLE, Task
from engine.settings import TaskSetting

HEADINGS: Final = ("TASK", "ROLE", "TEMPERATURE", "", "MAX TOKENS", "GOES TO", "LAST CALL", "")
_SLIDER, _MAX_TOKENS, _GOES_TO, _LAST_CALL = 2, 4, 5, 6


class TaskTable(QFrame):
    changed = Signal(TaskSetting)
    """What the player now wants of one task."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName("What each task uses")
        self.rows = {row.task: TaskRow(row, self) for row in TASK_TABLE}
        self._settings: dict[Task, TaskSetting] = {}
        self._grid = QGridLayout(self)
        self._headings = {
            column: label(text, "caption") for column, text in enumerate(HEADINGS) if text
        }
        for row in self.rows.values():
            self._connect_row(row)
        self._lay_out()

    def show_lines(self, lines: Sequence[TaskLine], settings: Sequence[TaskSetting]) -> None:
        """Show a line and what the player changed so far for every task."""
        self._settings = {each.task: each for each in settings}
        for line in lines:
            self.rows[line.task].show_line(line)

    def set_narrow(self, narrow: bool) -> None:
        """Without sliders the table fits into less room; the numbers stay."""
        self._grid.setHorizontalSpacing(8 if narrow else 14)
        self._headings[_MAX_TOKENS].setText(
            HEADINGS[_MAX_TOKENS].replace(" ", "\n" if narrow else " ")
        )
        for row in self.rows.values():
            row.slider.setVisible(not narrow)
            row.keep_room_for_reset(not narrow)

    def _connect_row(self, row: TaskRow) -> None:
        row.temperature_chosen.connect(lambda value: self._change(row.task, temperature=value))
        row.max_tokens_chosen.connect(lambda value: self._change(row.task, max_tokens=value))
        row.profile_chosen.connect(lambda id_: self._change(row.task, profile=id_))
        row.reset.clicked.connect(lambda: self.changed.emit(TaskSetting(task=row.task)))

    def _change(self, task: Task, **values: object) -> None:
        before = self._settings.get(task, TaskSetting(task=task))
        self.changed.emit(replace(before, **values))  # type: ignore[arg-type]

    def _lay_out(self) -> None:
        grid = self._grid
        grid.setContentsMargins(16, 10, 16, 6)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        for column, heading in self._headings.items():
            span = 2 if column == _SLIDER else 1
            grid.addWidget(heading, 0, column, 1, span, _side(column))
        for place, row in enumerate(self.rows.values()):
            grid.addWidget(_rule(), 2 * place + 1, 0, 1, len(HEADINGS))
            for column, cell in enumerate(row.cells):
                if column == _GOES_TO:
                    grid.addWidget(cell, 2 * place + 2, column)
                else:
                    grid.addWidget(cell, 2 * place + 2, column, _side(column))
        grid.setColumnStretch(_GOES_TO, 5)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == _LAST_CALL else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _rule() -> QWidget:
    rule = QLabel()
    rule.setProperty("look", "rule")
    rule.setFixedHeight(1)
    return rule
