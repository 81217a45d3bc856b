"""A button that shows what stands below it, and hides it again."""

from PySide6.QtWidgets import QPushButton

from desktop.qt.icons import Icon, icon
from desktop.qt.theme import Theme


class Disclosure(QPushButton):
    """Checked while what it names can be seen. Whoever has it shows that, and lays it out."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setCheckable(True)
        self.setProperty("look", "disclosure")
        self.toggled.connect(self._draw)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        name = Icon.CHEVRON_DOWN if self.isChecked() else Icon.CHEVRON_RIGHT
        self.setIcon(icon(self._theme, name))
