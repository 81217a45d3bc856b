"""The section on tiers: which models are how strong, and which work goes to which of them."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.connections.task_lines import COMPLEXITIES, TITLES
from desktop.connections.tier_lines import REMEMBERED, TIERS, TiersView
from desktop.connections.tier_models import TierModels
from desktop.qt.theme import Theme
from desktop.texts import tiers as texts
from desktop.widgets.disclosure import Disclosure
from desktop.widgets.elided_combo import ElidedCombo
from desktop.widgets.labels import ElidedLabel, label
from engine.domain.tasks import TASK_TABLE, Complexity, Task
from engine.domain.tiers import Tier

_INSET: Final = 5
"""How far the text of a choice stands from its edge."""


class TierSection(QWidget):
    """Closed until somebody looks for it; its many fields are made then."""

    opened = Signal()
    added = Signal(object, str)
    """A tier, and a profile's id."""
    removed = Signal(object, int)
    moved = Signal(object, int, int)
    """A tier, a place in it, and how many places that goes down."""
    cell_chosen = Signal(object, object, object)
    """A task, a complexity, and the tier that does it."""
    pinned = Signal(object, object)
    """A task, and how complex it always is, or None."""
    remembered = Signal(object, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.button = Disclosure(theme, texts.TIERS)
        self.button.toggled.connect(self._open)
        self.tiers: dict[Tier, TierModels] = {}
        self.cells: dict[tuple[Task, Complexity], ElidedCombo] = {}
        self.pins: dict[Task, ElidedCombo] = {}
        self.memories: dict[Task, QCheckBox] = {}
        self._body: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def is_open(self) -> bool:
        return self._body is not None and self.button.isChecked()

    def show_tiers(self, view: TiersView) -> None:
        for tier, models in self.tiers.items():
            models.show_models(view.tiers[tier], view.profiles)
        for place, combo in self.cells.items():
            _choose(combo, view.grid[place])
        for task, combo in self.pins.items():
            _choose(combo, view.pinned[task])
        for task, box in self.memories.items():
            with QSignalBlocker(box):
                box.setChecked(view.remembers[task])

    def _open(self, is_open: bool) -> None:
        if is_open and self._body is None:
            self._body = self._made()
            self._layout.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(is_open)
        if is_open:
            self.opened.emit()

    def _made(self) -> QWidget:
        body = QFrame()
        body.setProperty("look", "card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(label(texts.ABOUT, "small", wrap=True))
        layout.addLayout(self._tier_columns())
        layout.addLayout(self._grid())
        layout.addWidget(label(texts.REMEMBER, "small", wrap=True))
        layout.addLayout(self._memory_line())
        return body

    def _tier_columns(self) -> QGridLayout:
        columns = QGridLayout()
        columns.setHorizontalSpacing(16)
        columns.setVerticalSpacing(10)
        for place, tier in enumerate(Tier):
            self.tiers[tier] = models = TierModels(tier)
            models.added.connect(lambda id_, tier=tier: self.added.emit(tier, id_))
            models.removed.connect(lambda at, tier=tier: self.removed.emit(tier, at))
            models.moved.connect(lambda at, by, tier=tier: self.moved.emit(tier, at, by))
            columns.addWidget(models, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        columns.setColumnStretch(0, 1)
        columns.setColumnStretch(1, 1)
        return columns

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        heads = (texts.TASK, *(each.upper() for each in COMPLEXITIES.values()), texts.HARDNESS)
        for column, head in enumerate(heads):
            caption = ElidedLabel(head, "caption")
            caption.setContentsMargins(_INSET if column else 0, 0, 0, 0)
            grid.addWidget(caption, 0, column)
            grid.setColumnStretch(column, 3 if column in (0, len(heads) - 1) else 2)
        for row, task in enumerate(Task, 1):
            grid.addWidget(ElidedLabel(TITLES[task]), row, 0)
            for column, complexity in enumerate(Complexity, 1):
                grid.addWidget(self._cell(task, complexity), row, column)
            grid.addWidget(self._pin(task), row, len(Complexity) + 1)
        return grid

    def _cell(self, task: Task, complexity: Complexity) -> ElidedCombo:
        combo = _chooser()
        for tier, name in TIERS.items():
            combo.addItem(name, tier)
        name = texts.CELL_NAME.format(task=TITLES[task], complexity=COMPLEXITIES[complexity])
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.activated.connect(
            lambda place: self.cell_chosen.emit(task, complexity, list(Tier)[place])
        )
        self.cells[task, complexity] = combo
        return combo

    def _pin(self, task: Task) -> ElidedCombo:
        combo = _chooser()
        combo.addItem(_usual(task), None)
        for complexity, name in COMPLEXITIES.items():
            combo.addItem(name, complexity)
        combo.setAccessibleName(texts.PIN_NAME.format(task=TITLES[task]))
        combo.setToolTip(texts.PIN_NAME.format(task=TITLES[task]))
        pins = (None, *Complexity)
        combo.activated.connect(lambda place: self.pinned.emit(task, pins[place]))
        self.pins[task] = combo
        return combo

    def _memory_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(18)
        for task in REMEMBERED:
            self.memories[task] = box = QCheckBox(TITLES[task])
            box.toggled.connect(lambda yes, task=task: self.remembered.emit(task, yes))
            line.addWidget(box)
        line.addStretch(1)
        return line


def _chooser() -> ElidedCombo:
    """As narrow as it has to be."""
    combo = ElidedCombo()
    combo.setMinimumWidth(1)
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
