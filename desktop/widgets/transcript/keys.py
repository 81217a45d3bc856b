"""The transcript under the keyboard: messages, what they offer, and selecting in them."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from desktop.texts import story as texts
from desktop.widgets.transcript.access import tell_current, tell_target
from desktop.widgets.transcript.area import TranscriptArea
from desktop.widgets.transcript.body import Spot
from desktop.widgets.transcript.message import Target, TargetKind
from desktop.widgets.transcript.rows import Action

_MOVES = QTextCursor.MoveOperation
_BY_CHARACTER: Final = {
    Qt.Key.Key_Left: (_MOVES.PreviousCharacter, False),
    Qt.Key.Key_Right: (_MOVES.NextCharacter, True),
    Qt.Key.Key_Up: (_MOVES.Up, False),
    Qt.Key.Key_Down: (_MOVES.Down, True),
    Qt.Key.Key_Home: (_MOVES.StartOfLine, False),
    Qt.Key.Key_End: (_MOVES.EndOfLine, True),
}
"""How far Shift and a key select, and whether that is forward."""
_BY_WORD: Final = {
    Qt.Key.Key_Left: (_MOVES.PreviousWord, False),
    Qt.Key.Key_Right: (_MOVES.NextWord, True),
    Qt.Key.Key_Up: (_MOVES.StartOfBlock, False),
    Qt.Key.Key_Down: (_MOVES.EndOfBlock, True),
}


class TranscriptKeys(TranscriptArea):
    """Asks by signals, and opens or changes nothing by itself."""

    action_requested = Signal(str, str)
    """A row's id and the name of an `Action`."""
    link_activated = Signal(str)
    """An address that the reader pressed. Nothing was opened."""
    menu_requested = Signal(str, QPoint)
    """A row's id, and where on the screen its menu should open."""
    chosen = Signal(str)
    """The id of the row that the reader turned to, by pressing it or by keys."""

    def use_key(self, event: QKeyEvent) -> bool:
        """Do what the key means here. True when it means something."""
        return self._extend(event) or self._move(event) or self._use_target(event)

    def set_current(self, row_id: str) -> None:
        """Put the keyboard on a message and bring it into view."""
        self._make_current(self.model.place_of(row_id))

    def _press(self, place: int, target: Target) -> None:
        match target.kind:
            case TargetKind.ACTION:
                self.action_requested.emit(self.model.row(place).id, target.name)
            case TargetKind.LINK:
                self.link_activated.emit(target.name)
            case TargetKind.REASONING:
                self.column.fold(place)
                self.refresh()

    def _ask_for_menu(self) -> None:
        place = self.reader.current
        if place is not None:
            area = self.row_area(place) & self.viewport().rect()
            corner = QPoint(area.left() + self.column.message(place).text_left, area.center().y())
            self.menu_requested.emit(self.model.row(place).id, self.viewport().mapToGlobal(corner))

    def _move(self, event: QKeyEvent) -> bool:
        """Keys that go through the messages. True when the key was one of them."""
        page = self.viewport().height() - 2 * self.line_step
        match event.key():
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_PageUp:
                self._turn_page(-page)
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self._turn_page(page)
            case Qt.Key.Key_Home:
                self._go_to(0)
            case Qt.Key.Key_End:
                self._go_to(self.model.rowCount() - 1)
            case _:
                return False
        return True

    def _extend(self, event: QKeyEvent) -> bool:
        """Shift and an arrow: more or less is selected. True when it was one of these keys."""
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not self.model.rowCount():
            return False
        by_word = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        moves = _BY_WORD if by_word else _BY_CHARACTER
        if event.key() not in moves:
            return False
        move, forward = moves[Qt.Key(event.key())]
        self.reader.extend(move, forward=forward)
        if self.reader.selection is not None:
            cursor = self.reader.selection.cursor
            self._reveal_place(cursor.row, cursor.spot.piece, cursor.spot.offset)
        self.viewport().update()
        return True

    def _use_target(self, event: QKeyEvent) -> bool:
        """Keys that choose and press what the current message offers."""
        match event.key():
            case Qt.Key.Key_Left:
                self.reader.next_target(-1)
            case Qt.Key.Key_Right:
                self.reader.next_target(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._press_target()
            case Qt.Key.Key_Escape if self.reader.selection or self.reader.target:
                self.reader.selection = self.reader.target = None
            case _:
                return False
        if self.reader.target is not None:
            self.viewport().update()
            tell_target(self, words_for(self.reader.target))
        else:
            self._tell_current()
        return True

    def _press_target(self) -> None:
        if self.reader.target is not None and self.reader.current is not None:
            self._press(self.reader.current, self.reader.target)
        else:
            self._ask_for_menu()

    def _step(self, step: int) -> None:
        """To the next message; one that is higher than the view is read to its end first."""
        place = self.reader.current
        if place is None:
            self._go_to(self.column.place_at(0))
            return
        area, height = self.row_area(place), self.viewport().height()
        in_view = area.top() < height and area.bottom() > 0
        more = area.bottom() > height if step > 0 else area.top() < 0
        if in_view and more:
            self._glide.by(step * 3 * self.line_step)
        else:
            self._go_to(min(max(place + step, 0), self.model.rowCount() - 1))

    def _turn_page(self, pixels: int) -> None:
        self.scroll_by(pixels)
        if self.model.rowCount():
            middle = self.column.place_at(self.viewport().height() // 2)
            at_end = pixels > 0 and self.column.following
            self.reader.current = self.model.rowCount() - 1 if at_end else middle
        self._tell_current()

    def _go_to(self, place: int) -> None:
        if 0 <= place < self.model.rowCount():
            self._make_current(place)

    def _make_current(self, place: int) -> None:
        self._glide.stop()
        self.reader.current = place
        self._reveal_row(place)
        self._tell_current()

    def _tell_current(self) -> None:
        self.viewport().update()
        tell_current(self)
        if self.reader.current is not None:
            self.chosen.emit(self.model.row(self.reader.current).id)

    def _reveal_row(self, place: int) -> None:
        """Twice: what is laid out on the way may come out higher than estimated."""
        if place == self.model.rowCount() - 1:
            self.scroll_to_newest()
        for _ in range(2):
            area, height = self.row_area(place), self.viewport().height()
            if area.top() < 0 or area.height() > height:
                self.scroll_by(area.top())
            elif area.bottom() >= height:
                self.scroll_by(area.bottom() + 1 - height)

    def _reveal_place(self, row: int, piece: int, offset: int) -> None:
        self.column.message(row).body.page(piece)
        self.column.change(row)
        for _ in range(2):
            caret = self.column.message(row).caret(Spot(piece, offset))
            y, height = self.column.top(row) + caret.top(), self.viewport().height()
            if y < self.line_step or y + caret.height() + self.line_step > height:
                self.scroll_by(y - height // 3)


def words_for(target: Target) -> str:
    match target.kind:
        case TargetKind.ACTION:
            return Action(target.name).label
        case TargetKind.LINK:
            return target.name
        case TargetKind.REASONING:
            return texts.REASONING
