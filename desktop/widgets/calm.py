"""Fields that leave the mouse wheel to the page they stand on, until they have the focus."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QWidget
from typing_extensions import override


class CalmSlider(QSlider):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmNumber(QSpinBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmDecimal(QDoubleSpinBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


class CalmCombo(QComboBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _takes(self, event):
            super().wheelEvent(event)


def _takes(widget: QWidget, event: QWheelEvent) -> bool:
    """Whether the wheel is this widget's; if not, `event` goes on to the page."""
    if not widget.hasFocus():
        event.ignore()
    return widget.hasFocus()
