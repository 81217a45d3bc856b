"""The line at the bottom: whether all is saved, what it cost, how fast it goes."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.texts import shell as texts
from desktop.widgets.labels import ElidedLabel, label, set_tone

if TYPE_CHECKING:
    from decimal import Decimal

_METER: Final = 104
_STEPS: Final = 1000


class StatusBar(QWidget):
    """Says what it is told; knows nothing of the engine, so that it is there at once."""

    usage_requested = Signal()
    """A cost was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = label("", "small", "good")
        self._session = self._cost()
        self._today = self._cost()
        self._meter = QProgressBar(textVisible=False)
        self._meter.setFixedWidth(_METER)
        self._meter.setRange(0, _STEPS)
        self._notice = ElidedLabel("", "small")
        self._speed = label("", "small")
        self._server = label("", "small")
        self._version = label("", "small")
        self._lay_out()

    @property
    def text(self) -> str:
        """All of it, for reading aloud."""
        return " ".join(part.text() for part in self._parts if part.text())

    def show_busy(self, busy: bool) -> None:
        _say(self._state, texts.PLAYING if busy else texts.SAVED)
        set_tone(self._state, "" if busy else "good")

    def show_costs(
        self, session: "Decimal", today: "Decimal", limit: "Decimal | None" = None
    ) -> None:
        """US dollars; with a day's limit, how much of it is spent."""
        from desktop.parts.figures import money, plain_money  # its imports are the engine's

        _say(self._session, texts.SESSION_COST.format(cost=money(session)))
        said = texts.TODAY_COST.format(cost=money(today))
        if limit is not None:
            said = texts.TODAY_OF.format(cost=money(today), limit=plain_money(limit))
            self._meter.setValue(min(round(today / limit * _STEPS), _STEPS))
            self._meter.setAccessibleName(said)
        _say(self._today, said)
        self._meter.setVisible(limit is not None)

    def show_speed(self, speed: str, server: str) -> None:
        _say(self._speed, speed)
        _say(self._server, server)

    def show_version(self, version: str) -> None:
        _say(self._version, f"v{version}")

    def notify(self, sentence: str) -> None:
        self._notice.setText(sentence)

    def _cost(self) -> QPushButton:
        """A figure that leads to all the others."""
        made = QPushButton("")
        made.setProperty("look", "status")
        made.setToolTip(texts.SHOW_USAGE)
        made.setAccessibleDescription(texts.SHOW_USAGE)
        made.clicked.connect(self.usage_requested)
        return made

    @property
    def _parts(self) -> tuple[QLabel | QPushButton, ...]:
        left = (self._state, self._session, self._today)
        return (*left, self._notice, self._speed, self._server, self._version)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 16, 5)
        layout.setSpacing(18)
        for part in self._parts:
            layout.addWidget(part, int(part is self._notice))
            if part is self._today:
                layout.addWidget(self._meter)
            part.setVisible(part is self._notice)
        self._meter.hide()


def _say(part: QLabel | QPushButton, text: str) -> None:
    part.setText(text)
    part.setVisible(bool(text))
