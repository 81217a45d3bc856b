"""Whose certificates are trusted, and the buttons to add a file of one's own."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.texts import findings as texts
from desktop.widgets.labels import ElidedLabel, label


class TrustLine(QWidget):
    choose_requested = Signal()
    forget_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = ElidedLabel("", "small")
        self.choose = QPushButton(texts.OWN_CA_FILE)
        self.choose.setAccessibleName(texts.CHOOSE_CA_FILE)
        self.choose.clicked.connect(self.choose_requested)
        self.forget = QPushButton(texts.NO_CA_FILE)
        self.forget.setAccessibleName(texts.NO_CA_FILE_NAME)
        self.forget.clicked.connect(self.forget_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(texts.TRUST, "small"))
        layout.addWidget(self._said, 1)
        for button in (self.choose, self.forget):
            button.setProperty("look", "link")
            layout.addWidget(button)
        self.show_file("")

    @property
    def said(self) -> str:
        return self._said.text()

    def show_file(self, ca_file: str) -> None:
        """`ca_file` is trusted besides what every program here trusts."""
        name = Path(ca_file).name
        self._said.setText(texts.TRUSTED_TOO.format(file=name) if name else texts.TRUSTED)
        self.forget.setVisible(bool(name))
