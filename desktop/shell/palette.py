"""Everything that can be done, found by typing: Ctrl+K."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.shell.actions import Command

PLACEHOLDER: Final = "Search or do anything"
NOTHING: Final = "Nothing is called that"
WIDTH: Final = 520
HEIGHT: Final = 360
TOP: Final = 72
_COMMAND: Final = Qt.ItemDataRole.UserRole
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class Palette(QFrame):
    """Lies over its window while it is used."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("look", "strip")
        self.setAccessibleName(PLACEHOLDER)
        self._window = window
        self._commands: tuple[Command, ...] = ()
        self._field = QLineEdit(self, placeholderText=PLACEHOLDER)
        self._field.setAccessibleName(PLACEHOLDER)
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list = QListWidget(self)
        self._list.setAccessibleName("What can be done")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSpacing(2)
        self._list.itemClicked.connect(self._run)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self.hide()

    def offer(self, commands: Sequence[Command]) -> None:
        """Open with `commands`, the first one chosen."""
        self._commands = tuple(commands)
        width = min(WIDTH, self._window.width() - 40)
        height = min(HEIGHT, self._window.height() - 2 * TOP)
        self.setGeometry((self._window.width() - width) // 2, TOP, width, height)
        self._field.clear()
        self._filter("")
        self.show()
        self.raise_()
        self._field.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _takes(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentItem())
        elif key in _STEPS:
            place = self._list.currentRow() + _STEPS[key]
            self._list.setCurrentRow(max(0, min(place, self._list.count() - 1)))
        else:
            return False
        return True

    def _filter(self, text: str) -> None:
        self._list.clear()
        for command in matching(self._commands, text):
            shortcut = f"    {command.shortcut}" if command.shortcut else ""
            item = QListWidgetItem(f"{command.menu}: {command.name}{shortcut}", self._list)
            item.setData(_COMMAND, command)
        if not self._list.count():
            QListWidgetItem(NOTHING, self._list).setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        command = item.data(_COMMAND) if item else None
        if command is not None:
            self._close()
            command.run()

    def _close(self) -> None:
        self.hide()
        self._window.setFocus()


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
