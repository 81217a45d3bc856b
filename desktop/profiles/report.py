"""What a file of profiles would bring, or what is wrong with it, before anything happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.texts import profiles as texts
from desktop.widgets.labels import label


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with lines: what is new, and how it is."""

    title: str
    lines: tuple[tuple[str, str], ...]


class ImportReport(QWidget):
    accepted = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[Part, ...] = ()
        self._title = label("", "headline", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.accept = QPushButton(texts.DO_IMPORT)
        self.accept.setProperty("look", "primary")
        self.accept.clicked.connect(self.accepted)
        self.decline = QPushButton(texts.NOT_NOW)
        self.decline.clicked.connect(self.declined)
        buttons = QHBoxLayout()
        buttons.addWidget(self.accept)
        buttons.addWidget(self.decline)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addLayout(self._rows)
        layout.addLayout(buttons)
        layout.addStretch(1)

    @property
    def title(self) -> str:
        return self._title.text()

    def show_parts(self, title: str, parts: Sequence[Part], *, can_import: bool) -> None:
        self.parts = tuple(parts)
        self._title.setText(title)
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for part in parts:
            heading = label(part.title, "caption")
            heading.setContentsMargins(0, 10, 0, 2)
            self._rows.addWidget(heading)
            for name, line in part.lines:
                self._rows.addWidget(_row(name, line))
        self.accept.setVisible(can_import)

    def begin(self) -> None:
        (self.decline if self.accept.isHidden() else self.accept).setFocus()


def _row(name: str, line: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(14)
    for text, look, stretch in ((name, "", 2), (line, "dim", 3)):
        if text:
            made = label(text, look, wrap=True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            made.setAlignment(Qt.AlignmentFlag.AlignTop)
            layout.addWidget(made, stretch)
    return row
