"""The transcript as a reader uses it: mouse, keyboard, clipboard, search, screen reader."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from desktop.texts import story as texts
from desktop.widgets.transcript.access import announce, install_accessibility
from desktop.widgets.transcript.copying import Copying
from desktop.widgets.transcript.editing import Editing
from desktop.widgets.transcript.keys import TranscriptKeys, words_for
from desktop.widgets.transcript.message import Target, TargetKind
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.painting import Attention
from desktop.widgets.transcript.quoting import Quoted, quoted_from
from desktop.widgets.transcript.rows import RowKind
from desktop.widgets.transcript.searching import Search
from desktop.widgets.transcript.selection import Place
from desktop.widgets.transcript.sheet import Sheet
from desktop.widgets.transcript.style import DARK, TranscriptStyle

_AUTOSCROLL_MS: Final = 30
_KEYS_TAKEN: Final = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)


class TranscriptView(TranscriptKeys):
    """Shows a `TranscriptModel`; asks by signals, and opens or changes nothing by itself."""

    def __init__(
        self,
        model: TranscriptModel,
        style: TranscriptStyle = DARK,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, style, parent)
        install_accessibility()
        self.editing = Editing(self)
        self.editing.outgrown.connect(self._reveal_row)
        self.editing.left.connect(self.setFocus)
        self.copying = Copying(self.reader, self)
        self.search = Search(model, self.reader, self)
        self.search.changed.connect(self.viewport().update)
        self.search.arrived.connect(self._reveal_place)
        self._hovered: str | None = None
        self._pressed: tuple[int, Target] | None = None
        self._by_keyboard = False
        self._selecting_at: QPoint | None = None
        self._autoscroll = QTimer(self, interval=_AUTOSCROLL_MS)
        self._autoscroll.timeout.connect(self._scroll_while_selecting)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(texts.STORY)
        self.viewport().setMouseTracking(True)
        self._being_written: set[str] = set()
        model.dataChanged.connect(self._announce_when_finished)

    def mark(self, text: str, row_id: str | None = None) -> bool:
        """Mark words that were quoted from a message, without scrolling, until `unmark`.

        Without `row_id` the newest message that has them; false when none has.
        """
        self.reader.pointed_at = self._quoted(text, row_id)
        self.viewport().update()
        return self.reader.pointed_at is not None

    def unmark(self) -> None:
        """Take back the last `mark`; what `reveal` marked is marked again."""
        self.reader.pointed_at = None
        self.viewport().update()

    def reveal(self, text: str, row_id: str | None = None) -> bool:
        """Bring quoted words into view and leave them marked; "" marks nothing any more."""
        before, quoted = self.reader.quoted, self._quoted(text, row_id)
        if before is quoted is None:
            return False
        self.reader.quoted = quoted
        if quoted is not None:
            place = self.model.place_of(quoted.row_id)
            hit = quoted.hits(self.model.row(place))[0]
            self.reader.current = place
            self._reveal_place(place, hit.piece, hit.start)
        self.viewport().update()
        return quoted is not None

    @override
    def refresh(self) -> None:
        super().refresh()
        if self.editing.follow():
            super().refresh()
            self.editing.follow()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editing.keep_in_view()

    @override
    def _use(self, sheet: Sheet) -> None:
        super()._use(sheet)
        self.editing.keep_in_view()

    def selected_text(self) -> str:
        return self.reader.selected_text()

    def copy(self) -> None:
        """Copy what is selected, if anything is."""
        self.copying.copy()

    def select_all(self) -> None:
        self.reader.select_all()
        self.refresh()

    @override
    def attention(self, place: int) -> Attention:
        current = self.hasFocus() and self._by_keyboard and place == self.reader.current
        return Attention(
            hovered=self.model.row(place).id == self._hovered,
            current=current,
            target=self.reader.target if current else None,
        )

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tool_tip(event)
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Keys that mean something here before they mean something to the window."""
        is_escape = event.key() == Qt.Key.Key_Escape
        leaves = is_escape and (self.reader.has_selection or self.reader.target is not None)
        return leaves or any(event.matches(key) for key in _KEYS_TAKEN)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._glide.stop()
        self._by_keyboard = False
        point = self.in_column(event.position().toPoint())
        self._pressed = self.reader.target_at(point)
        place = self.reader.place_at(point)
        if place is None:
            return
        self.reader.current = place.row
        self.chosen.emit(self.model.row(place.row).id)
        if self._pressed is None or self._pressed[1].kind is TargetKind.LINK:
            self._begin_selecting(place, event)
        self.refresh()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._selecting_at is None:
            self._hover(point)
            return
        self._selecting_at = point
        outside = not self.viewport().rect().contains(point)
        if outside and not self._autoscroll.isActive():
            self._autoscroll.start()
        elif not outside:
            self._autoscroll.stop()
        self._select_to(point)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._autoscroll.stop()
        self._selecting_at = None
        pressed, self._pressed = self._pressed, None
        point = self.in_column(event.position().toPoint())
        selected = self.reader.has_selection
        if pressed and not selected and self.reader.target_at(point) == pressed:
            self._press(*pressed)
        elif selected and QGuiApplication.clipboard().supportsSelection():
            self.copying.copy(QClipboard.Mode.Selection)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = self.in_column(event.position().toPoint())
        place = self.reader.place_at(point)
        if event.button() is not Qt.MouseButton.LeftButton or place is None:
            return
        self._pressed = self.reader.target_at(point)
        if self._pressed is None:
            self.reader.select_word(place)
            self._selecting_at = event.position().toPoint()
            self.viewport().update()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_for_menu()
        elif self.model.rowCount():
            row = self.model.row(self.column.place_at(event.pos().y()))
            self.menu_requested.emit(row.id, event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif not self.use_key(event):
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if self.reader.current is None and self.model.rowCount():
            self.reader.current = self.model.rowCount() - 1
        self._tell_current()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def _quoted(self, text: str, row_id: str | None) -> Quoted | None:
        if row_id is None:
            places = reversed(range(self.model.rowCount()))
            return quoted_from(text, map(self.model.row, places))
        if row_id not in self.model:
            return None
        return quoted_from(text, [self.model.row(self.model.place_of(row_id))])

    def _announce_when_finished(self, changed: QModelIndex) -> None:
        row = self.model.row(changed.row())
        if row.open:
            self._being_written.add(row.id)
        elif row.id in self._being_written:
            self._being_written.remove(row.id)
            announce(self, row)

    def _begin_selecting(self, place: Place, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.reader.select_to(place)
        else:
            self.reader.select_from(place)
        self._selecting_at = event.position().toPoint()

    def _select_to(self, point: QPoint) -> None:
        place = self.reader.place_at(self.in_column(point))
        if place is not None:
            self.reader.select_to(place)
            self.viewport().update()

    def _scroll_while_selecting(self) -> None:
        """The further out the pointer is, the faster."""
        if self._selecting_at is None:
            return
        y, height = self._selecting_at.y(), self.viewport().height()
        self.scroll_by((min(y, 0) + max(y - height, 0)) // 2)
        self._select_to(QPoint(self._selecting_at.x(), min(max(y, 0), height - 1)))

    def _hover(self, point: QPoint | None) -> None:
        hovered, cursor = None, Qt.CursorShape.ArrowCursor
        if point is not None and self.model.rowCount():
            hovered = self.model.row(self.column.place_at(point.y())).id
            cursor = self._cursor_at(self.in_column(point))
        self.viewport().setCursor(cursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def _cursor_at(self, point: QPoint) -> Qt.CursorShape:
        if self.reader.target_at(point):
            return Qt.CursorShape.PointingHandCursor
        inside = (
            self.column.frame.text_left(RowKind.NARRATOR) <= point.x() < self.column.frame.width
        )
        return Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor

    def _show_tool_tip(self, event: QHelpEvent) -> None:
        found = self.reader.target_at(self.in_column(event.pos()))
        if found is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), words_for(found[1]), self.viewport())
