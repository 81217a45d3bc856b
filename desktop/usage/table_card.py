"""The card of sums: by whatever the player wants to know."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop.qt.theme import Theme
from desktop.texts import usage as texts
from desktop.usage.rows import name_of, row_of
from desktop.widgets.labels import label
from desktop.widgets.trees import RIGHT, bold, item, tree
from engine.domain.calls import UsageBy, UsageSums

_WAYS: Final = tuple(UsageBy(each) for each in texts.BY)
_MOST_ROWS: Final = 14
"""More of them are scrolled."""


class TableCard(QFrame):
    by_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._theme = theme
        self.ways = QComboBox()
        self.ways.addItems([texts.BY[each] for each in _WAYS])
        self.ways.setAccessibleName(texts.BY_NAME)
        self.ways.currentIndexChanged.connect(self.by_changed)
        self.table = tree(texts.TABLE, texts.COLUMNS)
        self.table.setIndentation(0)
        self.table.setRootIsDecorated(False)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for column in range(1, len(texts.COLUMNS)):
            self.table.headerItem().setTextAlignment(column, RIGHT)
        self._note = label(texts.TABLE_NOTE, "faint", wrap=True)
        theme.changed.connect(self._fit)
        self._lay_out()

    @property
    def by(self) -> UsageBy:
        return _WAYS[self.ways.currentIndex()]

    def show_sums(self, by: UsageBy, sums: UsageSums) -> None:
        self.table.clear()
        self.table.addTopLevelItems(
            [item(row_of(each, name_of(by, each.label)), numbers_from=1) for each in sums.parts]
        )
        whole = sums.whole
        self.table.addTopLevelItem(bold(item(row_of(whole, texts.TOTAL), numbers_from=1)))
        self._note.setText(" ".join(_notes(sums)))
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, so that the page scrolls and not the table in it."""
        shown = min(self.table.topLevelItemCount(), _MOST_ROWS)
        line = self.table.sizeHintForRow(0) if shown else 0
        self.table.setFixedHeight(self.table.header().sizeHint().height() + shown * line + 6)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(texts.SUMMED_UP, "caption"))
        head.addStretch(1)
        head.addWidget(self.ways)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table)
        layout.addWidget(self._note)


def _notes(sums: UsageSums) -> Iterator[str]:
    yield texts.TABLE_NOTE
    if sums.whole.usage.estimated:
        yield texts.ESTIMATED_NOTE
    if sum(each.calls for each in sums.parts) > sums.whole.calls:
        yield texts.SHARED_NOTE
