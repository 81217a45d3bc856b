"""The way to LLM profiles, from the head of the page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.texts import profiles as texts


class ProfileButtons(QWidget):
    edit_requested = Signal()
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, *before: QPushButton) -> None:
        """With the buttons `before` its own."""
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        for first in before:
            layout.addWidget(first)
        for name, requested in (
            (texts.EDIT, self.edit_requested),
            (texts.IMPORT, self.import_requested),
            (texts.EXPORT, self.export_requested),
        ):
            button = QPushButton(name)
            button.setProperty("look", "small")
            button.clicked.connect(lambda _=False, signal=requested: signal.emit())
            layout.addWidget(button)
