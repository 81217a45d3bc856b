"""The button that gives a built-in model to one of the model roles, or to all of them."""

from collections.abc import Collection

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.parts.model_roles import DEEDS, NAMES
from desktop.texts import built_in as texts
from engine.domain.tasks import ModelRole


class UseButton(QPushButton):
    """Opens its menu without waiting for the answer."""

    chosen = Signal(object)
    """A tuple of `ModelRole`s."""

    def __init__(self, name: str) -> None:
        super().__init__(texts.USE)
        self.setAccessibleName(texts.USE_NAME.format(model=name))
        self.menu_ = QMenu(self)
        for role in ModelRole:
            action = self.menu_.addAction(texts.USE_AS.format(role=NAMES[role], deed=DEEDS[role]))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, role=role: self.chosen.emit((role,)))
        self.menu_.addSeparator()
        every = self.menu_.addAction(texts.USE_FOR_ALL)
        every.triggered.connect(lambda: self.chosen.emit(tuple(ModelRole)))
        self.clicked.connect(lambda: self.menu_.popup(self.mapToGlobal(QPoint(0, self.height()))))

    def show_roles(self, roles: Collection[ModelRole]) -> None:
        """These use it now."""
        for role, action in zip(ModelRole, self.menu_.actions(), strict=False):
            action.setChecked(role in roles)
