"""Labels by what they are for; the style sheet says how each looks."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

_SPACED: Final = ("caption", "role-title")
_SPACING: Final = 106
"""Per cent: capitals are read more easily a little apart, which no style sheet can say."""


def label(text: str, look: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text: nothing in it is ever read as markup."""
    made = QLabel(text, wordWrap=wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setProperty("tone", tone)
    if look in _SPACED:
        font = made.font()
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _SPACING)
        made.setFont(font)
    return made


def panel(look: str, edge: str = "") -> QWidget:
    """A plain ground for others; `edge` is the side on which it has a line."""
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("look", look)
    made.setProperty("edge", edge)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Let the style sheet see another tone."""
    set_property(widget, "tone", tone)


def set_property(widget: QWidget, name: str, value: object) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where there is no room; the tool tip has it whole."""

    def __init__(self, text: str = "", look: str = "") -> None:
        super().__init__(text)
        self.setProperty("look", look)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
