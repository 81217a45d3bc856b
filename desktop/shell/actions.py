"""What can be done in the window, as data: menus, palette and buttons are made from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to do.

    `shortcut` is written as Qt writes it, several after another with "; "; "" for none. A command
    with `is_checked` is one of two or more states.
    """

    name: str
    menu: str
    icon: Icon
    run: Callable[[], object]
    shortcut: str = ""
    is_enabled: Callable[[], bool] = always
    is_checked: Callable[[], bool] | None = None

    @property
    def keys(self) -> list[QKeySequence]:
        return QKeySequence.listFromString(self.shortcut) if self.shortcut else []

    @property
    def keys_text(self) -> str:
        """The first shortcut as this system writes it."""
        native = QKeySequence.SequenceFormat.NativeText
        return self.keys[0].toString(native) if self.keys else ""


class Actions(QObject):
    """The commands as Qt has them. Their shortcuts work all over `window`."""

    def __init__(self, window: QWidget, theme: Theme, commands: Sequence[Command]) -> None:
        super().__init__(window)
        self.commands = tuple(commands)
        self._actions = {command.name: self._made(theme, command) for command in commands}
        window.addActions(list(self._actions.values()))
        self.refresh()

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def refresh(self) -> None:
        """Ask every command anew whether it can be done, and which state it is in."""
        for command in self.commands:
            action = self._actions[command.name]
            action.setEnabled(command.is_enabled())
            if command.is_checked is not None:
                action.setChecked(command.is_checked())

    def menus(self, parent: QWidget) -> list[QMenu]:
        """A menu for every title, in the order of the commands."""
        return [self._menu(title, parent) for title in self._titles()]

    def _titles(self) -> list[str]:
        return list(dict.fromkeys(command.menu for command in self.commands))

    def _menu(self, title: str, parent: QWidget) -> QMenu:
        menu = QMenu(title, parent)
        menu.addActions([self._actions[each.name] for each in self.commands if each.menu == title])
        menu.aboutToShow.connect(self.refresh)
        return menu

    def _made(self, theme: Theme, command: Command) -> QAction:
        action = QAction(command.name, self)
        set_icon(action, theme, command.icon)
        action.setShortcuts(command.keys)
        action.setToolTip(" ".join(filter(None, (command.name, _bracketed(command.keys_text)))))
        action.setCheckable(command.is_checked is not None)
        action.triggered.connect(lambda _=False: self._run(command))
        return action

    def _run(self, command: Command) -> None:
        command.run()
        self.refresh()


def _bracketed(keys: str) -> str:
    return f"({keys})" if keys else ""
