"""The rows of models as Qt shows them: as many as there are, only those in sight painted."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.connections.model_rows import ModelRow
from desktop.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_ROW: Final = Qt.ItemDataRole.UserRole + 1
_PADDING: Final = 10
_LEAST: Final = 24
"""Pixels in which a word can still be begun."""


class ModelListModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[ModelRow, ...] = ()

    def set_rows(self, rows: Sequence[ModelRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.said
            case _:
                return row if role == _ROW else None


class ModelDelegate(QStyledItemDelegate):
    """Name, what it can do and connection on the left, context and price on the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(100, heights + 12)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(option.rect)
        if QStyle.StateFlag.State_Selected in option.state:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour("raised"))
            painter.drawRoundedRect(QRectF(area), 6, 6)
        area.adjust(_PADDING, 5, -_PADDING, -5)
        self._paint_row(painter, area, row, option.font)
        painter.restore()

    def _paint_row(self, painter: QPainter, area: QRect, row: ModelRow, font: QFont) -> None:
        small = _small(font)
        above, below = QRect(area), QRect(area)
        above.setHeight(QFontMetrics(font).height())
        below.setTop(area.bottom() - QFontMetrics(small).height() + 1)
        price = "good" if row.is_free else "dim"
        self._paint(painter, above, row.price, small, price, right=True)
        self._paint(painter, below, row.context, small, "dim", right=True)
        narrow = QFontMetrics(small)
        below.adjust(0, 0, -narrow.horizontalAdvance(row.context) - _PADDING, 0)
        above.adjust(0, 0, -narrow.horizontalAdvance(row.price) - _PADDING, 0)
        self._paint(painter, below, row.line, small, "dim")
        for said, worn, token in (
            (row.title, font, "strong"),
            (row.doubt, small, "warn"),
            (row.abilities, small, "dim"),
        ):
            if said and above.width() > _LEAST:
                self._paint(painter, above, said, worn, token)
                above.adjust(QFontMetrics(worn).horizontalAdvance(said) + _PADDING, 0, 0, 0)

    def _paint(
        self, painter: QPainter, area: QRect, text: str, font: QFont, token: str, *,
        right: bool = False,
    ) -> None:  # fmt: skip
        painter.setFont(font)
        painter.setPen(self._colour(token))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, elided)

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(round(font.pixelSize() * 0.88), 8))
    return small
