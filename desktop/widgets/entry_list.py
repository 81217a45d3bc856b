"""A list whose entries have a mark, a title and a line below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from desktop.qt.theme import Theme
from desktop.widgets.entry_painting import ENTRY_ROLE, Entry, EntryDelegate, one_line

Index = QModelIndex | QPersistentModelIndex

__all__ = ["Entry", "EntryAbilities", "EntryList", "EntryListModel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAbilities:
    """What can be done with the entries of a list besides opening them."""

    renamed: bool = False
    has_menu: bool = False


NONE: Final = EntryAbilities()


class EntryListModel(QStringListModel):
    """Entries in the order they are given.

    Qt itself keeps a list of the titles, so that laying out thousands of rows asks nothing of here.
    """

    renamed = Signal(str, str)
    """An entry's id and the title it should have."""

    def __init__(self, parent: QObject | None = None, *, can_rename: bool = False) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._can_rename = can_rename

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`. The same ids in the same order keep selection and place."""
        before, self._entries = self._entries, tuple(entries)
        if [entry.id for entry in before] != [entry.id for entry in entries]:
            self.setStringList([entry.title for entry in entries])
        elif entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def place_of(self, entry_id: str) -> int | None:
        places = (place for place, entry in enumerate(self._entries) if entry.id == entry_id)
        return next(places, None)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        shown = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return shown | Qt.ItemFlag.ItemIsEditable if self._can_rename else shown

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return one_line(entry.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.title}. {entry.line}" if entry.line else entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(entry)
            case _:
                return entry if role == ENTRY_ROLE else None

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for the new title; it is shown once the entries say so."""
        if role != Qt.ItemDataRole.EditRole or not self._can_rename:
            return False
        entry, title = self._entries[index.row()], str(value).strip()
        if title and title != one_line(entry.title):
            self.renamed.emit(entry.id, title)
        return True


class EntryList(QListView):
    """Tells which entry the player opens, by click or by Enter.

    `fits`: as high as its entries are, without scrolling, unless a maximum height is set.
    """

    opened = Signal(str)
    """An entry's id."""
    menu_requested = Signal(str, QPoint)
    """An entry's id, and where on the screen its menu belongs."""
    delete_pressed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        fits: bool = False,
        abilities: EntryAbilities = NONE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "bare")
        self._fits = fits
        self._abilities = abilities
        self.entries = EntryListModel(self, can_rename=abilities.renamed)
        self.setModel(self.entries)
        self._delegate = EntryDelegate(theme, self, has_menu=abilities.has_menu)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        # Thousands of entries are laid out at once: all have the same height.
        self.setUniformItemSizes(True)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.EditKeyPressed if abilities.renamed else trigger.NoEditTriggers
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme.changed.connect(self._lay_out_again)

    def show_entries(self, entries: Sequence[Entry], current: str = "") -> None:
        """Without a current one the place stays that the keyboard is at."""
        self.entries.set_entries(entries)
        place = self.entries.place_of(current)
        index = QModelIndex() if place is None else self.entries.index(place)
        if not index.isValid() and self.hasFocus():
            self.clearSelection()
        elif index != self.currentIndex():
            self.setCurrentIndex(index)
        self.updateGeometry()

    def rename(self, entry_id: str) -> None:
        """Let the player write another title where the title stands."""
        place = self.entries.place_of(entry_id)
        if place is not None:
            self.setFocus()
            self.setCurrentIndex(self.entries.index(place))
            self.edit(self.entries.index(place))

    @property
    def content_height(self) -> int:
        """How high all entries are together."""
        return self.sizeHintForRow(0) * self.entries.rowCount()

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.content_height) if self._fits else hint

    @override
    def minimumSizeHint(self) -> QSize:
        if not self._fits:
            return super().minimumSizeHint()
        return QSize(0, min(self.content_height, self.maximumHeight()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._asks_for_menu(event):
            super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._asks_for_menu(event):
            corner = self._delegate.menu_button(self.visualRect(index)).bottomLeft()
            self._request_menu(index, corner)
        else:
            super().mouseReleaseEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        where = event.pos() if by_mouse else self.visualRect(index).center()
        if self._abilities.has_menu and index.isValid():
            self._request_menu(index, where)
            event.accept()
        else:
            super().contextMenuEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete and self._abilities.has_menu and index.isValid():
            self.delete_pressed.emit(self._id(index))
        else:
            super().keyPressEvent(event)

    def _asks_for_menu(self, event: QMouseEvent) -> bool:
        where = event.position().toPoint()
        index = self.indexAt(where)
        return (
            self._abilities.has_menu
            and index.isValid()
            and event.button() is Qt.MouseButton.LeftButton
            and self._delegate.menu_button(self.visualRect(index)).contains(where)
        )

    def _request_menu(self, index: QModelIndex, where: QPoint) -> None:
        self.menu_requested.emit(self._id(index), self.viewport().mapToGlobal(where))

    def _lay_out_again(self) -> None:
        self.doItemsLayout()
        self.updateGeometry()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._id(index))

    def _id(self, index: QModelIndex) -> str:
        return self.entries.entries[index.row()].id


def _tip(entry: Entry) -> str:
    """The whole of an entry. As markup it is broken into lines; nothing in it is taken for markup."""
    lines = entry.tip or "\n".join(filter(None, (entry.title, entry.line)))
    return f"<p style='white-space: pre-wrap'>{escape(lines)}</p>"
