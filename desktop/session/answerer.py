"""Who answers this turn, where that is not who usually does."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QPushButton, QToolButton

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.texts import comparing as texts
from engine.domain.ids import ProfileId

_MOST: Final = 420
"""Pixels at a text scale of 1."""


class Answerer(QObject):
    """A button that asks for a menu of profiles, and a chip that shows the one chosen.

    Both stand where the composer puts them.
    """

    menu_requested = Signal(QPoint)
    """Where on the screen the menu's lower left corner belongs."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.profile: ProfileId | None = None
        self.button = QToolButton()
        self.button.setProperty("look", "flat")
        set_icon(self.button, theme, Icon.MODEL)
        self.button.setAccessibleName(texts.REPLY_WITH)
        self.button.setToolTip(texts.REPLY_WITH_HELP)
        self.button.clicked.connect(self.ask)
        self.chip = QPushButton()
        self.chip.setProperty("look", "choice")
        self.chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(self.chip, theme, Icon.CLOSE)
        self.chip.clicked.connect(lambda: self.choose(None))
        theme.changed.connect(self._show)
        self._show()

    def ask(self) -> None:
        self.menu_requested.emit(self.button.mapToGlobal(QPoint(0, 0)))

    def choose(self, profile: ProfileId | None) -> None:
        """`profile` answers the next turn; None leaves it to whoever usually does."""
        self.profile = profile
        self._show()

    def set_enabled(self, enabled: bool) -> None:
        for button in (self.button, self.chip):
            button.setEnabled(enabled)

    def _show(self) -> None:
        said = texts.WITH.format(profile=self.profile)
        room = self._theme.px(_MOST)
        metrics = self.chip.fontMetrics()
        self.chip.setText(metrics.elidedText(said, Qt.TextElideMode.ElideMiddle, room))
        help_ = texts.WITH_NO_LONGER.format(profile=self.profile)
        self.chip.setAccessibleName(help_)
        self.chip.setToolTip(help_)
        self.chip.setVisible(self.profile is not None)
