"""The session page before there is a session: its three columns, and the field to write in."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.session.composer import COLUMN, Composer
from desktop.texts import shell as texts
from desktop.widgets.labels import label, panel

_SIDE_WIDTHS: Final = (248, 356)


class OpeningPage(QWidget):
    """Quick to make, so that the window stands while the engine is still being imported.

    With the focus it lets the composer have what is typed, also when that stands elsewhere already.
    """

    def __init__(self, composer: Composer, scale: float) -> None:
        super().__init__()
        self._composer = composer
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        left, right = panel("side", "right"), panel("side", "left")
        for side, width in zip((left, right), _SIDE_WIDTHS, strict=True):
            side.setFixedWidth(width)
        layout.addWidget(left)
        layout.addWidget(self._centre(round(COLUMN * scale)), 1)
        layout.addWidget(right)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isprintable() and event.text():
            QApplication.sendEvent(self._composer.edit, event)
        else:
            super().keyPressEvent(event)

    def _centre(self, column: int) -> QWidget:
        centre = panel("story")
        self._composer.setMaximumWidth(column)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(24, 8, 24, 16)
        layout.addStretch(1)
        layout.addWidget(label(texts.OPENING, "dim"), alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        layout.addWidget(self._composer)
        return centre
