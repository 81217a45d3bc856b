"""A tab that shows what it is told only when it can be seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override


class Tab(QWidget):
    """Subclasses show everything anew in `refresh`, which a hidden tab puts off."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_stale = False

    def tell(self) -> None:
        """There is something new to show."""
        self._is_stale = True
        if self.isVisible():
            self._catch_up()

    def refresh(self) -> None:
        raise NotImplementedError

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self.refresh()
