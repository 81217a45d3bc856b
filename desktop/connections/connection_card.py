"""One connection: its address, its key, and whether it works."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.labels import label, set_property
from engine.domain.providers import Connection, Provider
from engine.domain.secrets import where_kept

KEY: Final = "Paste a key"
KEEP: Final = "Save key"
CHECK: Final = "Check"
ADDRESS: Final = "Address"
SAVE_ADDRESS: Final = "Save address"
SWITCH: Final = "Use it for all three roles"
CLOSE: Final = "Close"
CHECKING: Final = "Checking…"


class ConnectionCard(QFrame):
    """A key that was pasted leaves the field as soon as it is handed on."""

    key_pasted = Signal(str, str)
    """The connection's id and the key."""
    address_changed = Signal(str, str)
    check_requested = Signal(str)
    closed = Signal()
    switch_requested = Signal(str)
    """All three roles are to use this connection."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._id = ""
        self._title = label("", "title")
        self._summary = label("", "dim", wrap=True)
        self._kept = label("", "small", wrap=True)
        self.key = QLineEdit(placeholderText=KEY)
        self.key.setAccessibleName(KEY)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.returnPressed.connect(self._hand_on_key)
        self.keep = QPushButton(KEEP)
        self.keep.clicked.connect(self._hand_on_key)
        self.address = QLineEdit()
        self.address.setAccessibleName(ADDRESS)
        self.save_address = QPushButton(SAVE_ADDRESS)
        self.save_address.clicked.connect(self._hand_on_address)
        self.address.returnPressed.connect(self._hand_on_address)
        self.check = QPushButton(CHECK)
        self.check.setProperty("look", "primary")
        self.check.clicked.connect(lambda: self.check_requested.emit(self._id))
        self.switch = QPushButton(SWITCH)
        self.switch.clicked.connect(lambda: self.switch_requested.emit(self._id))
        self.close_button = QPushButton(CLOSE)
        self.close_button.setAccessibleName("Close this connection")
        self.close_button.clicked.connect(self.closed)
        self._result = label("", wrap=True)
        self._lay_out()

    @property
    def result(self) -> str:
        return self._result.text()

    @property
    def kept(self) -> str:
        return self._kept.text()

    def show_connection(self, connection: Connection, provider: Provider | None) -> None:
        if connection.id != self._id:
            self.key.clear()
            self.show_result("", good=True)
        self._id = connection.id
        self._title.setText(connection.label)
        summary = provider.metadata.get("summary", "") if provider else ""
        self._summary.setText(str(summary))
        builtin = provider is not None and provider.adapter in ("builtin", "scripted")
        takes_key = provider is not None and not builtin
        self._kept.setText(_sentence(where_kept(connection.key)) if takes_key else "")
        self.address.setText(connection.base_url or (provider.base_url if provider else ""))
        for widget in (self._key_row, self._kept):
            widget.setVisible(takes_key)
        self._address_row.setVisible(not builtin)

    def show_result(self, sentence: str, *, good: bool) -> None:
        self._result.setText(sentence)
        self._result.setVisible(bool(sentence))
        set_property(self._result, "look", "good" if good else "bad")

    def set_checking(self, checking: bool) -> None:
        self.check.setEnabled(not checking)
        self.check.setText(CHECKING if checking else CHECK)

    def _hand_on_key(self) -> None:
        key = self.key.text()
        self.key.clear()
        self.key_pasted.emit(self._id, key)

    def _hand_on_address(self) -> None:
        self.address_changed.emit(self._id, self.address.text().strip())

    def _lay_out(self) -> None:
        self._key_row = _row(self.key, self.keep)
        self._address_row = _row(self.address, self.save_address)
        check_row = QHBoxLayout()
        check_row.addWidget(self.check)
        check_row.addWidget(self.switch)
        check_row.addWidget(self.close_button)
        check_row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        for widget in (
            self._title,
            self._summary,
            self._address_row,
            self._key_row,
            self._kept,
        ):
            layout.addWidget(widget)
        layout.addLayout(check_row)
        layout.addWidget(self._result)


def _sentence(phrase: str) -> str:
    """Names in the phrase stay as they are."""
    return phrase[:1].upper() + phrase[1:]


def _row(field: QWidget, button: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(field, 1)
    layout.addWidget(button)
    return row
