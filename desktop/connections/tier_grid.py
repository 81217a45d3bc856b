"""Which tier does which task, by how complex it is: a table of small choices."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.connections.task_lines import COMPLEXITIES, TITLES
from desktop.connections.tier_lines import TIERS, TiersView
from desktop.texts import tiers as texts
from desktop.widgets.elided_combo import ElidedCombo
from desktop.widgets.labels import ElidedLabel
from engine.domain.tasks import TASK_TABLE, Complexity, Task
from engine.domain.tiers import Tier

_INSET: Final = 5
"""How far the text of a choice stands from its edge."""
_PINS: Final = (None, *Complexity)
_COLUMNS: Final = 1 + len(_PINS)


class TierGrid(QWidget):
    cell_chosen = Signal(object, object, object)
    """A task, a complexity, and the tier that does it."""
    pinned = Signal(object, object)
    """A task, and how complex it always is, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(texts.TABLE_NAME)
        self.cells = {
            (task, complexity): self._cell(task, complexity)
            for task in Task
            for complexity in Complexity
        }
        self.pins = {task: self._pin(task) for task in Task}
        heads = (texts.TASK, *(each.upper() for each in COMPLEXITIES.values()), texts.HARDNESS)
        self._heads = [ElidedLabel(head, "caption") for head in heads]
        for head in self._heads[1:]:
            head.setContentsMargins(_INSET, 0, 0, 0)
        self._titles = {task: ElidedLabel(TITLES[task]) for task in Task}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self.set_narrow(False)

    def show_grid(self, view: TiersView) -> None:
        for place, combo in self.cells.items():
            _choose(combo, view.grid[place])
        for task, combo in self.pins.items():
            _choose(combo, view.pinned[task])

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room, each task's name stands above its choices."""
        self._heads[0].setVisible(not narrow)
        first = 0 if narrow else 1
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 0)
        for column, head in enumerate(self._heads[1:], first):
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 3 if head is self._heads[-1] else 2)
        if not narrow:
            self._grid.addWidget(self._heads[0], 0, 0)
            self._grid.setColumnStretch(0, 3)
        for place, task in enumerate(Task):
            row = 2 * place + 1
            self._grid.addWidget(self._titles[task], row, 0, 1, _COLUMNS - 1 if narrow else 1)
            choices = (*(self.cells[task, each] for each in Complexity), self.pins[task])
            for column, choice in enumerate(choices, first):
                self._grid.addWidget(choice, row + 1 if narrow else row, column)

    def _cell(self, task: Task, complexity: Complexity) -> ElidedCombo:
        name = texts.CELL_NAME.format(task=TITLES[task], complexity=COMPLEXITIES[complexity])
        combo = _chooser(name)
        for tier, text in TIERS.items():
            combo.addItem(text, tier)
        combo.activated.connect(
            lambda place: self.cell_chosen.emit(task, complexity, list(Tier)[place])
        )
        return combo

    def _pin(self, task: Task) -> ElidedCombo:
        combo = _chooser(texts.PIN_NAME.format(task=TITLES[task]))
        combo.addItem(_usual(task), None)
        for complexity, text in COMPLEXITIES.items():
            combo.addItem(text, complexity)
        combo.activated.connect(lambda place: self.pinned.emit(task, _PINS[place]))
        return combo


def _chooser(name: str) -> ElidedCombo:
    """As narrow as it has to be."""
    combo = ElidedCombo()
    combo.setMinimumWidth(1)
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    return combo


def _usual(task: Task) -> str:
    """How complex a task is as long as the player does not say so."""
    row = next(row for row in TASK_TABLE if row.task is task)
    if row.complexity is None:
        return texts.BY_PROMPT
    return texts.USUALLY.format(complexity=COMPLEXITIES[row.complexity].lower())


def _choose(combo: ElidedCombo, wanted: object) -> None:
    with QSignalBlocker(combo):
        places = range(combo.count())
        combo.setCurrentIndex(next(n for n in places if combo.itemData(n) == wanted))
