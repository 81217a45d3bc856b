"""The lower part of a rule's card: why the verdict was given, or what the judge says now."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.session.card_words import lines_text
from desktop.session.looks import Look, LookAction
from desktop.texts import right as texts
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import label

_BUTTONS: Final[Mapping[LookAction, tuple[str, str]]] = {
    LookAction.APPLY: (texts.APPLY, texts.APPLY_OF),
    LookAction.AGAIN: (texts.AGAIN, texts.AGAIN_OF),
    LookAction.CANCEL: (texts.CANCEL, texts.CANCEL),
    LookAction.HIDE: (texts.HIDE, texts.HIDE),
}


class LookView(QWidget):
    pressed = Signal(str)
    """The `LookAction` that was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._rule = label("", "rule")
        self._rule.setFixedHeight(1)
        self._sentence = label("", "small", wrap=True)
        self._quote = label("", "quote", wrap=True)
        self._changes = label("", "effects", wrap=True)
        self._buttons = {action: self._button(action) for action in _BUTTONS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(6)
        for widget in (self._rule, self._sentence, self._quote, self._changes):
            layout.addWidget(widget)
        row = QHBoxLayout()
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.words = ""
        self.hide()

    @property
    def text(self) -> str:
        return self._sentence.text()

    @property
    def changes(self) -> str:
        return self._changes.text()

    def button(self, action: LookAction) -> QPushButton:
        return self._buttons[action]

    def show_look(self, look: Look | None, rule: str) -> None:
        self.setVisible(look is not None)
        self.words = look.quote if look else ""
        if look is None:
            return
        changes = lines_text(look.changes)
        if look.second is not None:
            changes = changes or texts.NO_CHANGES
        self._sentence.setText(breakable(look.sentence))
        self._quote.setText(breakable(texts.QUOTE.format(words=look.quote)))
        self._quote.setVisible(bool(look.quote))
        self._changes.setText(breakable(changes))
        self._changes.setVisible(bool(changes))
        for action, button in self._buttons.items():
            button.setVisible(action in look.actions)
            button.setAccessibleName(_BUTTONS[action][1].format(rule=rule))

    def _button(self, action: LookAction) -> QPushButton:
        made = QPushButton(_BUTTONS[action][0])
        made.setProperty("look", "small")
        made.clicked.connect(lambda: self.pressed.emit(action.value))
        return made
