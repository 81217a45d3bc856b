"""How an entry of a list looks: its mark, its title, the line below, the button of its menu."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.qt.icons import Icon, paint_icon
from desktop.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LEFT: Final = 12
_RIGHT: Final = 8
_AROUND: Final = 18
_BUTTON: Final = 24
_ICON: Final = 16
_MOST_SHOWN: Final = 400
"""Characters of a line that are looked at: no list is as wide as that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `mark` is the token of its mark's colour, `letters` what stands in it.

    `tip` is what the tool tip says, if it is more than the title and the line.
    """

    id: str
    title: str
    line: str = ""
    mark: str = ""
    letters: str = ""
    tip: str = ""


def one_line(text: str) -> str:
    return " ".join(text.split())


class EntryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject, *, has_menu: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_menu = has_menu

    def menu_button(self, row: QRect) -> QRect:
        """Where the button of the menu is in a row."""
        size = self._theme.px(_BUTTON)
        top = row.center().y() - size // 2 + 1
        return QRect(row.right() - size - _RIGHT // 2, top, size, size)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(120, lines + _AROUND)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(option.rect)
        self._paint_ground(painter, area, option.state)
        left = self._paint_mark(painter, area, entry, option.font)
        right = self._paint_menu_button(painter, area, option.state)
        self._paint_lines(painter, area.adjusted(left, 8, -right, -8), entry, option.font)
        painter.restore()

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(str(index.data()))
        editor.setProperty("look", "in-place")
        return editor

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        entry = index.data(ENTRY_ROLE)
        area = QRect(option.rect)
        left = _LEFT + self._mark_size(entry, option.font) if isinstance(entry, Entry) else _LEFT
        height = max(editor.sizeHint().height(), QFontMetrics(option.font).height())
        editor.setGeometry(area.left() + left, area.top() + 4, area.width() - left - 4, height)

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        selected = QStyle.StateFlag.State_Selected in state
        focused = QStyle.StateFlag.State_HasFocus in state
        if not (selected or focused or QStyle.StateFlag.State_MouseOver in state):
            return
        painter.setPen(self._colour("accent") if focused else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("surface"))
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 7, 7)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour("accent"))
            painter.drawRect(QRectF(area.left(), area.top() + 7, 2.5, area.height() - 14))

    def _paint_menu_button(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> int:
        """How far from the right the lines end."""
        pointed = QStyle.StateFlag.State_MouseOver in state
        if not self._has_menu or not (pointed or QStyle.StateFlag.State_Selected in state):
            return _RIGHT
        button = self.menu_button(area)
        size = self._theme.px(_ICON)
        place = QRect(0, 0, size, size)
        place.moveCenter(button.center())
        paint_icon(painter, place, self._theme, Icon.MORE, "dim")
        return area.right() - button.left() + _RIGHT // 2

    def _paint_mark(self, painter: QPainter, area: QRect, entry: Entry, font: QFont) -> int:
        """How far from the left the lines begin."""
        size = self._mark_size(entry, font)
        if not size:
            return _LEFT
        side = size - 10
        box = QRectF(area.left() + _LEFT, area.center().y() - side / 2 + 1, side, side)
        radius = 7 if entry.letters else side / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(entry.mark))
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(self._colour("strong"))
        painter.setFont(_small(font))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, entry.letters)
        return _LEFT + size

    def _mark_size(self, entry: Entry, font: QFont) -> int:
        """What the mark and the room beside it take."""
        if not entry.mark:
            return 0
        return round(QFontMetrics(font).height() * (1.8 if entry.letters else 0.5)) + 10

    def _paint_lines(self, painter: QPainter, area: QRect, entry: Entry, font: QFont) -> None:
        small = _small(font)
        below = QRect(area)
        if entry.line:
            below.setTop(area.bottom() - QFontMetrics(small).height())
            area = area.adjusted(0, 0, 0, -below.height())
        self._paint_line(painter, area, entry.title, font, "strong")
        self._paint_line(painter, below, entry.line, small, "dim")

    def _paint_line(
        self, painter: QPainter, area: QRect, text: str, font: QFont, token: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._colour(token))
        shown = one_line(text[:_MOST_SHOWN])
        elided = QFontMetrics(font).elidedText(shown, Qt.TextElideMode.ElideRight, area.width())
        where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, where, elided)

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(round(font.pixelSize() * 0.88), 8))
    return small
