"""Setting up a connection to one more provider."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop.widgets.labels import label
from engine.domain.providers import Provider

TITLE: Final = "Add a connection"
ADD: Final = "Add"
CANCEL: Final = "Cancel"
ADDRESS: Final = "Address, for instance http://127.0.0.1:1234/v1"


class AddCard(QFrame):
    added = Signal(str, str)
    """A provider's id and an address."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._providers: tuple[Provider, ...] = ()
        self.providers = QComboBox()
        self.providers.setAccessibleName("Provider")
        self.providers.currentIndexChanged.connect(self._show_provider)
        self.address = QLineEdit(placeholderText=ADDRESS)
        self.address.setAccessibleName("Address")
        self._summary = label("", "small", wrap=True)
        self.add = QPushButton(ADD)
        self.add.setProperty("look", "primary")
        self.add.clicked.connect(self._add)
        self.cancel = QPushButton(CANCEL)
        self.cancel.clicked.connect(self.hide)
        self._lay_out()

    def show_providers(self, providers: Sequence[Provider]) -> None:
        self._providers = tuple(providers)
        self.providers.clear()
        for provider in providers:
            self.providers.addItem(provider.label, provider.id)

    def _show_provider(self, place: int) -> None:
        if 0 <= place < len(self._providers):
            provider = self._providers[place]
            self._summary.setText(str(provider.metadata.get("summary", "")))
            self.address.setText(provider.base_url)

    def _add(self) -> None:
        self.hide()
        self.added.emit(self.providers.currentData(), self.address.text())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(label(TITLE, "title"))
        for widget in (self.providers, self._summary, self.address):
            layout.addWidget(widget)
        layout.addLayout(buttons)
