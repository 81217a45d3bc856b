"""How a line of the palette is painted: icon, name, where it stands, and its shortcut at the right."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.qt.icons import paint_icon
from desktop.qt.theme import Theme
from desktop.shell.actions import Command

COMMAND: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 32
_ICON: Final = 16
_GAP: Final = 10
_ROUND: Final = 6

_Index = QModelIndex | QPersistentModelIndex


class PaletteRow(QStyledItemDelegate):
    """Takes the command from `COMMAND`; an item without one is a plain remark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self._theme.px(_ROW))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        command = index.data(COMMAND)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_ground(painter, option.rect)
        gap = self._theme.px(_GAP)
        row = option.rect.adjusted(gap, 0, -gap, 0)
        if isinstance(command, Command):
            self._paint_command(painter, row, command)
        else:
            self._paint_text(painter, row, index.data(), "faint")
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("raised"))
        painter.drawRoundedRect(rect, _ROUND, _ROUND)

    def _paint_command(self, painter: QPainter, row: QRect, command: Command) -> None:
        can = command.is_enabled()
        side, gap = self._theme.px(_ICON), self._theme.px(_GAP)
        square = QRect(row.left(), row.top(), side, row.height())
        paint_icon(painter, square, self._theme, command.icon, "dim" if can else "faint")
        row = row.adjusted(side + gap, 0, 0, 0)
        keys = command.keys_text
        self._paint_text(painter, row, keys, "dim" if can else "faint", right=True)
        row.setRight(row.right() - self._width(painter, keys) - gap)
        self._paint_text(painter, row, command.name, "text" if can else "faint")
        row.setLeft(row.left() + self._width(painter, command.name) + gap)
        self._paint_text(painter, row, command.menu, "faint")

    def _paint_text(
        self, painter: QPainter, row: QRect, text: str, token: str, *, right: bool = False
    ) -> None:
        if row.width() <= 0:
            return
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, row.width())
        painter.setPen(self._colour(token))
        painter.drawText(row, align | Qt.AlignmentFlag.AlignVCenter, elided)

    def _width(self, painter: QPainter, text: str) -> int:
        return QFontMetrics(painter.font()).horizontalAdvance(text)

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))
