"""The choice of an order, beside a search field; either may be left for the other."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from desktop.widgets.escape import Escape

_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class OrderBox(QComboBox):
    chosen = Signal()
    left = Signal()
    """By going elsewhere in the window."""
    escaped = Signal()

    def __init__(self, name: str, choices: Iterable[tuple[object, str]]) -> None:
        super().__init__()
        self.setProperty("look", "flat")
        self.setAccessibleName(name)
        self.setToolTip(name)
        for value, text in choices:
            self.addItem(text, value)
        self.currentIndexChanged.connect(self.chosen)
        Escape(self).pressed.connect(self.escaped)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.left.emit()
