"""Commands that change what is seen, and how."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.qt.icons import Icon
from desktop.qt.theme import SCALES, Scheme, Theme
from desktop.session.column_button import COLUMN_ICONS, COLUMN_KEYS, COLUMN_NAMES
from desktop.session.columns import Column
from desktop.session.page import SessionPage
from desktop.shell.actions import Command
from desktop.shell.window import MainWindow
from desktop.texts import shell as texts
from desktop.texts.side import LIBRARY
from desktop.texts.usage import TITLE as USAGE

if TYPE_CHECKING:  # it comes later
    pass


def column_commands(page: SessionPage) -> tuple[Command, ...]:
    return tuple(
        Command(
            menu=texts.VIEW,
            name=COLUMN_NAMES[column],
            icon=COLUMN_ICONS[column],
            shortcut=COLUMN_KEYS[column],
            run=partial(page.columns.toggle, column),
            is_enabled=page.isVisible,
            is_checked=partial(page.columns.is_shown, column),
        )
        for column in Column
    )


def view_commands(
    window: MainWindow, theme: Theme, show_story: Callable[[], object]
) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.VIEW,
            name=texts.SHOW_STORY,
            icon=Icon.STORY,
            shortcut="Ctrl+1",
            run=show_story,
        ),
        Command(
            menu=texts.VIEW,
            name=texts.SHOW_MODELS,
            icon=Icon.CONNECTION,
            shortcut="Ctrl+2",
            run=window.show_models,
            is_enabled=lambda: window.has_models,
        ),
        Command(
            menu=texts.VIEW,
            name=LIBRARY,
            icon=Icon.LIBRARY,
            shortcut="Ctrl+3",
            run=window.show_library,
            is_enabled=lambda: window.has_library,
        ),
        Command(
            menu=texts.VIEW,
            name=USAGE,
            icon=Icon.COINS,
            shortcut="Ctrl+4",
            run=window.show_usage,
            is_enabled=lambda: window.has_usage,
        ),
        *_text_size_commands(theme),
        *(_scheme_command(theme, scheme) for scheme in Scheme),
        Command(
            menu=texts.VIEW,
            name=texts.CALM,
            icon=Icon.MOTION,
            run=lambda: theme.set_calm(not theme.is_calm),
            is_checked=lambda: theme.is_calm,
        ),
    )


def _text_size_commands(theme: Theme) -> tuple[Command, ...]:
    return (
        Command(
            menu=texts.VIEW,
            name=texts.LARGER,
            icon=Icon.LARGER,
            shortcut="Ctrl++; Ctrl+=",
            run=lambda: theme.step_scale(1),
            is_enabled=lambda: theme.scale < max(SCALES),
        ),
        Command(
            menu=texts.VIEW,
            name=texts.SMALLER,
            icon=Icon.SMALLER,
            shortcut="Ctrl+-",
            run=lambda: theme.step_scale(-1),
            is_enabled=lambda: theme.scale > min(SCALES),
        ),
        Command(
            menu=texts.VIEW,
            name=texts.NORMAL,
            icon=Icon.TEXT_SIZE,
            shortcut="Ctrl+0",
            run=lambda: theme.wear(theme.scheme, 1.0),
            is_enabled=lambda: theme.scale != 1.0,
        ),
    )


_SCHEMES: Final[Mapping[Scheme, tuple[str, Icon]]] = {
    Scheme.SYSTEM: (texts.AS_THE_SYSTEM, Icon.AS_THE_SYSTEM),
    Scheme.LIGHT: (texts.LIGHT, Icon.LIGHT),
    Scheme.DARK: (texts.DARK, Icon.DARK),
}


def _scheme_command(theme: Theme, scheme: Scheme) -> Command:
    name, icon = _SCHEMES[scheme]
    return Command(
        menu=texts.VIEW,
        name=name,
        icon=icon,
        run=lambda: theme.wear(scheme, theme.scale),
        is_checked=lambda: theme.scheme is scheme,
    )
