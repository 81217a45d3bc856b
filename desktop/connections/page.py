"""The page on which models and connections are chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.connections.add_card import AddCard
from desktop.connections.connection_card import ConnectionCard
from desktop.connections.role_card import RoleCard
from desktop.connections.task_table import TaskTable
from desktop.qt.theme import Theme
from desktop.widgets.entry_list import Entry, EntryList
from desktop.widgets.labels import label, panel
from desktop.widgets.strip import Strip
from engine.domain.tasks import ModelRole

BACK: Final = "‹ Back to the story"
_SIDE: Final = 270
_ROOM_FOR_THREE: Final = 760
TASKS: Final = "WHAT EACH TASK USES"
ADD: Final = "Add a connection…"


class ModelsPage(QWidget):
    back_requested = Signal()
    shown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.connections = EntryList(theme, "Connections")
        self.add_button = QPushButton(ADD)
        self.roles = {role: RoleCard(role) for role in ModelRole}
        self.connection = ConnectionCard()
        self.connection.hide()
        self.add = AddCard()
        self.add.hide()
        self.failure = Strip()
        self.offer = Strip()
        self.tasks = TaskTable()
        self.spending = label("", "dim", wrap=True)
        self.spending.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._theme = theme
        self._roles = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.add_button.clicked.connect(self.open_add)
        theme.changed.connect(self._arrange)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        layout.addWidget(self._main(), 1)

    def show_connections(self, entries: Sequence[Entry], current: str) -> None:
        self.connections.show_entries(entries, current)

    def open_add(self) -> None:
        self.add.show()
        self.add.providers.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The three roles side by side and sliders in the table, where there is room."""
        wide = self.width() - _SIDE >= self._theme.px(_ROOM_FOR_THREE)
        self.tasks.set_narrow(not wide)
        direction = QBoxLayout.Direction
        self._roles.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _side(self) -> QWidget:
        back = QPushButton(BACK)
        back.setProperty("look", "plain")
        back.clicked.connect(self.back_requested)
        side = panel("side", "right")
        side.setFixedWidth(_SIDE)
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
        self._roles.setSpacing(16)
        for card in self.roles.values():
            self._roles.addWidget(card, 1)
        column = panel("story")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(28, 22, 28, 22)
        layout.setSpacing(16)
        heading = label(TASKS, "caption")
        heading.setContentsMargins(4, 6, 0, 0)
        for strip in (self.failure, self.offer):
            layout.addWidget(strip)
        layout.addWidget(self.add)
        layout.addLayout(self._roles)
        layout.addWidget(self.connection)
        layout.addWidget(heading)
        layout.addWidget(self.tasks)
        layout.addWidget(self.spending)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(column)
        return scroll
