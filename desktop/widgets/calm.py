"""Fields that leave the mouse wheel to the page they stand on, until they have the focus."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QWidget
from typing_extensions import override

_WITHOUT_WHEEL: Final = Qt.FocusPolicy.StrongFocus
"""Qt's own policy gives the focus to a field as soon as the wheel turns over it."""


class CalmSlider(QSlider):
    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        self.setFocusPolicy(_WITHOUT_WHEEL)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmNumber(QSpinBox):
    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        self.setFocusPolicy(_WITHOUT_WHEEL)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmDecimal(QDoubleSpinBox):
    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        self.setFocusPolicy(_WITHOUT_WHEEL)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmCombo(QComboBox):
    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        self.setFocusPolicy(_WITHOUT_WHEEL)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


def _takes(widget: QWidget, event: QWheelEvent) -> bool:
    """Whether the wheel is this widget's; if not, `event` goes on to the page."""
    if not widget.hasFocus():
        event.ignore()
    return widget.hasFocus()
