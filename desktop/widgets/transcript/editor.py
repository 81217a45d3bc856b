"""The field in which a message is changed where it stands."""

import re
from typing import Final

from PySide6.QtCore import QEvent, QMargins, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QTextBlockFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.texts import story as texts
from desktop.widgets.labels import ElidedLabel

_MOST_CHARACTERS: Final = 150_000
_LONGEST_WORD: Final = re.compile(r"\S{10000}")
"""A line that cannot be broken is laid out in the square of its length."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def can_be_edited(text: str) -> bool:
    """Whether typing in `text` would not make the player wait."""
    return len(text) <= _MOST_CHARACTERS and not _LONGEST_WORD.search(text)


class MessageEditor(QFrame):
    """Says what the player wants done with the text; whoever shows it does that."""

    saved = Signal()
    cancelled = Signal()
    height_changed = Signal()

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "editor")
        self._original = text
        self._is_held = False
        self.field = _Field(self)
        self.field.setAccessibleName(texts.EDIT_OF.format(name=name) if name else texts.EDIT)
        self.field.setPlainText(text)
        self._layout = QVBoxLayout(self)
        self._hint = ElidedLabel(texts.EDIT_KEYS, "small")
        self.cancel = QPushButton(texts.CANCEL)
        self.save = QPushButton(texts.SAVE)
        self.save.setProperty("look", "primary")
        self._lay_out()
        self.field.textChanged.connect(self._fit)
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.cancelled)
        self._offer()

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def is_changed(self) -> bool:
        return self.text != self._original

    def hold(self, held: bool) -> None:
        """Let nothing be saved for now: a turn is being written."""
        self._is_held = held
        self._offer()

    def dress(self, font: QFont, line_height: int, margins: QMargins) -> None:
        """Look like the text that stood here; `line_height` is per cent of the font's own."""
        self._layout.setContentsMargins(margins)
        self.field.dress(font, line_height)
        self._fit()

    def fit(self, width: int, most: int) -> int:
        """Be as wide as told, and as high as the text needs; the answer is that height."""
        self.setFixedWidth(width)
        self._layout.activate()
        around = self._layout.minimumSize().height() - self.field.minimumHeight()
        self.field.setFixedHeight(max(min(self.field.needed_height, most - around), 1))
        height = around + self.field.height()
        self.setFixedHeight(height)
        return height

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # no key that is pressed here means the story or its turn
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save.click()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self._layout.setSpacing(6)
        self._layout.addWidget(self.field)
        self._layout.addLayout(foot)
        self.setFocusProxy(self.field)
        QWidget.setTabOrder(self.field, self.save)
        QWidget.setTabOrder(self.save, self.cancel)

    def _fit(self) -> None:
        self._offer()
        self.height_changed.emit()

    def _offer(self) -> None:
        self.save.setEnabled(bool(self.text.strip()) and not self._is_held)
        self._hint.setText(texts.EDIT_HELD if self._is_held else texts.EDIT_KEYS)


class _Field(QTextEdit):
    """Plain text in the message's own letters."""

    focused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)

    @property
    def needed_height(self) -> int:
        return int(-(-self.document().size().height() // 1)) + 2

    def dress(self, font: QFont, line_height: int) -> None:
        self.setFont(font)
        shape = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        shape.setLineHeight(line_height, kind.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self.document().setUndoRedoEnabled(False)  # how it looks is nothing to take back
        cursor.mergeBlockFormat(shape)
        self.document().setUndoRedoEnabled(True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape or (event.key() in _ENTER and control):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        is_shortcut = event.type() is QEvent.Type.ShortcutOverride
        if is_shortcut and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # elsewhere it stops the turn
            return True
        return super().event(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()
