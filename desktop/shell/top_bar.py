"""The bar at the top: the menu, which model plays each of the three roles, and the search."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop.parts.model_roles import heading, tone
from desktop.qt.icons import Icon, icon
from desktop.qt.theme import Theme
from desktop.shell.menu_button import MenuButton
from desktop.shell.switcher import SwitchButton
from desktop.texts import shell as texts
from desktop.widgets.pill import Pill
from engine.domain.tasks import ModelRole

_GAP: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """What a pill says of a model role."""

    model: str
    connection: str
    mark: str = "faint"
    state: str = ""
    """What the mark's colour means, in words; "" while that is not known."""


class TopBar(QWidget):
    models_requested = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu = MenuButton(theme, title)
        self.pills = {role: Pill(theme, heading(role), tone(role)) for role in ModelRole}
        self.switcher = SwitchButton(theme)
        self.search = _SearchButton(theme)
        for pill in self.pills.values():
            pill.clicked.connect(self.models_requested)
        self._parts = (
            _row(self.menu, None),
            _row(*self.pills.values()),
            _row(None, self.switcher, self.search),
        )
        self._lay_out()
        # Its parts know their new sizes only once the texts are laid out.
        theme.changed.connect(lambda: QTimer.singleShot(0, self, self._arrange))

    def bind_search(self, action: QAction) -> None:
        """Let the button for it do what `action` does, and say what it says."""
        self.search.follow(action)
        self._arrange()

    def show_title(self, title: str) -> None:
        self.menu.show_title(title)

    def show_roles(self, lines: Mapping[ModelRole, RoleLine]) -> None:
        for role, pill in self.pills.items():
            line = lines.get(role)
            if line is None:
                pill.show_value(texts.NO_MODEL, "", "bad")
            else:
                pill.show_value(line.model, line.connection, line.mark, line.state)
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Words go first where the pills could not stand in the middle, then where nothing fits."""
        self.search.set_short(False)
        self.switcher.set_short(False)
        room = self.contentsRect().width() - 2 * _GAP
        left, middle, right = (each.sizeHint().width() for each in self._parts)
        self.search.set_short(2 * max(left, right) + middle + 2 * _GAP > room)
        left, middle, right = (each.sizeHint().width() for each in self._parts)
        self.switcher.set_short(left + middle + right + 2 * _GAP > room)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 16, 8)
        layout.setSpacing(_GAP)
        for part, stretch in zip(self._parts, (1, 0, 1), strict=True):
            layout.addWidget(part, stretch)


class _SearchButton(QPushButton):
    """Shows its shortcut and what it does, or its icon alone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(texts.SEARCH)
        self.setProperty("look", "search")
        self.setEnabled(False)
        self._text = texts.SEARCH
        self._theme = theme

    def follow(self, action: QAction) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._text = f"{keys}  {texts.SEARCH}"
        self.setAccessibleName(action.text())
        self.clicked.connect(lambda _=False: action.trigger())
        action.changed.connect(lambda: self._take_state(action))
        self._take_state(action)

    def _take_state(self, action: QAction) -> None:
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.toolTip())

    def set_short(self, short: bool) -> None:
        self.setText("" if short else self._text)
        self.setIcon(icon(self._theme, Icon.SEARCH) if short else QIcon())


def _row(*widgets: QWidget | None) -> QWidget:
    """`None` takes the room that is left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_GAP)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return row
