"""One connection: its name, its address, its key, whether it works, and who uses it."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop.connections.finding_line import FindingLine
from desktop.connections.finding_words import NOTHING, FindingView, WayOut
from desktop.connections.key_field import KeyField
from desktop.connections.trust_line import TrustLine
from desktop.texts import built_in as built_in_texts
from desktop.texts import connections as texts
from desktop.texts import findings as finding_texts
from desktop.widgets.escape import Escape
from desktop.widgets.labels import ElidedLabel, label
from desktop.widgets.patient_button import PatientButton


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionView:
    """All that the card shows. `address` is None where there is none, so is `kept` for a key."""

    id: str
    label: str
    summary: str
    address: str | None
    kept: str | None
    used_by: str
    has_own_models: bool = False
    may_trust: bool = False
    """Whether a certificate is checked that the player might have to vouch for."""


class ConnectionCard(QFrame):
    """A key that was pasted leaves the field as soon as it is kept."""

    key_pasted = Signal(str, str)
    """The connection's id and the key."""
    name_changed = Signal(str, str)
    address_changed = Signal(str, str)
    check_requested = Signal(str)
    check_cancelled = Signal()
    switch_requested = Signal(str)
    """All three roles are to use this connection."""
    models_requested = Signal()
    """The files that its models are in are to be seen."""
    remove_requested = Signal(str)
    way_out_pressed = Signal(str, WayOut)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._id = ""
        self._view: ConnectionView | None = None
        self._title = ElidedLabel("", "title")
        self._summary = label("", "dim", wrap=True)
        self._kept = label("", "small", wrap=True)
        self._used_by = label("", "small", wrap=True)
        self.name = QLineEdit()
        self.name.setAccessibleName(texts.NAME)
        self.address = QLineEdit()
        self.address.setAccessibleName(texts.ADDRESS)
        self.key = KeyField(texts.NEW_KEY)
        self.save_name = _button(texts.SAVE, texts.SAVE_NAME)
        self.save_address = _button(texts.SAVE, texts.SAVE_ADDRESS)
        self.keep = _button(texts.SAVE, texts.SAVE_KEY)
        self.check = PatientButton(texts.CHECK, busy=texts.CHECKING_BUTTON, cancel=texts.CANCEL)
        self.check.setAccessibleName(texts.CHECK_NAME)
        self.check.setProperty("look", "primary")
        self.switch = _button(texts.USE_FOR_ALL)
        self.models = _button(built_in_texts.OPEN, built_in_texts.OPEN_NAME)
        self.remove = _button(texts.REMOVE, texts.REMOVE_NAME)
        self.close_button = _button(texts.CLOSE, texts.CLOSE_NAME)
        self._repaired = label("", "small", wrap=True)
        self.finding = FindingLine()
        self.trust = TrustLine()
        self._name_label = label(texts.NAME, "small")
        self._address_label = label(texts.ADDRESS, "small")
        self._key_label = label(texts.KEY_LABEL, "small")
        self._connect()
        self._lay_out()

    @property
    def result(self) -> str:
        return self.finding.sentence

    @property
    def repaired(self) -> str:
        """What is said of an address that was put right, "" when none was."""
        return self._repaired.text()

    @property
    def kept(self) -> str:
        return self._kept.text()

    @property
    def used_by(self) -> str:
        return self._used_by.text()

    def show_connection(self, view: ConnectionView) -> None:
        """What is being typed stays until that very value is another."""
        before = self._view if view.id == self._id else None
        if before is None:
            self.key.clear()
            self.show_finding(NOTHING)
            self.show_address(view.address or "", typed=view.address or "")
        self._id, self._view = view.id, view
        self._title.setText(view.label)
        self._summary.setText(view.summary)
        if before is None or view.label != before.label:
            self.name.setText(view.label)
        if before is None or view.address != before.address:
            self.address.setText(view.address or "")
        self._kept.setText(view.kept or "")
        self._used_by.setText(view.used_by)
        self.models.setVisible(view.has_own_models)
        for widget in (self._address_label, self.address, self.save_address):
            widget.setVisible(view.address is not None)
        for widget in (self._key_label, self.key, self.keep, self._kept):
            widget.setVisible(view.kept is not None)
        self.trust.setVisible(view.may_trust)

    def show_address(self, address: str, *, typed: str) -> None:
        """The address as it is used, and that it is another than the one that was typed."""
        self.address.setText(address)
        said = "" if address == typed else finding_texts.REPAIRED.format(address=address)
        self._repaired.setText(said)
        self._repaired.setVisible(bool(said))

    def show_finding(self, view: FindingView) -> None:
        """Say what was found. Where the key is wrong, the field for it is the next stop."""
        self.finding.show_finding(view)
        if view.of_key and self.check.hasFocus():
            self.key.ask_again()

    def show_trouble(self, sentence: str) -> None:
        self.show_finding(FindingView(sentence=sentence, look="bad"))

    def _hand_on_name(self) -> None:
        self.name_changed.emit(self._id, self.name.text().strip())

    def _hand_on_address(self) -> None:
        self.address_changed.emit(self._id, self.address.text().strip())

    def _hand_on_key(self) -> None:
        self.key_pasted.emit(self._id, self.key.text())

    def _connect(self) -> None:
        for field, button, hand_on in (
            (self.name, self.save_name, self._hand_on_name),
            (self.address, self.save_address, self._hand_on_address),
            (self.key, self.keep, self._hand_on_key),
        ):
            field.returnPressed.connect(hand_on)
            button.clicked.connect(hand_on)
        self.finding.pressed.connect(lambda way: self.way_out_pressed.emit(self._id, way))
        self.check.begun.connect(lambda: self.check_requested.emit(self._id))
        self.check.cancelled.connect(self.check_cancelled)
        self.switch.clicked.connect(lambda: self.switch_requested.emit(self._id))
        self.models.clicked.connect(self.models_requested)
        self.remove.clicked.connect(lambda: self.remove_requested.emit(self._id))
        self.close_button.clicked.connect(self.closed)
        Escape(self).pressed.connect(self.closed)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.close_button)
        fields = QGridLayout()
        fields.setHorizontalSpacing(10)
        for row, cells in (
            (0, (self._name_label, self.name, self.save_name)),
            (1, (self._address_label, self.address, self.save_address)),
            (3, (self._key_label, self.key, self.keep)),
        ):
            for column, cell in enumerate(cells):
                fields.addWidget(cell, row, column)
        fields.addWidget(self._repaired, 2, 1, 1, 2)
        fields.addWidget(self._kept, 4, 1, 1, 2)
        used = QHBoxLayout()
        used.addWidget(self._used_by, 1)
        used.addWidget(self.models)
        buttons = QHBoxLayout()
        for button in (self.check, self.switch, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._summary)
        layout.addLayout(fields)
        layout.addWidget(self.trust)
        layout.addLayout(used)
        layout.addLayout(buttons)
        layout.addWidget(self.finding)


def _button(text: str, name: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name or text)
    return button
