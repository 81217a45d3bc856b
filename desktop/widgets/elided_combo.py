"""A choice whose text ends in an ellipsis where there is no room, and looks like text until used."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter
from typing_extensions import override

from desktop.widgets.calm import CalmCombo


class ElidedCombo(CalmCombo):
    """The column's width does not follow the text; who shows it gives it a tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "flat")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    @property
    def shown(self) -> str:
        """The text as it is painted."""
        option = self._option()
        room = self._room(option).width()
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), self._option()
        if self._is_used:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self._room(option),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.shown,
        )

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @property
    def _is_used(self) -> bool:
        return self.hasFocus() or self.underMouse()

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _room(self, option: QStyleOptionComboBox) -> QRect:
        """While there is no arrow to be seen, the text has its room too."""
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(
            control, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        if not self._is_used:
            room.setRight(self.width() - room.left())
        return room
