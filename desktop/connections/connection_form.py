"""The second step of adding a connection: its address and its key, checked on the spot."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop.connections.choices import BUILT_IN
from desktop.connections.finding_line import FindingLine
from desktop.connections.finding_words import NOTHING, FindingView, WayOut
from desktop.connections.key_field import KeyField
from desktop.connections.trust_line import TrustLine
from desktop.qt.theme import Theme
from desktop.texts import connections as texts
from desktop.texts import findings as finding_texts
from desktop.widgets.back_button import BackButton
from desktop.widgets.labels import label
from desktop.widgets.patient_button import PatientButton
from desktop.widgets.tiles import TileMark, TileValue
from engine.domain.providers import Provider

OWN_ADAPTERS: Final = (BUILT_IN, "scripted")
"""Adapters that need neither an address nor a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the player entered of a connection."""

    provider: str
    address: str
    key: str


class ConnectionForm(QFrame):
    check_requested = Signal(Entered)
    check_cancelled = Signal()
    added_anyway = Signal(Entered)
    others_requested = Signal()
    way_out_pressed = Signal(WayOut)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._provider = ""
        self._has_address = False
        self._mark = TileMark(theme)
        self._title = label("", "title")
        self._summary = label("", "dim", wrap=True)
        self.address = QLineEdit(placeholderText=texts.ADDRESS_HINT)
        self.address.setAccessibleName(texts.ADDRESS)
        self.key = KeyField(texts.KEY)
        self._key_page = label("", "small", wrap=True)
        self._repaired = label("", "small", wrap=True)
        self.finding = FindingLine()
        self.finding.pressed.connect(self.way_out_pressed)
        self.trust = TrustLine()
        self.check = PatientButton(texts.CHECK, busy=texts.CHECKING_BUTTON, cancel=texts.CANCEL)
        self.check.setProperty("look", "primary")
        self.check.begun.connect(self._check)
        self.check.cancelled.connect(self.check_cancelled)
        self.anyway = QPushButton(texts.ADD_ANYWAY)
        self.anyway.clicked.connect(lambda: self.added_anyway.emit(self.entered))
        self.others = BackButton(theme, texts.OTHERS)
        self.others.clicked.connect(self.others_requested)
        for field in (self.address, self.key):
            field.returnPressed.connect(self.check.click)
            field.textEdited.connect(self._forget_trouble)
        self._lay_out()

    @property
    def trouble(self) -> str:
        return self.finding.sentence

    @property
    def entered(self) -> Entered:
        address = self.address.text().strip()
        return Entered(provider=self._provider, address=address, key=self.key.text())

    @property
    def repaired(self) -> str:
        """What is said of an address that was put right, "" when none was."""
        return self._repaired.text()

    def show_provider(self, provider: Provider, tile: TileValue) -> None:
        self._provider = provider.id
        self._mark.show_mark(tile.letters, tile.tone)
        self._title.setText(provider.label)
        self._summary.setText(tile.whole)
        has_own = provider.adapter in OWN_ADAPTERS
        self._has_address = not has_own and not provider.needs_key
        self.address.setText(provider.base_url)
        self.address.setVisible(self._has_address)
        self.key.clear()
        self.key.setVisible(not has_own and not provider.local)
        self.key.setPlaceholderText(texts.KEY if provider.needs_key else texts.KEY_OR_NONE)
        page = provider.metadata.get("key_page", "")
        said = (texts.KEY_PAGE.format(page=page), texts.KEY_STAYS.format(label=provider.label))
        self._key_page.setText("\n".join(said) if page else "")
        self._key_page.setVisible(bool(page))
        self.trust.setVisible(self._has_address and not provider.local)
        self._forget_trouble()

    def begin(self) -> None:
        """Go to the first thing to fill in."""
        fields = (self.address, self.key) if self._has_address else (self.key, self.check)
        next(field for field in (*fields, self.check) if not field.isHidden()).setFocus()

    def show_address(self, address: str) -> None:
        """The address as it is used, and that it is another than the one that was typed."""
        if address != self.address.text().strip():
            self._repaired.setText(finding_texts.REPAIRED.format(address=address))
            self._repaired.show()
        self.address.setText(address)

    def use_address(self, address: str) -> None:
        """Take an address that was found, and check it."""
        self._has_address = True
        self.address.setText(address)
        self.address.show()
        self.check.click()

    def show_finding(self, view: FindingView, *, may_add: bool = False) -> None:
        """Say what is wrong, and go to what puts it right."""
        self.finding.show_finding(view)
        self.anyway.setVisible(may_add)
        if view.of_key:
            self.key.show()
            self.key.ask_again()
        elif view.way_out is not WayOut.NONE:
            self.finding.way_out.setFocus()
        elif not self.address.isHidden():
            self.address.setFocus()
            self.address.selectAll()

    def _check(self) -> None:
        if self._has_address and not self.address.text().strip():
            self.show_finding(FindingView(sentence=texts.NO_ADDRESS, look="bad"))
        else:
            self._forget_trouble()
            self.check_requested.emit(self.entered)

    def _forget_trouble(self) -> None:
        self.finding.show_finding(NOTHING)
        self._repaired.clear()
        self._repaired.hide()
        self.anyway.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        names = QVBoxLayout()
        names.addWidget(self._title)
        names.addWidget(self._summary)
        top.addWidget(self._mark)
        top.addLayout(names, 1)
        buttons = QHBoxLayout()
        for button in (self.check, self.anyway, self.others):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        for widget in (
            self.address, self._repaired, self.key, self.finding, self._key_page, self.trust,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addLayout(buttons)
