"""A rule whose time has not come, dimmed, with what it waits for."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.session.card_words import waiting_text
from desktop.texts import right as texts
from desktop.widgets.breaking import breakable
from desktop.widgets.labels import ElidedLabel, label
from engine.domain.rules import WaitingRule


class WaitingCard(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setProperty("tone", "quiet")
        self._name = ElidedLabel("", "waiting")
        self._for = label("", "faint", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(label(texts.WAITS.upper(), "badge", "quiet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._for)

    @property
    def text(self) -> str:
        return self._for.text()

    def show_rule(self, rule: WaitingRule) -> None:
        self._name.setText(rule.name)
        self._for.setText(breakable(waiting_text(rule)))
        self.setAccessibleName(f"{rule.name}: {texts.WAITS}")
        self.setAccessibleDescription(waiting_text(rule))
