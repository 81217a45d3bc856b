"""The models of one tier, in the order they are used."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.connections.tier_lines import TIERS, Named
from desktop.texts import tiers as texts
from desktop.widgets.labels import ElidedLabel, label
from desktop.widgets.tiny_button import tiny_button
from engine.domain.ids import ProfileId
from engine.domain.tiers import Tier

UP: Final = "↑"
DOWN: Final = "↓"
REMOVE: Final = "✕"


class TierModels(QWidget):
    added = Signal(str)
    removed = Signal(str)
    moved = Signal(str, int)
    """A profile's id, and how many places it goes down."""

    def __init__(self, tier: Tier) -> None:
        super().__init__()
        self.add = QPushButton(texts.ADD)
        self.add.setProperty("look", "small")
        self.add.setAccessibleName(texts.ADD_NAME.format(tier=TIERS[tier]))
        self.menu_ = QMenu(self)
        self.add.clicked.connect(
            lambda: self.menu_.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))
        )
        self.rows: tuple[QWidget, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(label(TIERS[tier], "strong"))
        head.addStretch(1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._rows)

    def show_models(self, models: Sequence[Named], offered: Sequence[Named]) -> None:
        """`offered` are those that may be added, but for those that are there."""
        while (cell := self._rows.takeAt(0)) is not None:
            if widget := cell.widget():
                widget.hide()
                widget.deleteLater()
        last = len(models) - 1
        self.rows = tuple(self._row(place, *named, last) for place, named in enumerate(models))
        for row in self.rows or (label(texts.EMPTY, "small"),):
            self._rows.addWidget(row)
        self.menu_.clear()
        there = {id_ for id_, _ in models}
        for id_, name in offered:
            if id_ not in there:
                action = self.menu_.addAction(name)
                action.triggered.connect(lambda _=False, id_=id_: self.added.emit(id_))
        self.add.setEnabled(not self.menu_.isEmpty())

    def _row(self, place: int, id_: ProfileId, name: str, last: int) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(ElidedLabel(name), 1)
        up = tiny_button(UP, texts.UP.format(model=name), enabled=place > 0)
        down = tiny_button(DOWN, texts.DOWN.format(model=name), enabled=place < last)
        remove = tiny_button(REMOVE, texts.REMOVE.format(model=name))
        up.clicked.connect(lambda: self.moved.emit(id_, -1))
        down.clicked.connect(lambda: self.moved.emit(id_, 1))
        remove.clicked.connect(lambda: self.removed.emit(id_))
        for button in (up, down, remove):
            layout.addWidget(button)
        return row
