"""Which two models are to be compared."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.parts.profile_choices import ProfileChoice
from desktop.texts import comparing as texts
from desktop.widgets.labels import label
from engine.domain.ids import ProfileId


class CompareDialog(QDialog):
    """Two choices that cannot be the same."""

    def __init__(
        self, parent: QWidget, choices: Sequence[ProfileChoice], first: ProfileId | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.COMPARE_TITLE)
        self._choices = choices
        self.first, self.second = _combo(choices, texts.FIRST), _combo(choices, texts.SECOND)
        ids = [choice.id for choice in choices]
        place = ids.index(first) if first in ids else 0
        self.first.setCurrentIndex(place)
        self.second.setCurrentIndex(1 if place == 0 else 0)
        self._prices = label("", "small", wrap=True), label("", "small", wrap=True)
        self._problem = label("", "bad", wrap=True)
        buttons = QDialogButtonBox()
        buttons.addButton(texts.CANCEL, QDialogButtonBox.ButtonRole.RejectRole)
        self.compare = buttons.addButton(texts.DO_COMPARE, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(texts.FIRST, self.first)
        form.addRow("", self._prices[0])
        form.addRow(texts.SECOND, self.second)
        form.addRow("", self._prices[1])
        layout = QVBoxLayout(self)
        layout.addWidget(label(texts.COMPARE_TEXT, wrap=True))
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        for combo in (self.first, self.second):
            combo.currentIndexChanged.connect(self._check)
        self._check()

    @property
    def chosen(self) -> tuple[ProfileChoice, ProfileChoice]:
        choices = self._choices
        return choices[self.first.currentIndex()], choices[self.second.currentIndex()]

    def _check(self) -> None:
        for shown, choice in zip(self._prices, self.chosen, strict=True):
            shown.setText(choice.price)
        is_same = self.first.currentIndex() == self.second.currentIndex()
        self._problem.setText(texts.THE_SAME if is_same else "")
        self.compare.setEnabled(not is_same)


def _combo(choices: Sequence[ProfileChoice], name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(30)
    for choice in choices:
        combo.addItem(choice.name)
    return combo
