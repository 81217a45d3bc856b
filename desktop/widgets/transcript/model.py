"""The rows of a transcript as a list model, with text that grows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.widgets.transcript.rows import Row

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class TranscriptModel(QAbstractListModel):
    """Rows by their ids. A method that names an id not in the list raises `KeyError`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {row.text}" if row.name else row.text
            case _:
                return row if role == ROW_ROLE else None

    def row(self, place: int) -> Row:
        return self._rows[place]

    def place_of(self, row_id: str) -> int:
        return self._places[row_id]

    def __contains__(self, row_id: str) -> bool:
        return row_id in self._places

    def set_rows(self, rows: Iterable[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._number_from(0)
        self.endResetModel()

    def append(self, row: Row) -> None:
        place = len(self._rows)
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.append(row)
        self._places[row.id] = place
        self.endInsertRows()

    def extend(self, row_id: str, text: str) -> None:
        """Add `text` at the end of a row's own. Cheap: views repaint when they see fit."""
        row = self._rows[self._places[row_id]]
        self.replace(replace(row, text=row.text + text))

    def replace(self, row: Row) -> None:
        """Show `row` instead of the row with its id."""
        place = self._places[row.id]
        self._rows[place] = row
        index = self.index(place)
        self.dataChanged.emit(index, index)

    def remove(self, row_id: str) -> None:
        place = self._places[row_id]
        self._remove(place, place)

    def truncate_after(self, row_id: str) -> None:
        """Remove every row after the one named."""
        first = self._places[row_id] + 1
        if first < len(self._rows):
            self._remove(first, len(self._rows) - 1)

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        for row in self._rows[first : last + 1]:
            del self._places[row.id]
        del self._rows[first : last + 1]
        self._number_from(first)
        self.endRemoveRows()

    def _number_from(self, first: int) -> None:
        if first == 0:
            self._places.clear()
        for place, row in enumerate(self._rows[first:], first):
            self._places[row.id] = place
