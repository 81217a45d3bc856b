"""Trees and tables that can be walked by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tree(name: str, columns: Sequence[str], *, wide: Sequence[int] = (0,)) -> QTreeWidget:
    """A tree that can be walked by keyboard; the columns `wide` share the room that is left."""
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderItem(QTreeWidgetItem(list(columns)))
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setIndentation(12)
    header = made.header()
    header.setSectionsMovable(False)
    header.setStretchLastSection(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column in range(len(columns)):
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(
            column, mode.Stretch if column in wide else mode.ResizeToContents
        )
    return made


def item(texts: Sequence[str], *, numbers_from: int | None = None) -> QTreeWidgetItem:
    """A row; its columns from `numbers_from` on stand to the right."""
    made = QTreeWidgetItem(list(texts))
    for column, text in enumerate(texts):
        made.setToolTip(column, text)
        if numbers_from is not None and column >= numbers_from:
            made.setTextAlignment(column, RIGHT)
    return made


def heading(text: str) -> QTreeWidgetItem:
    """A row that names the rows below it."""
    made = QTreeWidgetItem([text])
    made.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = made.font(0)
    font.setWeight(QFont.Weight.DemiBold)
    made.setFont(0, font)
    return made


def bold(row: QTreeWidgetItem) -> QTreeWidgetItem:
    for column in range(row.columnCount()):
        font = row.font(column)
        font.setWeight(QFont.Weight.DemiBold)
        row.setFont(column, font)
    return row
