"""What a preset would change, before it does; and the line that keeps the present choices as one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from desktop.connections.preset_lines import PresetView
from desktop.texts import presets as texts
from desktop.widgets.labels import label


class PresetCard(QFrame):
    applied = Signal()
    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.apply = QPushButton(texts.APPLY)
        self.delete = QPushButton(texts.DELETE)
        self.close_ = QPushButton(texts.CLOSE)
        self._title = label("", "strong", wrap=True)
        self._about = label("", "small", wrap=True)
        self._lines = QGridLayout()
        self.apply.clicked.connect(self.applied)
        self.delete.clicked.connect(self.deleted)
        self.close_.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    @property
    def text(self) -> str:
        """All it says, line by line."""
        cells = (self._lines.itemAt(place) for place in range(self._lines.count()))
        found = (cell.widget() for cell in cells if cell is not None)
        return "\n".join(getattr(each, "text", str)() for each in found)

    def show_preset(self, view: PresetView) -> None:
        self._title.setText(view.title)
        self._about.setText(view.about)
        self.setAccessibleName(view.name)
        self.delete.setVisible(view.is_own)
        self.apply.setEnabled(view.changes)
        self._show_lines(view.lines)
        self.show()
        (self.apply if view.changes else self.close_).setFocus()

    def _show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        while (cell := self._lines.takeAt(0)) is not None:
            if widget := cell.widget():
                widget.hide()
                widget.deleteLater()
        for row, texts_ in enumerate(lines):
            for column, (text, look) in enumerate(zip(texts_, ("small", "", "small"), strict=True)):
                self._lines.addWidget(label(text, look, wrap=column > 0), row, column)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.apply, self.delete, self.close_):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._lines.setHorizontalSpacing(18)
        self._lines.setVerticalSpacing(4)
        self._lines.setColumnStretch(1, 3)
        self._lines.setColumnStretch(2, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._about)
        layout.addLayout(self._lines)
        layout.addLayout(buttons)


class SaveCard(QFrame):
    saved = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(texts.SAVE_TITLE)
        self.field = QLineEdit(placeholderText=texts.NAME_FIELD)
        self.field.setAccessibleName(texts.NAME_FIELD)
        self.save = QPushButton(texts.SAVE)
        close = QPushButton(texts.CLOSE)
        self.field.textChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self.save.click)
        self.save.clicked.connect(lambda: self.saved.emit(self.field.text().strip()))
        close.clicked.connect(self.hide)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.save)
        line.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(label(texts.SAVE_TITLE, "strong", wrap=True))
        layout.addLayout(line)
        self.hide()

    def begin(self) -> None:
        self.field.clear()
        self.save.setEnabled(False)
        self.show()
        self.field.setFocus()
