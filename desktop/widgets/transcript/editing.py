"""Changing a message where it stands: the editor takes the place of its text and goes with it."""

from PySide6.QtCore import QObject, Qt, Signal

from desktop.widgets.transcript.area import TranscriptArea
from desktop.widgets.transcript.editor import MessageEditor, can_be_edited
from desktop.widgets.transcript.message import Message
from desktop.widgets.transcript.sheet import Sheet


class Editing(QObject):
    """One message at a time. What was typed and not saved waits for the message's next edit."""

    saved = Signal(str, str)
    """A row's id, and the text that it should have."""
    outgrown = Signal(int)
    """The row at this place took another height while the player typed."""
    left = Signal()
    refused = Signal()
    """The message is too long to be changed here."""

    def __init__(self, area: TranscriptArea) -> None:
        super().__init__(area)
        self._area = area
        self._drafts: dict[str, str] = {}
        self._row_id = ""
        self._is_held = False
        self._sheet: Sheet | None = None
        self.editor: MessageEditor | None = None

    def begin(self, row_id: str) -> None:
        """Change this message; the change of another is put aside."""
        if not can_be_edited(self._area.model.row(self._area.model.place_of(row_id)).text):
            self.refused.emit()
            return
        if self.editor is None or self._row_id != row_id:
            self._put_aside()
            self._open(row_id)
        if self.editor is not None:
            self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end(self) -> None:
        """Show the message again; what was typed is gone."""
        if self.editor is None:
            return
        had_focus = self.editor.isAncestorOf(self._area.window().focusWidget())
        self._drafts.pop(self._row_id, None)
        self._close()
        self._area.refresh()
        if had_focus:
            self.left.emit()

    def hold(self, held: bool) -> None:
        """Let nothing be saved while a turn is written."""
        self._is_held = held
        if self.editor is not None:
            self.editor.hold(held)

    def keep_in_view(self) -> None:
        """The view has another size: the player who types goes on seeing it."""
        if self.editor is not None and self.editor.field.hasFocus():
            self._refit()

    def follow(self) -> bool:
        """Put the editor where the message is; whether the message took another height by that."""
        editor = self.editor
        if editor is None:
            return False
        if self._row_id not in self._area.model:
            self._put_aside()
            return False
        message = self._area.column.message(self._place)
        self._dress(editor, message)
        height = self._fit(editor, message)
        changed = self._area.column.set_room(self._place, message.room_beside(height))
        area = message.editor_area(height).translated(self._area.row_area(self._place).topLeft())
        editor.setGeometry(area)
        return changed

    @property
    def _place(self) -> int:
        return self._area.model.place_of(self._row_id)

    def _open(self, row_id: str) -> None:
        row = self._area.model.row(self._area.model.place_of(row_id))
        self._row_id, self._sheet = row_id, None
        editor = MessageEditor(row.name, row.text, self._area.viewport())
        if row_id in self._drafts:
            editor.field.setPlainText(self._drafts.pop(row_id))
        editor.hold(self._is_held)
        editor.saved.connect(lambda: self.saved.emit(row_id, editor.text))
        editor.cancelled.connect(self.end)
        editor.height_changed.connect(self._refit)
        editor.field.focused.connect(self._refit)
        self.editor = editor
        self._area.column.is_held = True
        self._area.refresh()
        editor.show()
        self.outgrown.emit(self._place)

    def _put_aside(self) -> None:
        if self.editor is not None:
            if self.editor.is_changed:
                self._drafts[self._row_id] = self.editor.text
            self._close()

    def _close(self) -> None:
        editor, self.editor = self.editor, None
        if editor is None:
            return
        editor.hide()
        editor.deleteLater()
        self._area.column.is_held = False
        if self._row_id in self._area.model:
            self._area.column.set_room(self._place, None)

    def _refit(self) -> None:
        if self.editor is not None and self._sheet is not None:
            self._area.refresh()
            if self._row_id in self._area.model:
                self.outgrown.emit(self._place)

    def _dress(self, editor: MessageEditor, message: Message) -> None:
        sheet = message.frame.sheet
        if sheet is not self._sheet:
            self._sheet = sheet
            editor.dress(
                sheet.font(message.voice), sheet.line_height(message.voice), message.editor_margins
            )

    def _fit(self, editor: MessageEditor, message: Message) -> int:
        around = message.frame.chrome(message.row)
        most = max(self._area.viewport().height() - around, message.frame.least_height)
        return editor.fit(message.editor_area(0).width(), most)
