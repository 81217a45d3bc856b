"""A line with a field for the words to look for."""

from typing import Final

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.texts import story as texts
from desktop.widgets.labels import label

_WIDTH: Final = 280
_MOST_CHARACTERS: Final = 200


class FindBar(QFrame):
    """Hidden until it is opened; gives the focus back to whoever had it when it closes."""

    text_changed = Signal(str)
    stepped = Signal(bool)
    """Whether forward."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "bar")
        self.setProperty("edge", "bottom")
        self.setAccessibleName(texts.FIND)
        self.field = QLineEdit(placeholderText=texts.FIND, clearButtonEnabled=False)
        self.field.setAccessibleName(texts.FIND)
        self.field.setMaxLength(_MOST_CHARACTERS)
        self.tally = label("", "small")
        self.previous = _button(theme, Icon.CHEVRON_UP, texts.FIND_PREVIOUS)
        self.next = _button(theme, Icon.CHEVRON_DOWN, texts.FIND_NEXT)
        self.close_button = _button(theme, Icon.CLOSE, texts.FIND_CLOSE)
        self._lay_out()
        self._connect()
        self.hide()

    def open(self, text: str = "") -> None:
        """Show the field with the focus, `text` in it; "" leaves what was looked for last."""
        if self.isHidden():
            self._before = self.window().focusWidget()
        self.show()
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.text_changed.emit(self.field.text())

    def leave(self) -> None:
        if self.isHidden():
            return
        self.hide()
        self.closed.emit()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_tally(self, current: int, total: int | None) -> None:
        """The hit at hand, counted from one, of how many; None while that is counted."""
        looks = bool(self.field.text().strip())
        self.tally.setText(_said(current, total) if looks else "")
        if QAccessible.isActive() and total is not None and looks:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.tally.text()))
        for button in (self.previous, self.next):
            button.setEnabled(looks and total != 0)

    @override
    def event(self, event: QEvent) -> bool:
        is_shortcut = event.type() is QEvent.Type.ShortcutOverride
        if is_shortcut and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # elsewhere it stops the turn
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.text_changed)
        self.previous.clicked.connect(lambda: self.stepped.emit(False))
        self.next.clicked.connect(lambda: self.stepped.emit(True))
        self.close_button.clicked.connect(self.leave)
        self._theme.changed.connect(self._fit)
        self._fit()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 6, 16, 6)
        layout.setSpacing(6)
        layout.addWidget(self.field, 4)
        layout.addWidget(self.tally)
        layout.addStretch(1)
        for button in (self.previous, self.next, self.close_button):
            layout.addWidget(button)

    def _fit(self) -> None:
        self.field.setMaximumWidth(self._theme.px(_WIDTH))
        side = self._theme.px(16)
        for button in (self.previous, self.next, self.close_button):
            button.setIconSize(QSize(side, side))


def _button(theme: Theme, sign: Icon, name: str) -> QToolButton:
    made = QToolButton()
    set_icon(made, theme, sign)
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setProperty("look", "quiet")
    return made


def _said(current: int, total: int | None) -> str:
    if total is None:
        return texts.FIND_COUNTING
    if total == 0:
        return texts.FIND_NOTHING
    number = QLocale().toString
    return texts.FIND_PLACE.format(current=number(current), total=number(total))
