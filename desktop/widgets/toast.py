"""A short sentence over the page that goes by itself, with a button where one press helps."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop.widgets.labels import label

_SLIDE_MS: Final = 140


class Toast(QFrame):
    """One sentence. It stays as long as somebody points at it or has the focus on its button."""

    gone = Signal()

    def __init__(
        self, parent: QWidget, sentence: str, button: str, pressed: Callable[[], object] | None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "toast")
        self.setAccessibleName(sentence)
        self._sentence = label(sentence)
        self._pressed = pressed
        self.button = QPushButton(button) if button else None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(self._sentence, 1)
        if self.button:
            layout.setContentsMargins(14, 5, 6, 5)
            self.button.setAccessibleDescription(sentence)
            self.button.clicked.connect(self._press)
            self.button.installEventFilter(self)
            layout.addWidget(self.button)

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def stay(self, seconds: float) -> None:
        self._timer.start(round(seconds * 1000))

    def fit(self, most: int) -> None:
        """Be as wide as the sentence in one line; in several where it is wider than `most`."""
        self._sentence.setWordWrap(False)
        if self.sizeHint().width() > most:
            self._sentence.setWordWrap(True)
            self.resize(most, self.heightForWidth(most))
        else:
            self.adjustSize()

    def put(self, place: QPoint) -> None:
        self._slide.stop()
        self.move(place)

    def slide_in(self) -> None:
        """From below to where it is."""
        self._slide.setStartValue(self.pos() + QPoint(0, self.height()))
        self._slide.setEndValue(self.pos())
        self._slide.start()

    def announce(self) -> None:
        """Have a screen reader say it."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.sentence))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and not self._timer.isActive():
            self._timer.start()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            return self._escape(event)
        return super().eventFilter(watched, event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._timer.isActive():
            self._timer.start()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gone.emit()

    def _escape(self, event: QKeyEvent) -> bool:
        """Escape is for the sentence here, not for the window's shortcut."""
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.gone.emit()
        return True

    def _leave(self) -> None:
        if not (self.underMouse() or (self.button and self.button.hasFocus())):
            self.gone.emit()

    def _press(self) -> None:
        self.gone.emit()
        if self._pressed:
            self._pressed()
