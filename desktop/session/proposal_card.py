"""The card of what a model proposes: what is asked first, how it goes, the answer and its price."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.parts.model_roles import badge, tone
from desktop.session.proposals import Field, Proposal, ProposalAction
from desktop.texts import packs as texts
from desktop.widgets.breaking import breakable
from desktop.widgets.escape import Escape
from desktop.widgets.growing_edit import GrowingEdit
from desktop.widgets.labels import ElidedLabel, label, set_property, set_tone
from desktop.widgets.shrinking import ShrinkingArea

_BUTTONS: Final[Mapping[ProposalAction, str]] = {
    ProposalAction.KEEP: texts.KEEP_VERSION,
    ProposalAction.ASK: texts.ASK,
    ProposalAction.COPY: texts.COPY,
    ProposalAction.AGAIN: texts.AGAIN,
    ProposalAction.CANCEL: texts.CANCEL,
    ProposalAction.CLOSE: texts.CLOSE,
}
_FIRST: Final = (ProposalAction.KEEP, ProposalAction.ASK)


class ProposalCard(QFrame):
    """Hidden while nothing is proposed. Escape cancels what runs, or closes the card."""

    pressed = Signal(str)
    """A `ProposalAction`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._title = ElidedLabel("", "strong")
        self._role = label("", "role")
        self._form = QWidget()
        self._grid = QGridLayout(self._form)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._inputs: dict[str, QLineEdit | QComboBox] = {}
        self._shown: tuple[Field, ...] = ()
        self._mark = label("", "warn", wrap=True)
        self._text = GrowingEdit()
        self._text.setReadOnly(True)
        self._text.setProperty("look", "reading")
        self._beside = label("", "small", wrap=True)
        self._long = self._what_may_be_long()
        self._sentence = label("", "small", wrap=True)
        self._foot = label("", "faint", wrap=True)
        self._buttons = {action: self._button(action) for action in _BUTTONS}
        self._lay_out()
        Escape(self).pressed.connect(self._leave)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.toPlainText()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @property
    def mark(self) -> str:
        return self._mark.text()

    @property
    def foot(self) -> str:
        return self._foot.text()

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the blanks."""
        return {
            name: each.currentData() if isinstance(each, QComboBox) else each.text()
            for name, each in self._inputs.items()
        }

    def button(self, action: ProposalAction) -> QPushButton:
        return self._buttons[action]

    def input(self, name: str) -> QLineEdit | QComboBox:
        return self._inputs[name]

    def show_proposal(self, proposal: Proposal, *, focus: bool = True) -> None:
        """With `focus`, the keyboard goes to what is likely pressed or filled next."""
        self._title.setText(proposal.title)
        self._role.setText(badge(proposal.model_role))
        set_tone(self._role, tone(proposal.model_role))
        set_tone(self, tone(proposal.model_role))
        self.setAccessibleName(proposal.title)
        self._text.setPlainText(proposal.text)
        self._text.setVisible(bool(proposal.text))
        self._text.setAccessibleName(texts.ANSWER_OF.format(pack=proposal.title))
        self._text.setAccessibleDescription(proposal.mark)
        _show(self._mark, proposal.mark)
        _show(self._beside, proposal.beside)
        _show(self._sentence, proposal.sentence)
        set_property(self._sentence, "look", "bad" if proposal.failed else "small")
        _show(self._foot, proposal.foot)
        self._show_fields(proposal.fields)
        self._long.setVisible(bool(proposal.fields or proposal.text))
        self._show_buttons(proposal)
        self.show()
        if focus:
            self._take_focus(proposal)

    def clear(self) -> None:
        self.hide()
        self._show_fields(())
        self._text.clear()

    def set_keepable(self, keepable: bool) -> None:
        """Nothing is added to the story while a turn is being written."""
        keep = self._buttons[ProposalAction.KEEP]
        keep.setEnabled(keepable)
        keep.setToolTip("" if keepable else texts.NOT_WHILE_PLAYING)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.window().focusWidget() in self._inputs.values():
            self.pressed.emit(ProposalAction.ASK.value)
        else:
            super().keyPressEvent(event)

    def _show_buttons(self, proposal: Proposal) -> None:
        self._buttons[ProposalAction.KEEP].setText(proposal.keep)
        for action, button in self._buttons.items():
            button.setVisible(action in proposal.actions)
            button.setAccessibleDescription(proposal.title)

    def _take_focus(self, proposal: Proposal) -> None:
        first = next((each for each in _BUTTONS if each in proposal.actions), None)
        if proposal.mark:  # what is not an answer to this is not kept by one key
            first = ProposalAction.AGAIN
        if self._inputs and ProposalAction.ASK in proposal.actions:
            next(iter(self._inputs.values())).setFocus()
        elif first is not None:
            self._buttons[first].setFocus()

    def _show_fields(self, fields: tuple[Field, ...]) -> None:
        self._form.setVisible(bool(fields))
        if fields == self._shown:
            return
        self._shown = fields
        for old in self._form.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly):
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._inputs = {each.name: self._input(each) for each in fields}
        for place, each in enumerate(fields):
            caption = label(each.label, "dim", wrap=True)
            caption.setBuddy(self._inputs[each.name])
            self._grid.addWidget(caption, place, 0)
            self._grid.addWidget(self._inputs[each.name], place, 1)
        # Where the text is in the tab order, with the text after them.
        for before, after in pairwise((self._text, *self._inputs.values(), self._text)):
            QWidget.setTabOrder(before, after)

    def _input(self, field: Field) -> QLineEdit | QComboBox:
        made: QLineEdit | QComboBox
        if field.options:
            made = QComboBox()
            for option in field.options:
                made.addItem(option.capitalize(), option)
            made.setCurrentIndex(max(made.findData(field.value), 0))
        else:
            made = QLineEdit(field.value)
        made.setAccessibleName(field.label)
        return made

    def _leave(self) -> None:
        runs = self._buttons[ProposalAction.CANCEL].isVisible()
        self.pressed.emit((ProposalAction.CANCEL if runs else ProposalAction.CLOSE).value)

    def _button(self, action: ProposalAction) -> QPushButton:
        made = QPushButton(_BUTTONS[action])
        made.setProperty("look", "primary" if action in _FIRST else "")
        made.clicked.connect(lambda: self.pressed.emit(action.value))
        return made

    def _what_may_be_long(self) -> ShrinkingArea:
        """The rest is in view however small the window is."""
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._form, self._mark, self._text, self._beside):
            layout.addWidget(widget)
        return ShrinkingArea(content)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._role)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        for widget in (self._long, self._sentence, self._foot):
            layout.addWidget(widget)
        layout.addLayout(row)


def _show(shown: QLabel, text: str) -> None:
    shown.setText(breakable(text))
    shown.setVisible(bool(text))
