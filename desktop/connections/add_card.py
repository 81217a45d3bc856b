"""Setting up a connection to one more provider."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop.widgets.calm import CalmCombo
from desktop.widgets.labels import label
from engine.domain.providers import Provider

TITLE: Final = "Add a connection"
ADD: Final = "Add"
CANCEL: Final = "Cancel"
KEY: Final = "Paste a key"
KEY_PAGE: Final = "Keys are made at {page}"
OWN_ADAPTERS: Final = ("builtin", "scripted")
"""Adapters that need neither an address nor a key."""
ADDRESS: Final = "Address, for instance http://127.0.0.1:1234/v1"


class AddCard(QFrame):
    added = Signal(str, str, str)
    """A provider's id, an address and a key, "" for none. The key leaves its field."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._providers: tuple[Provider, ...] = ()
        self.providers = CalmCombo()
        self.providers.setAccessibleName("Provider")
        self.providers.currentIndexChanged.connect(self._show_provider)
        self.address = QLineEdit(placeholderText=ADDRESS)
        self.address.setAccessibleName("Address")
        self.key = QLineEdit(placeholderText=KEY)
        self.key.setAccessibleName("Key")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.address, self.key):
            field.returnPressed.connect(self._add)
        self._key_page = label("", "small", wrap=True)
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
            self.address.setVisible(provider.adapter not in OWN_ADAPTERS)
            self.key.setVisible(provider.needs_key or not provider.local)
            page = provider.metadata.get("key_page", "")
            self._key_page.setText(KEY_PAGE.format(page=page) if page else "")
            self._key_page.setVisible(bool(page))

    def _add(self) -> None:
        key = self.key.text()
        self.key.clear()
        self.hide()
        self.added.emit(self.providers.currentData(), self.address.text(), key)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(label(TITLE, "title"))
        for widget in (self.providers, self._summary, self.address, self.key, self._key_page):
            layout.addWidget(widget)
        layout.addLayout(buttons)
