"""Models for kinds of writing: chosen by the kind, and made into profiles."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.connections.preset_lines import WritingLine
from desktop.texts import presets as texts
from desktop.widgets.calm import CalmCombo
from desktop.widgets.labels import label


class WritingCard(QFrame):
    kind_chosen = Signal(int)
    """The place of a kind of writing, counted from 0."""
    taken = Signal(int)
    """The place of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(texts.WRITING_TITLE)
        self.kinds = CalmCombo()
        self.kinds.setAccessibleName(texts.WRITING_FOR)
        self.kinds.activated.connect(self.kind_chosen)
        self.buttons: tuple[QPushButton, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        close = QPushButton(texts.CLOSE)
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(texts.WRITING_TITLE, "strong", wrap=True), 1)
        head.addWidget(self.kinds)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(self._rows)
        self.hide()

    def show_kinds(self, names: Sequence[str]) -> None:
        self.kinds.clear()
        self.kinds.addItems(list(names))

    def show_lines(self, lines: Sequence[WritingLine]) -> None:
        while (cell := self._rows.takeAt(0)) is not None:
            if widget := cell.widget():
                widget.hide()
                widget.deleteLater()
        buttons = [self._add_row(place, line) for place, line in enumerate(lines)]
        self.buttons = tuple(each for each in buttons if each)
        self.show()

    def _add_row(self, place: int, line: WritingLine) -> QPushButton | None:
        row, words = QWidget(), QVBoxLayout()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(1)
        words.addWidget(label(line.title, wrap=True))
        words.addWidget(label(f"{line.about}. {line.state}", "small", wrap=True))
        layout.addLayout(words, 1)
        self._rows.addWidget(row)
        if not line.deed:
            return None
        button = QPushButton(line.deed)
        button.setProperty("look", "small")
        button.setAccessibleName(texts.TAKE_NAME.format(deed=line.deed, model=line.title))
        button.clicked.connect(lambda: self.taken.emit(place))
        layout.addWidget(button)
        return button
