"""Commands of the program itself, and of help."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.qt.icons import Icon
from desktop.session.page import SessionPage
from desktop.shell.actions import Command
from desktop.shell.window import MainWindow
from desktop.texts import shell as texts

if TYPE_CHECKING:  # it comes later
    pass


def program_commands(
    window: MainWindow, page: SessionPage, search: Callable[[], object]
) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.PROGRAM,
            name=texts.NEW_SESSION,
            icon=Icon.NEW_SESSION,
            shortcut="Ctrl+N",
            run=page.side.new_session.click,
            is_enabled=page.side.new_session.isEnabled,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.SEARCH,
            icon=Icon.SEARCH,
            shortcut="Ctrl+K",
            run=search,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.TO_NOTICE,
            icon=Icon.NOTICE,
            shortcut="F6",
            run=window.toasts.focus_button,
            is_enabled=lambda: window.toasts.button is not None,
        ),
        Command(
            menu=texts.PROGRAM,
            name=texts.QUIT,
            icon=Icon.QUIT,
            shortcut="Ctrl+Q",
            run=window.close,
        ),
    )


def help_commands(window: MainWindow, show_welcome: Callable[[], object]) -> tuple[Command, ...]:
    return (
        Command(menu=texts.HELP, name=texts.WELCOME, icon=Icon.WELCOME, run=show_welcome),
        Command(
            menu=texts.HELP,
            name=texts.SHORTCUTS,
            icon=Icon.KEYBOARD,
            shortcut="F1; Ctrl+/",
            run=window.show_shortcuts,
        ),
        Command(
            menu=texts.HELP,
            name=texts.OPEN_MENU,
            icon=Icon.MENU,
            shortcut="F10",
            run=window.top.menu.open,
        ),
    )
