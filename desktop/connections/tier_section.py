"""The section on tiers: which models are how strong, and which work goes to which of them."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.connections.task_lines import TITLES
from desktop.connections.tier_grid import TierGrid
from desktop.connections.tier_lines import REMEMBERED, TiersView
from desktop.connections.tier_models import TierModels
from desktop.qt.theme import Theme
from desktop.texts import tiers as texts
from desktop.widgets.disclosure import Disclosure
from desktop.widgets.labels import label
from engine.domain.tasks import Task
from engine.domain.tiers import Tier


class TierSection(QWidget):
    """Closed until somebody looks for it; its many fields are made then."""

    opened = Signal()
    added = Signal(object, str)
    """A tier, and a profile's id."""
    removed = Signal(object, str)
    moved = Signal(object, str, int)
    """A tier, a profile's id, and how many places it goes down."""
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
        self.grid: TierGrid | None = None
        self.memories: dict[Task, QCheckBox] = {}
        self._narrow = False
        self._body: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def is_open(self) -> bool:
        return self._body is not None and self.button.isChecked()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        if self.grid is not None:
            self.grid.set_narrow(narrow)

    def show_tiers(self, view: TiersView) -> None:
        for tier, models in self.tiers.items():
            models.show_models(view.tiers[tier], view.profiles)
        if self.grid is not None:
            self.grid.show_grid(view)
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
        self.grid = TierGrid()
        self.grid.set_narrow(self._narrow)
        self.grid.cell_chosen.connect(self.cell_chosen)
        self.grid.pinned.connect(self.pinned)
        body = QFrame()
        body.setProperty("look", "card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(label(texts.ABOUT, "small", wrap=True))
        layout.addLayout(self._tier_columns())
        layout.addWidget(self.grid)
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
            models.removed.connect(lambda id_, tier=tier: self.removed.emit(tier, id_))
            models.moved.connect(lambda id_, by, tier=tier: self.moved.emit(tier, id_, by))
            columns.addWidget(models, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        columns.setColumnStretch(0, 1)
        columns.setColumnStretch(1, 1)
        return columns

    def _memory_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(18)
        for task in REMEMBERED:
            self.memories[task] = box = QCheckBox(TITLES[task])
            box.toggled.connect(lambda yes, task=task: self.remembered.emit(task, yes))
            line.addWidget(box)
        line.addStretch(1)
        return line
