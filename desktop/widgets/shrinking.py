"""Something that scrolls only where there is no room for the whole of it."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

_FEWEST_LINES: Final = 3


class ShrinkingArea(QScrollArea):
    """As high as `content` is at its width, if there is room; three lines at least."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self._high = 0
        content.setProperty("look", "bare")
        self.setProperty("look", "shrinking")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(self._be_reachable)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._high)

    @override
    def minimumSizeHint(self) -> QSize:
        fewest = _FEWEST_LINES * self.fontMetrics().lineSpacing()
        return QSize(0, min(self._high, fewest))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        content, port = self._content, self.viewport()
        fits = content.hasHeightForWidth()
        high = content.heightForWidth(port.width()) if fits else content.sizeHint().height()
        high += self.height() - port.height()
        if high != self._high:
            self._high = high
            self.updateGeometry()

    def _be_reachable(self, _lowest: int, highest: int) -> None:
        """The keyboard comes here only where there is something to scroll."""
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.StrongFocus if highest else policy.NoFocus)
