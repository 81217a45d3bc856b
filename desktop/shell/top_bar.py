"""The bar at the top: the program's mark, and which model plays each of the three roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop.parts.model_roles import heading, tone
from desktop.qt.theme import Theme
from desktop.shell.switcher import SwitchButton
from desktop.widgets.labels import label
from desktop.widgets.pill import Pill
from engine.domain.tasks import ModelRole

NO_MODEL: Final = "no model"
SEARCH: Final = "Ctrl+K"
SEARCH_HINT: Final = "Search or do anything"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """What a pill says of a model role."""

    model: str
    connection: str


class TopBar(QWidget):
    models_requested = Signal()
    search_requested = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label(title, "title")
        self.pills = {role: Pill(theme, heading(role), tone(role)) for role in ModelRole}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 9)
        layout.setSpacing(12)
        layout.addWidget(_Mark(theme))
        layout.addWidget(self._title)
        layout.addStretch(1)
        for pill in self.pills.values():
            pill.clicked.connect(self.models_requested)
            layout.addWidget(pill)
        layout.addStretch(1)
        self.switcher = SwitchButton()
        layout.addWidget(self.switcher)
        search = QPushButton(SEARCH)
        search.setAccessibleName(SEARCH_HINT)
        search.setToolTip(SEARCH_HINT)
        search.clicked.connect(self.search_requested)
        layout.addWidget(search)

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def show_roles(self, lines: Mapping[ModelRole, RoleLine]) -> None:
        for role, pill in self.pills.items():
            line = lines.get(role)
            if line is None:
                pill.show_value(NO_MODEL, "", "bad")
            else:
                pill.show_value(line.model, line.connection, "good")


class _Mark(QWidget):
    """The three bars."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(self.sizeHint())

    @override
    def sizeHint(self) -> QSize:
        return QSize(26, 26)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (role, top, height) in enumerate(
            ((ModelRole.MAIN, 3, 18), (ModelRole.COT, 1, 24), (ModelRole.UTILITY, 4, 18))
        ):
            painter.setBrush(QColor(self._theme.tokens.named(tone(role))))
            painter.drawRoundedRect(QRectF(1 + place * 9, top, 6, height), 2.5, 2.5)
