"""The card of the saving: a calculation that can be followed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.parts.abilities import short_name
from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.usage.saving_words import Line, saving_lines, saving_notes
from desktop.widgets.labels import label
from engine.domain.usage import Saving

_READABLE: Final = 560
"""A figure too far from its words is hard to follow."""


class SavingCard(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._theme = theme
        self._sum = QWidget()
        self._title = label("", "dim", wrap=True)
        self._grid = QGridLayout(self._sum)
        self._notes = label("", "small", wrap=True)
        self._lay_out()
        theme.changed.connect(self._wear)
        self._wear()

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def lines(self) -> tuple[Line, ...]:
        rows = range(self._grid.rowCount())
        cells = ([self._grid.itemAtPosition(row, column) for column in (0, 1)] for row in rows)
        widgets = [[cell.widget() for cell in each if cell is not None] for each in cells]
        found = (each for each in widgets if each)
        return tuple(
            (name.text(), amount.text())
            for name, amount in found
            if isinstance(name, QLabel) and isinstance(amount, QLabel)
        )

    @property
    def notes(self) -> str:
        return self._notes.text()

    def show_saving(self, saving: Saving | None) -> None:
        """None where main's price is not known."""
        is_paid = saving is not None and not saving.price.is_free
        self._show_lines(saving_lines(saving) if saving and is_paid else ())
        self._notes.setText("\n".join(saving_notes(saving)) if saving and is_paid else "")
        self._notes.setVisible(is_paid)
        self._title.setText(_title(saving))

    def _show_lines(self, lines: Sequence[Line]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for row, (text, amount) in enumerate(lines):
            look = "strong" if row >= len(lines) - 3 else ""
            figure = label(amount, look)
            self._grid.addWidget(label(text, look, wrap=True), row, 0)
            self._grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight)

    def _wear(self) -> None:
        self._sum.setMaximumWidth(self._theme.px(_READABLE))

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(label(texts.SAVING, "caption"))
        layout.addWidget(self._title)
        layout.addWidget(self._sum)
        layout.addWidget(self._notes)


def _title(saving: Saving | None) -> str:
    if saving is None:
        return texts.NO_PRICE
    told = texts.MAIN_IS_FREE if saving.price.is_free else texts.FORMULA_TITLE
    return told.format(model=short_name(saving.model))
