"""The short sentences over a page: which are there, and where they stand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.qt.theme import Theme

if TYPE_CHECKING:
    from desktop.widgets.toast import Toast

MOST: Final = 3
SECONDS: Final = 5.0
SECONDS_WITH_BUTTON: Final = 12.0
_WIDTH: Final = 520
_BOTTOM: Final = 52
_GAP: Final = 8


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
    def shown(self) -> "tuple[Toast, ...]":
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
        # Not before: what it is made of would keep the window from its first paint.
        from desktop.widgets.toast import Toast

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
        toast.announce()
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

    def _remove(self, toast: "Toast") -> None:
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
