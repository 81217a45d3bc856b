"""The page on which models and connections are chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.connections.add_card import AddCard
from desktop.connections.connection_card import ConnectionCard
from desktop.connections.role_card import RoleCard
from desktop.qt.theme import Theme
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.labels import label
from desktop.widgets.strip import Strip
from engine.domain.tasks import ModelRole

BACK: Final = "‹ Back to the story"
ADD: Final = "Add a connection…"


class ModelsPage(QWidget):
    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.connections = EntryList(theme, "Connections")
        self.add_button = QPushButton(ADD)
        self.roles = {role: RoleCard(role) for role in ModelRole}
        self.connection = ConnectionCard()
        self.add = AddCard()
        self.add.hide()
        self.failure = Strip()
        self.add_button.clicked.connect(self._open_add)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        layout.addWidget(self._main(), 1)

    def show_connections(self, entries: Sequence[Entry], current: str) -> None:
        self.connections.show_entries(entries, current)

    def _open_add(self) -> None:
        self.add.show()
        self.add.providers.setFocus()

    def _side(self) -> QWidget:
        back = QPushButton(BACK)
        back.setProperty("look", "plain")
        back.clicked.connect(self.back_requested)
        side = QWidget()
        side.setProperty("look", "side")
        side.setProperty("edge", "right")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(270)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(10, 12, 10, 12)
        layout.setSpacing(6)
        layout.addWidget(back)
        heading = label("CONNECTIONS", "caption")
        heading.setContentsMargins(8, 6, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.connections, 1)
        layout.addWidget(self.add_button)
        return side

    def _main(self) -> QScrollArea:
        roles = QHBoxLayout()
        roles.setSpacing(16)
        for card in self.roles.values():
            roles.addWidget(card, 1)
        column = QWidget()
        column.setProperty("look", "story")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(28, 22, 28, 22)
        layout.setSpacing(16)
        layout.addWidget(self.failure)
        layout.addLayout(roles)
        layout.addWidget(self.add)
        layout.addWidget(self.connection)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setWidget(column)
        return scroll
