"""Everything that can be done, and every session and connection by its name: found by typing."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.shell.actions import Command
from desktop.shell.palette_row import COMMAND, PaletteRow
from desktop.texts import shell as texts

_WIDTH: Final = 600
_HEIGHT: Final = 420
_TOP: Final = 72
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Palette(QFrame):
    """Lies over its window while it is used."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self.setProperty("look", "palette")
        self.setAccessibleName(texts.SEARCH)
        self._window = window
        self._theme = theme
        self._left: QWidget | None = None
        self._commands: tuple[Command, ...] = ()
        self._field = QLineEdit(self, placeholderText=texts.SEARCH)
        self._field.setAccessibleName(texts.SEARCH)
        set_icon(
            self._field.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition),
            theme,
            Icon.SEARCH,
        )
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list = QListWidget(self)
        self._list.setProperty("look", "bare")
        self._list.setAccessibleName(texts.WHAT_CAN_BE_DONE)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._row = PaletteRow(theme)
        self._list.setItemDelegate(self._row)
        self._list.itemClicked.connect(self._run)
        self._list.currentItemChanged.connect(self._announce)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self.hide()

    def offer(self, commands: Sequence[Command]) -> None:
        """Open with `commands`, the first one that can be done chosen."""
        self._commands = tuple(commands)
        if not self.isVisible():
            self._left = self._window.focusWidget()
        self._place()
        self._field.clear()
        self._filter("")
        self.show()
        self.raise_()
        self._field.setFocus()

    def add(self, commands: Sequence[Command]) -> None:
        """What is found out a moment later."""
        self._commands += tuple(commands)
        self._filter(self._field.text(), self._list.currentRow())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            return self._takes(event)
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key != Qt.Key.Key_Escape and key not in (*_ENTER, *_STEPS):
            return False
        # Accepted, a key is no longer the window's shortcut.
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._press(key)
        return True

    def _press(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in _ENTER:
            self._run(self._list.currentItem())
        else:
            place = self._list.currentRow() + _STEPS[key]
            self._list.setCurrentRow(max(0, min(place, self._list.count() - 1)))

    def _place(self) -> None:
        width = min(self._theme.px(_WIDTH), self._window.width() - 40)
        height = min(self._theme.px(_HEIGHT), self._window.height() - 2 * _TOP)
        self.setGeometry((self._window.width() - width) // 2, _TOP, width, height)

    def _filter(self, text: str, row: int | None = None) -> None:
        self._list.clear()
        found = matching(self._commands, text)
        for command in found:
            said = ", ".join(filter(None, (command.name, command.menu, command.keys_text)))
            QListWidgetItem(said, self._list).setData(COMMAND, command)
        if not found:
            QListWidgetItem(texts.NOTHING_FOUND, self._list).setFlags(Qt.ItemFlag.NoItemFlags)
        if row is None:
            row = next((n for n, each in enumerate(found) if each.is_enabled()), 0)
        self._list.setCurrentRow(row)

    def _run(self, item: QListWidgetItem | None) -> None:
        command = item.data(COMMAND) if item else None
        if command is not None and command.is_enabled():
            self._close()
            command.run()

    def _close(self) -> None:
        self.hide()
        (self._left or self._window).setFocus()

    def _announce(self, item: QListWidgetItem | None) -> None:
        """The focus stays in the field, so a screen reader is told what is chosen."""
        if item is not None and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, item.text()))


def matching(commands: Sequence[Command], text: str) -> tuple[Command, ...]:
    """The commands that have every word of `text` somewhere; those named by it come first."""
    words = text.casefold().split()
    found = [
        command
        for command in commands
        if all(word in f"{command.menu} {command.name}".casefold() for word in words)
    ]
    return tuple(sorted(found, key=lambda command: not _is_named(command, words)))


def _is_named(command: Command, words: Sequence[str]) -> bool:
    return bool(words) and command.name.casefold().startswith(words[0])
