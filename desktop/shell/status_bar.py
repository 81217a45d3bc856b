"""The line at the bottom: whether all is saved, what it cost, how fast it goes."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.widgets.labels import ElidedLabel, label, set_tone

SAVED: Final = "● Saved"
PLAYING: Final = "● Playing"


class StatusBar(QWidget):
    """Says what it is told; knows nothing of the engine, so that it is there at once."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = label("", "small", "good")
        self._costs = label("", "small")
        self._notice = ElidedLabel("", "small")
        self._speed = label("", "small")
        self._version = label("", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 16, 5)
        layout.setSpacing(18)
        layout.addWidget(self._state)
        layout.addWidget(self._costs)
        layout.addWidget(self._notice, 1)
        layout.addWidget(self._speed)
        layout.addWidget(self._version)
        for part in (self._state, self._costs, self._speed, self._version):
            part.hide()

    @property
    def text(self) -> str:
        """All of it, for reading aloud."""
        parts = (self._state, self._costs, self._notice, self._speed, self._version)
        return " ".join(part.text() for part in parts if part.text())

    def show_busy(self, busy: bool) -> None:
        _say(self._state, PLAYING if busy else SAVED)
        set_tone(self._state, "" if busy else "good")

    def show_costs(self, session: str, today: str, limit: str = "") -> None:
        """`limit` is what a day may cost, "" where it may cost anything."""
        of = f" of {limit}" if limit else ""
        _say(self._costs, f"Session {session}     Today {today}{of}")

    def show_speed(self, speed: str) -> None:
        _say(self._speed, speed)

    def show_version(self, version: str) -> None:
        _say(self._version, f"v{version}")

    def notify(self, sentence: str) -> None:
        self._notice.setText(sentence)


def _say(part: QLabel, text: str) -> None:
    part.setText(text)
    part.setVisible(bool(text))
