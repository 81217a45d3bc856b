"""Looking for servers on this computer: the button, and a card for each that was found."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.connections.found_card import FoundCard
from desktop.connections.found_words import FoundView
from desktop.texts import connections as connection_texts
from desktop.texts import findings as texts
from desktop.widgets.labels import label
from desktop.widgets.patient_button import PatientButton


class FoundPanel(QWidget):
    """Servers go by the place they stand at."""

    used = Signal(str, str)
    """A place, and the key for it."""
    looked_again = Signal(str)
    look_cancelled = Signal(str)
    declined = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.button = PatientButton(texts.FIND, busy=texts.FINDING, cancel=connection_texts.CANCEL)
        self.button.setToolTip(texts.FIND_NAME)
        self.button.setAccessibleName(texts.FIND_NAME)
        self.cards: dict[str, FoundCard] = {}
        self._said = label("", "small", wrap=True)
        self._said.setContentsMargins(8, 2, 8, 2)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._said)
        self.say("")

    @property
    def said(self) -> str:
        return self._said.text()

    def say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def show_servers(self, servers: Mapping[str, FoundView]) -> None:
        """A card that stays keeps what is being typed into it."""
        for place in [each for each in self.cards if each not in servers]:
            self._remove(self.cards.pop(place))
        for place, view in servers.items():
            if place in self.cards:
                self.cards[place].show_view(view)
            else:
                self.cards[place] = self._added(place, view)
        before: QWidget = self.button
        for card in self.cards.values():
            before = card.follow(before)

    def _added(self, place: str, view: FoundView) -> FoundCard:
        card = FoundCard(view)
        card.used.connect(lambda key: self.used.emit(place, key))
        card.again.begun.connect(lambda: self.looked_again.emit(place))
        card.again.cancelled.connect(lambda: self.look_cancelled.emit(place))
        card.declined.connect(lambda: self.declined.emit(place))
        self._layout.addWidget(card)
        return card

    def _remove(self, card: FoundCard) -> None:
        """The focus goes back to the button that the card came from."""
        focused: QWidget | None = self.window().focusWidget()
        if focused is not None and card.isAncestorOf(focused):
            self.button.setFocus()
        self._layout.removeWidget(card)
        card.hide()
        card.deleteLater()
