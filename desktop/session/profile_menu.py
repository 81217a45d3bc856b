"""Menus in which a profile is chosen."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.parts.profile_choices import ProfileChoice
from engine.domain.ids import ProfileId

Chosen = Callable[[ProfileId | None], object]


def a_menu(parent: QWidget) -> QMenu:
    """A menu that is gone when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def add_profiles(menu: QMenu, choices: Iterable[ProfileChoice], chosen: Chosen) -> None:
    """One entry for each; choosing it calls `chosen`."""
    for choice in choices:
        action = menu.addAction(_text(choice))
        action.triggered.connect(lambda _=False, id_=choice.id: chosen(id_))


def add_exclusive(
    menu: QMenu,
    choices: Iterable[ProfileChoice],
    chosen: Chosen,
    *,
    none: str,
    current: ProfileId | None,
) -> None:
    """As `add_profiles`, below `none`; the `current` one is marked."""
    group = QActionGroup(menu)
    entries: list[tuple[ProfileId | None, str]] = [(None, _plain(none))]
    entries += [(choice.id, _text(choice)) for choice in choices]
    for id_, text in entries:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(id_ == current)
        action.triggered.connect(lambda _=False, id_=id_: chosen(id_))
        group.addAction(action)


def _text(choice: ProfileChoice) -> str:
    """The price stands where other entries have their keys."""
    return f"{_plain(choice.name)}\t{_plain(choice.price)}"


def _plain(text: str) -> str:
    """With nothing in it that a menu takes for a shortcut."""
    return text.replace("&", "&&")
