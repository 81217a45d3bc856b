"""What can be done in the window, as data: menus are made from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to do. `shortcut` is written as Qt writes it; "" for none."""

    menu: str
    name: str
    shortcut: str
    run: Callable[[], object]


def add_menus(window: QMainWindow, commands: Sequence[Command]) -> None:
    """Put every command into its menu, in the order given."""
    for title in dict.fromkeys(command.menu for command in commands):
        menu = window.menuBar().addMenu(title)
        for command in commands:
            if command.menu == title:
                menu.addAction(_action(window, command))


def _action(window: QMainWindow, command: Command) -> QAction:
    action = QAction(command.name, window)
    action.setShortcut(QKeySequence(command.shortcut))
    action.triggered.connect(lambda _=False: command.run())
    return action
