"""The choice of how the player means what they write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget
from typing_extensions import override

from desktop.texts import composer as texts
from engine.domain.ids import CharacterId
from engine.domain.manners import Manner

_OWN: Final = (
    (Manner.DO, texts.DO, texts.DO_HELP),
    (Manner.SAY, texts.SAY, texts.SAY_HELP),
    (Manner.STORY, texts.STORY, texts.STORY_HELP),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Who the player may speak as."""

    id: CharacterId
    name: str

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]


class MannerChoice(QWidget):
    """Exactly one is chosen; speaking as somebody is there only where somebody is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons = {manner: _button(name, text) for manner, name, text in _OWN}
        self._as = _AsButton()
        self._buttons[Manner.AS] = self._as
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for button in self._buttons.values():
            self._group.addButton(button)
            layout.addWidget(button)
        self._buttons[Manner.DO].setChecked(True)
        self._as.hide()
        self._group.buttonToggled.connect(self._tell)
        self._as.somebody_changed.connect(self.changed)

    @property
    def manner(self) -> Manner:
        return next(each for each, button in self._buttons.items() if button.isChecked())

    @property
    def somebody(self) -> Somebody | None:
        """Whose words they are, where they are not the player's own."""
        return self._as.somebody if self._as.isChecked() else None

    def button(self, manner: Manner) -> QPushButton:
        return self._buttons[manner]

    def choose(self, manner: Manner) -> None:
        """As if its button were pressed."""
        if not self._buttons[manner].isHidden():
            self._buttons[manner].click()

    def offer(self, people: Sequence[Somebody]) -> None:
        """Who is here. Whoever is chosen and has left gives the word back to the player."""
        if self._as.isChecked() and self._as.somebody not in people:
            self._buttons[Manner.DO].setChecked(True)
        self._as.offer(people)
        self._as.setVisible(bool(people))

    def _tell(self, _: object, is_checked: bool) -> None:
        if is_checked:
            self.changed.emit()


class _AsButton(QPushButton):
    """Chosen at once where there is one to speak as; by a menu where there are several."""

    somebody_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        _dress(self, texts.AS_HELP)
        self.somebody: Somebody | None = None
        self._people: tuple[Somebody, ...] = ()
        self.clicked.connect(self._ask)

    def offer(self, people: Sequence[Somebody]) -> None:
        self._people = tuple(people)
        if self.somebody not in self._people:
            self.somebody = self._people[0] if len(self._people) == 1 else None
        self._show()

    @override
    def nextCheckState(self) -> None:
        if len(self._people) == 1:
            super().nextCheckState()

    def _ask(self) -> None:
        if len(self._people) < 2:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for who in self._people:
            action = menu.addAction(who.name)
            action.triggered.connect(lambda _=False, who=who: self._take(who))
        menu.popup(self.mapToGlobal(self.rect().topLeft()) - menu.rect().bottomLeft())

    def _take(self, who: Somebody) -> None:
        self.somebody = who
        self._show()
        self.setChecked(True)
        self.somebody_changed.emit()

    def _show(self) -> None:
        several = len(self._people) > 1
        said = texts.AS.format(name=self.somebody.first_name) if self.somebody else texts.AS_ANY
        self.setText(f"{said} ▾" if several else said)
        self.setAccessibleName(said)


def _button(name: str, help_: str) -> QPushButton:
    button = QPushButton(name)
    button.setAccessibleName(name)
    _dress(button, help_)
    return button


def _dress(button: QPushButton, help_: str) -> None:
    button.setCheckable(True)
    button.setProperty("look", "choice")
    button.setToolTip(help_)
    button.setAccessibleDescription(help_)
