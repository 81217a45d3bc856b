"""Short sentences over the page that go by themselves, with a button where one press helps."""

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
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.widgets.labels import label

MOST: Final = 3
SECONDS: Final = 5.0
SECONDS_WITH_BUTTON: Final = 12.0
_WIDTH: Final = 520
_BOTTOM: Final = 52
_GAP: Final = 8
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


class Toasts(QObject):
    """At the bottom of `page`, the newest lowest, never more than `MOST`."""

    changed = Signal()
    """Others can be seen than before."""

    def __init__(
        self,
        page: QWidget,
        theme: Theme,
        seconds: float = SECONDS,
        seconds_with_button: float = SECONDS_WITH_BUTTON,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._theme = theme
        self._seconds = seconds
        self._seconds_with_button = seconds_with_button
        self._shown: list[Toast] = []
        self._left: QWidget | None = None
        self._ground: QWidget | None = None
        page.installEventFilter(self)
        theme.changed.connect(self._place)

    def keep_clear(self, ground: QWidget) -> None:
        """Stand above `ground`, in its middle, as long as it can be seen."""
        self._ground = ground
        ground.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """The newest last."""
        return tuple(self._shown)

    @property
    def button(self) -> QPushButton | None:
        """The button of the newest that has one."""
        return next((each.button for each in reversed(self._shown) if each.button), None)

    def say(
        self, sentence: str, button: str = "", pressed: Callable[[], object] | None = None
    ) -> None:
        """Tell it without taking the focus. Pressing `button` calls `pressed`."""
        toast = Toast(self._page, sentence, button, pressed)
        toast.gone.connect(lambda: self._remove(toast))
        self._shown.append(toast)
        for old in self._shown[:-MOST]:
            self._remove(old)
        toast.stay(self._seconds_with_button if button else self._seconds)
        # In its place first: what is shown under the pointer would count as pointed at.
        self._place()
        toast.show()
        if not self._theme.is_calm:
            toast.slide_in()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, sentence))
        self.changed.emit()

    def focus_button(self) -> None:
        """Put the focus on the newest button, as it never goes there by itself."""
        if self.button:
            self._left = QApplication.focusWidget()
            self.button.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)

    def _remove(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            if toast.button and toast.button.hasFocus():
                self._give_back_focus()
            toast.hide()
            toast.deleteLater()
            self._place()
            self.changed.emit()

    def _give_back_focus(self) -> None:
        if self._left is not None and isValid(self._left):
            self._left.setFocus()
        self._left = None

    def _place(self) -> None:
        middle, bottom = self._foot()
        most = min(self._theme.px(_WIDTH), self._page.width() - 2 * _BOTTOM)
        for toast in reversed(self._shown):
            toast.fit(most)
            bottom -= toast.height()
            toast.put(QPoint(middle - toast.width() // 2, bottom))
            toast.raise_()
            bottom -= _GAP

    def _foot(self) -> tuple[int, int]:
        """The middle and the bottom of where they stand."""
        if self._ground is None or not self._ground.isVisible():
            return self._page.width() // 2, self._page.height() - self._theme.px(_BOTTOM)
        place = self._ground.mapTo(self._page, QPoint(self._ground.width() // 2, 0))
        return place.x(), place.y() - _GAP
