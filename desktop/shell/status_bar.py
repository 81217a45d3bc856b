"""The line at the bottom: whether all is saved, what it cost, how fast it goes."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.parts.figures import money, tokens_per_second
from desktop.parts.model_roles import NAMES
from desktop.widgets.labels import ElidedLabel, label, set_property
from engine.domain.calls import LedgerRow
from engine.domain.tasks import ModelRole

SAVED: Final = "● Saved"
PLAYING: Final = "● Playing"


class StatusBar(QWidget):
    def __init__(self, version: str) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = label("", "good")
        self._session = label("", "small")
        self._today = label("", "small")
        self._notice = ElidedLabel("", "small")
        self._speed = label("", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 16, 5)
        layout.setSpacing(18)
        for widget in (self._state, self._session, self._today):
            layout.addWidget(widget)
        layout.addWidget(self._notice, 1)
        layout.addWidget(self._speed)
        layout.addWidget(label(f"v{version}", "small"))

    @property
    def text(self) -> str:
        """All of it, for reading aloud."""
        parts = (self._state, self._session, self._today, self._notice, self._speed)
        return " ".join(part.text() for part in parts if part.text())

    def show_busy(self, busy: bool) -> None:
        self._state.setText(PLAYING if busy else SAVED)
        set_property(self._state, "look", "small" if busy else "good")

    def show_costs(self, session: Decimal, today: Decimal) -> None:
        self._session.setText(f"Session {money(session)}")
        self._today.setText(f"Today {money(today)}")

    def show_call(self, row: LedgerRow) -> None:
        """How fast the story is written."""
        speed = tokens_per_second(row)
        if speed is not None and row.model_role is ModelRole.MAIN:
            self._speed.setText(f"{NAMES[row.model_role]} {speed:.0f} tok/s · {row.provider}")

    def notify(self, sentence: str) -> None:
        self._notice.setText(sentence)
