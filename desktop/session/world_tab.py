"""The world as it is now, with its variables changed in place."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
)
from typing_extensions import override

from desktop.session.tab import Tab
from desktop.session.world_editor import EDIT, WorldEditor
from desktop.session.world_edits import WrongValueError, change_by
from desktop.session.world_lines import WorldGroup, WorldLine, world_groups
from desktop.texts import right as texts
from desktop.widgets.labels import label
from desktop.widgets.trees import heading, item, tree
from engine.domain.sessions import OpenSession

_VALUE: Final = Qt.ItemDataRole.UserRole + 1
"""What a row's value was before it was edited."""


class WorldTab(Tab):
    change_requested = Signal(object)
    """A `Change` of the world."""
    undo_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session: OpenSession | None = None
        self._shown: tuple[WorldGroup, ...] = ()
        self._is_busy = False
        self._empty = label(texts.WORLD_EMPTY, "dim", wrap=True)
        self._hint = label(texts.HINT, "small", wrap=True)
        self.tree = tree(texts.WORLD, (texts.NAME, texts.VALUE), wide=(0, 1))
        self.tree.setItemDelegateForColumn(1, WorldEditor(self.tree))
        self.tree.itemChanged.connect(self._changed)
        self.undo = QPushButton(texts.UNDO)
        self.undo.clicked.connect(self.undo_requested)
        self.undo.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        for widget in (self._empty, self._hint):
            layout.addWidget(widget)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.undo)
        self.refresh()

    @property
    def hint(self) -> str:
        return self._hint.text()

    def show_session(self, session: OpenSession, *, can_undo: bool) -> None:
        """`can_undo`: what was done last is a change by hand."""
        self._session = session
        self.undo.setVisible(can_undo)
        self.tell()

    def set_busy(self, busy: bool) -> None:
        """Nothing is changed by hand while a turn plays."""
        self._is_busy = busy
        trigger = QAbstractItemView.EditTrigger
        free = trigger.DoubleClicked | trigger.EditKeyPressed
        self.tree.setEditTriggers(trigger.NoEditTriggers if busy else free)
        self.undo.setEnabled(not busy)
        self._hint.setText(texts.BUSY if busy else texts.HINT)

    @override
    def refresh(self) -> None:
        has_session = self._session is not None
        self._empty.setVisible(not has_session)
        for widget in (self.tree, self._hint):
            widget.setVisible(has_session)
        if self._session is None:
            return
        groups = world_groups(self._session)
        if groups != self._shown:
            self._shown = groups
            self._hint.setText(texts.BUSY if self._is_busy else texts.HINT)
            self._show(groups)

    def line(self, name: str) -> QTreeWidgetItem:
        """The row of this name. Raise `StopIteration` if there is none."""
        found = self.tree.findItems(name, Qt.MatchFlag.MatchRecursive, 0)
        return next(iter(found))

    def _show(self, groups: tuple[WorldGroup, ...]) -> None:
        """What was folded stays folded, and the current row stays current."""
        folded = {each.text(0) for each in self._tops() if not each.isExpanded()}
        current = self._key(self.tree.currentItem())
        self.tree.blockSignals(True)
        self.tree.clear()
        for group in groups:
            top = heading(group.title)
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            below = [_row(line) for line in group.lines] or [_nothing(group.empty)]
            top.addChildren(below)
            if not group.lines:
                below[0].setFirstColumnSpanned(True)
            top.setExpanded(group.title not in folded)
        rows = (top.child(place) for top in self._tops() for place in range(top.childCount()))
        if found := next((row for row in rows if self._key(row) == current), None):
            self.tree.setCurrentItem(found)
        self.tree.blockSignals(False)

    def _tops(self) -> list[QTreeWidgetItem]:
        found = (self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount()))
        return [each for each in found if each is not None]

    def _key(self, row: QTreeWidgetItem | None) -> tuple[str, str] | None:
        top = row.parent() if row else None
        return (top.text(0), row.text(0)) if row and top else None

    def _changed(self, row: QTreeWidgetItem) -> None:
        edit = row.data(0, EDIT)
        if edit is None:
            return
        change = None
        if not self._is_busy:  # a turn may have begun while the value was being written
            try:
                change = change_by(edit, row.text(1))
            except WrongValueError as wrong:
                self._hint.setText(str(wrong))
        self._put_back(row)  # what comes of it is shown with the session
        if change is not None:
            self.change_requested.emit(change)

    def _put_back(self, row: QTreeWidgetItem) -> None:
        self.tree.blockSignals(True)
        row.setText(1, row.data(0, _VALUE))
        self.tree.blockSignals(False)


def _row(line: WorldLine) -> QTreeWidgetItem:
    made = item((line.name, line.value))
    if line.edit is not None:
        made.setData(0, EDIT, line.edit)
        made.setData(0, _VALUE, line.value)
        made.setFlags(made.flags() | Qt.ItemFlag.ItemIsEditable)
    return made


def _nothing(why: str) -> QTreeWidgetItem:
    made = item((why,))
    made.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = made.font(0)
    font.setItalic(True)
    made.setFont(0, font)
    return made
