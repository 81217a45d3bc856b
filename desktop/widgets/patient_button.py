"""A button for what may take a while: it says so, and then offers to end it."""

from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

SAYS_SO_AFTER_MS: Final = 500
CANCELS_AFTER_MS: Final = 2000


class PatientButton(QPushButton):
    """Keeps the focus while it is busy; a press then counts only once it says `cancel`."""

    begun = Signal()
    cancelled = Signal()

    def __init__(self, text: str, *, busy: str, cancel: str) -> None:
        super().__init__(text)
        self._texts = (text, busy, cancel)
        self._is_busy = False
        self._says_so = self._timer(SAYS_SO_AFTER_MS, busy)
        self._cancels = self._timer(CANCELS_AFTER_MS, cancel)
        self.clicked.connect(self._press)

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    @property
    def may_cancel(self) -> bool:
        return self._is_busy and not self._cancels.isActive()

    def set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        for timer in (self._says_so, self._cancels):
            if busy:
                timer.start()
            else:
                timer.stop()
        if not busy:
            self.setText(self._texts[0])

    @override
    def sizeHint(self) -> QSize:
        """Room for the longest text, so that nothing moves."""
        metrics, hint = self.fontMetrics(), super().sizeHint()
        widest = max(metrics.horizontalAdvance(text) for text in self._texts)
        return QSize(hint.width() + widest - metrics.horizontalAdvance(self.text()), hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _timer(self, milliseconds: int, text: str) -> QTimer:
        timer = QTimer(self, interval=milliseconds, singleShot=True)
        timer.timeout.connect(lambda: self.setText(text))
        return timer

    def _press(self) -> None:
        if not self._is_busy:
            self.begun.emit()
        elif self.may_cancel:
            self.cancelled.emit()
