"""A button that shows what stands below it, and hides it again."""

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.qt.icons import Icon, icon
from desktop.qt.theme import Theme


class Disclosure(QPushButton):
    """Checked while `content` can be seen. Whoever has both lays them out."""

    def __init__(self, theme: Theme, text: str, content: QWidget) -> None:
        super().__init__(text)
        self._theme = theme
        self._content = content
        content.hide()
        self.setCheckable(True)
        self.setProperty("look", "disclosure")
        self.toggled.connect(content.setVisible)
        self.toggled.connect(self._draw)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        name = Icon.CHEVRON_DOWN if self.isChecked() else Icon.CHEVRON_RIGHT
        self.setIcon(icon(self._theme, name))
