"""The last step of adding a connection: it works; which of its models does what?"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.parts.model_roles import DEEDS, NAMES, badge, tone
from desktop.texts import connections as texts
from desktop.widgets.labels import ElidedLabel, label
from engine.domain.tasks import ModelRole


class FirstModels(QFrame):
    change_requested = Signal(ModelRole)
    accepted = Signal()
    declined = Signal()
    check_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._title = label("", "title", wrap=True)
        self._line = label("", "dim", wrap=True)
        self.models = {role: ElidedLabel("", "strong") for role in ModelRole}
        self.changes = {role: self._change_button(role) for role in ModelRole}
        self._badges = {role: label(badge(role), "role", tone(role)) for role in ModelRole}
        self._deeds = {role: label(DEEDS[role], "small") for role in ModelRole}
        self.accept = QPushButton(texts.USE_FOR_ALL)
        self.accept.setProperty("look", "primary")
        self.accept.clicked.connect(self.accepted)
        self.again = QPushButton(texts.CHECK_AGAIN)
        self.again.setProperty("look", "primary")
        self.again.clicked.connect(self.check_requested)
        self.decline = QPushButton(texts.NOT_NOW)
        self.decline.clicked.connect(self.declined)
        self._lay_out()

    @property
    def title(self) -> str:
        return self._title.text()

    def show_models(self, title: str, models: Mapping[ModelRole, str]) -> None:
        """`models` is empty where the connection has none."""
        self._title.setText(title)
        self._line.setText(texts.PROPOSED if models else "")
        for role in ModelRole:
            self.models[role].setText(models.get(role, ""))
            for widget in (
                self.models[role],
                self.changes[role],
                self._badges[role],
                self._deeds[role],
            ):
                widget.setVisible(bool(models))
        self._line.setVisible(bool(models))
        self.accept.setVisible(bool(models))
        self.again.setVisible(not models)

    def begin(self) -> None:
        (self.again if self.accept.isHidden() else self.accept).setFocus()

    def _change_button(self, role: ModelRole) -> QPushButton:
        button = QPushButton(texts.CHANGE_ONE)
        button.setProperty("look", "small")
        button.setAccessibleName(texts.CHANGE_PROPOSED.format(role=NAMES[role]))
        button.clicked.connect(lambda: self.change_requested.emit(role))
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, role in enumerate(ModelRole):
            cells = (self._badges[role], self._deeds[role], self.models[role], self.changes[role])
            for column, cell in enumerate(cells):
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag(0)
                grid.addWidget(cell, row, column, side)
        grid.setColumnStretch(2, 1)
        buttons = QHBoxLayout()
        for button in (self.accept, self.again, self.decline):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._line)
        layout.addLayout(grid)
        layout.addLayout(buttons)
