"""The way back from a page."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme

_ICON: Final = 16


class BackButton(QPushButton):
    """An arrow, and where it leads."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setProperty("look", "plain")
        set_icon(self, theme, Icon.BACK)
        theme.changed.connect(self._wear)
        self._wear()

    def _wear(self) -> None:
        side = self._theme.px(_ICON)
        self.setIconSize(QSize(side, side))
