"""A list whose entries have a mark, a title and a line below it."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LEFT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `mark` is the token of its mark's colour, `letters` what stands in it."""

    id: str
    title: str
    line: str = ""
    mark: str = ""
    letters: str = ""


class EntryListModel(QAbstractListModel):
    """Entries in the order they are given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`. The same ids in the same order keep selection and place."""
        before, self._entries = self._entries, tuple(entries)
        if [entry.id for entry in before] != [entry.id for entry in entries]:
            self.beginResetModel()
            self.endResetModel()
        elif entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def place_of(self, entry_id: str) -> int | None:
        places = (place for place, entry in enumerate(self._entries) if entry.id == entry_id)
        return next(places, None)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.title}. {entry.line}" if entry.line else entry.title
            case _:
                return entry if role == _ENTRY_ROLE else None


class EntryList(QListView):
    """Tells which entry the player opens, by click or by Enter.

    `fits`: as high as its entries are, without scrolling.
    """

    opened = Signal(str)
    """An entry's id."""

    def __init__(
        self, theme: Theme, name: str, *, fits: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fits = fits
        self.entries = EntryListModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(_EntryDelegate(theme, self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme.changed.connect(self._lay_out_again)

    def show_entries(self, entries: Sequence[Entry], current: str = "") -> None:
        self.entries.set_entries(entries)
        place = self.entries.place_of(current)
        self.setCurrentIndex(QModelIndex() if place is None else self.entries.index(place))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        if not self._fits:
            return super().sizeHint()
        height = sum(self.sizeHintForRow(row) for row in range(self.entries.rowCount()))
        return QSize(super().sizeHint().width(), height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height()) if self._fits else super().minimumSizeHint()

    def _lay_out_again(self) -> None:
        self.doItemsLayout()
        self.updateGeometry()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.entries.entries[index.row()].id)


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(120, lines + 18)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(_ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(option.rect)
        self._paint_ground(painter, area, option.state)
        left = self._paint_mark(painter, area, entry, option.font)
        self._paint_lines(painter, area.adjusted(left, 8, -8, -8), entry, option.font)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        selected = QStyle.StateFlag.State_Selected in state
        if not selected and QStyle.StateFlag.State_MouseOver not in state:
            return
        focused = QStyle.StateFlag.State_HasFocus in state
        painter.setPen(self._colour("accent") if focused else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("surface"))
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 7, 7)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour("accent"))
            painter.drawRect(QRectF(area.left(), area.top() + 7, 2.5, area.height() - 14))

    def _paint_mark(self, painter: QPainter, area: QRect, entry: Entry, font: QFont) -> int:
        """How far from the left the lines begin."""
        if not entry.mark:
            return _LEFT
        size = round(QFontMetrics(font).height() * (1.8 if entry.letters else 0.5))
        box = QRectF(area.left() + _LEFT, area.center().y() - size / 2 + 1, size, size)
        radius = 7 if entry.letters else size / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(entry.mark))
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(self._colour("strong"))
        painter.setFont(_small(font))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, entry.letters)
        return _LEFT + size + 10

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
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, where, elided)

    def _colour(self, token: str) -> QColor:
        return QColor(self._theme.tokens.named(token))


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(round(font.pixelSize() * 0.88), 8))
    return small
