"""The transcript for screen readers: a list whose items are the messages."""

import weakref
from functools import cache, partial

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken
from typing_extensions import override

from desktop.widgets.transcript.area import TranscriptArea
from desktop.widgets.transcript.pieces import plain_text
from desktop.widgets.transcript.rows import Row


@cache
def install_accessibility() -> None:
    """Let Qt ask for the interfaces below. Once a process: Qt keeps the factory for good."""
    QAccessible.installFactory(_interface_for)


def tell_current(area: TranscriptArea) -> None:
    """Say that the keyboard is on another message."""
    place = area.reader.current
    if QAccessible.isActive() and place is not None and area.hasFocus():
        event = QAccessibleEvent(area, QAccessible.Event.Focus)
        event.setChild(place)
        QAccessible.updateAccessibility(event)


def tell_target(area: TranscriptArea, words: str) -> None:
    """Say what of the current message the keyboard is on."""
    if QAccessible.isActive() and area.hasFocus():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(area, words))


def announce(area: TranscriptArea, row: Row) -> None:
    """Read a message that has just been finished."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(area, spoken(row)))


def spoken(row: Row) -> str:
    """What is read out for a message."""
    heard = (
        row.divider,
        row.name,
        row.caption,
        plain_text(row.text),
        row.foot.text if row.foot else "",
    )
    return ", ".join(text for text in heard if text)


def _interface_for(_class_name: str, item: QObject) -> QAccessibleInterface | None:
    if not isinstance(item, TranscriptArea):
        return None
    accessible = AccessibleTranscript(item)
    # Qt holds the C++ half only, as long as the area's own: a partial keeps the other one, which
    # a bound method would not, even when Python has let go of the area before Qt does.
    item.destroyed.connect(partial(AccessibleTranscript.withdraw_rows, accessible))
    return accessible


def _if_alive(area: "weakref.ref[TranscriptArea]") -> TranscriptArea | None:
    """The area, unless Python or Qt has let go of it."""
    held = area()
    return held if held is not None and Shiboken.isValid(held) else None


class AccessibleTranscript(QAccessibleWidget):
    """Children are the rows of the model, made when they are first asked for."""

    def __init__(self, area: TranscriptArea) -> None:
        super().__init__(area, QAccessible.Role.List, area.accessibleName())
        self._area = weakref.ref(area)
        self._rows: dict[str, AccessibleRow] = {}

    def withdraw_rows(self) -> None:
        """Take the rows out of Qt's cache, which would go on using what Python frees."""
        for row in self._rows.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(row))
        self._rows.clear()

    @override
    def childCount(self) -> int:
        area = _if_alive(self._area)
        return area.model.rowCount() if area else 0

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # stub: never None
        area = _if_alive(self._area)
        if area is None or not 0 <= index < area.model.rowCount():
            return None
        row_id = area.model.row(index).id
        if row_id not in self._rows:
            self._rows[row_id] = AccessibleRow(area, row_id)
            QAccessible.registerAccessibleInterface(self._rows[row_id])
        return self._rows[row_id]

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.place if isinstance(child, AccessibleRow) else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        area = _if_alive(self._area)
        if area is None or not area.model.rowCount():
            return None
        return self.child(area.column.place_at(area.viewport().mapFromGlobal(QPoint(x, y)).y()))

    @override
    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        area = _if_alive(self._area)
        place = area.reader.current if area else None
        return None if place is None else self.child(place)


class AccessibleRow(QAccessibleInterface):
    """One message, named by everything that is shown of it."""

    def __init__(self, area: TranscriptArea, row_id: str) -> None:
        super().__init__()
        self._area = weakref.ref(area)
        self._row_id = row_id

    @property
    def place(self) -> int:
        """Where the row is in the model, or -1."""
        area = _if_alive(self._area)
        return area.model.place_of(self._row_id) if area and self._row_id in area.model else -1

    @override
    def isValid(self) -> bool:
        return self.place >= 0

    @override
    def object(self) -> QObject | None:  # type: ignore[override]  # stub: never None
        return None

    @override
    def window(self) -> QWindow | None:  # type: ignore[override]  # as above
        area = _if_alive(self._area)
        return area.window().windowHandle() if area else None

    @override
    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        area = _if_alive(self._area)
        return QAccessible.queryAccessibleInterface(area) if area else None

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return None

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return None

    @override
    def childCount(self) -> int:
        return 0

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def text(self, kind: QAccessible.Text) -> str:
        area = _if_alive(self._area)
        if area is None or self.place < 0:
            return ""
        row = area.model.row(self.place)
        match kind:
            case QAccessible.Text.Name:
                return spoken(row)
            case QAccessible.Text.Description:
                return ", ".join(action.label for action in row.offered)
            case _:
                return ""

    @override
    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are not the reader's to change."""

    @override
    def rect(self) -> QRect:
        area = _if_alive(self._area)
        if area is None or self.place < 0:
            return QRect()
        local = area.row_area(self.place)
        return QRect(area.viewport().mapToGlobal(local.topLeft()), local.size())

    @override
    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        area = _if_alive(self._area)
        if area is not None and self.place >= 0:
            state.focusable = True
            state.focused = area.hasFocus() and self.place == area.reader.current
            state.offscreen = not area.row_area(self.place).intersects(area.viewport().rect())
        return state
