"""A column of a table that shows a share as a bar."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

SHARE = Qt.ItemDataRole.UserRole + 2
"""A number from 0 to 1."""

_HEIGHT = 6


class Bars(QStyledItemDelegate):
    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE)
        if share is None:
            return
        room = QRectF(option.rect).adjusted(4, 0, -4, 0)
        top = room.center().y() - _HEIGHT / 2
        track = QRectF(room.left(), top, room.width(), _HEIGHT)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(palette.ColorRole.AlternateBase))
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        track.setWidth(max(track.width() * share, _HEIGHT if share else 0))
        painter.setBrush(palette.color(palette.ColorRole.Accent))
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        painter.restore()
