"""One piece of a message laid out as a text document that can load nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPainterPath,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from typing_extensions import override

from desktop.widgets.markdown import Block, BlockKind, Run
from desktop.widgets.transcript.sheet import CODE_PADDING, Sheet, Voice

_MOST_MARKS: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where on a page an address is shown, in positions of the document."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Positions start … end of a page drawn in another format."""

    start: int
    end: int
    format: QTextCharFormat


class _InertDocument(QTextDocument):
    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return None


class Page:
    """Positions count UTF-16 units, as Qt does."""

    def __init__(self, sheet: Sheet, voice: Voice, width: int) -> None:
        self._sheet = sheet
        self._voice = voice
        self._blocks: tuple[Block, ...] = ()
        self._links: list[list[Link]] = []
        self._document = _InertDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(sheet.font(voice))
        self._document.setIndentWidth(sheet.space.indent)
        self._document.setTextWidth(width)
        # As high as its first line will be, so that nothing moves when that comes.
        QTextCursor(self._document).setBlockFormat(
            sheet.block_format(voice, Block(runs=()), first=True)
        )

    @property
    def height(self) -> int:
        return int(-(-self._document.size().height() // 1))

    @property
    def length(self) -> int:
        """The last position."""
        return self._document.characterCount() - 1

    def set_blocks(self, blocks: Sequence[Block]) -> None:
        """Show `blocks`; those at the start that are shown already are not laid out again."""
        kept = _shared(self._blocks, blocks)
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        self._cut_after(kept, cursor)
        for index, block in enumerate(blocks[kept:], kept):
            self._write(block, index, cursor)
        cursor.endEditBlock()
        self._blocks = tuple(blocks)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """What is seen between two positions, with a line feed at every end of a line."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(start, self.length))
        last = self.length if end is None else min(end, self.length)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def links(self) -> list[Link]:
        return [link for links in self._links for link in links]

    def link_at(self, point: QPointF) -> Link | None:
        position = self._hit(point, Qt.HitTestAccuracy.ExactHit)
        return next((link for link in self.links() if link.start <= position < link.end), None)

    def position_at(self, point: QPointF) -> int:
        """The position nearest to `point`."""
        return max(self._hit(point, Qt.HitTestAccuracy.FuzzyHit), 0)

    def word_at(self, position: int) -> tuple[int, int]:
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(position, self.length))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor.selectionStart(), cursor.selectionEnd()

    def moved(self, position: int, move: QTextCursor.MoveOperation) -> int:
        """Where a text cursor at `position` goes; it stays where the page ends."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(position, self.length))
        cursor.movePosition(move)
        return cursor.position()

    def caret(self, position: int) -> QRectF:
        """Where a text cursor at `position` stands; its width is one pixel."""
        block = self._document.findBlock(min(position, self.length))
        area = self._document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        if not line.isValid():
            return QRectF(area.left(), area.top(), 1, area.height())
        # The stubs say `object` for what is a pair of x and position.
        x = cast("tuple[float, int]", line.cursorToX(position - block.position()))[0]
        return QRectF(area.left() + x, area.top() + line.y(), 1, line.height())

    def draw(self, painter: QPainter, clip: QRectF, marks: Sequence[Mark]) -> None:
        self._draw_behind_code(painter)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = clip
        context.selections = [self._selection(mark) for mark in self._seen(marks, clip)]
        self._document.documentLayout().draw(painter, context)

    def _seen(self, marks: Sequence[Mark], clip: QRectF) -> Sequence[Mark]:
        """The last of the marks within `clip`: Qt tries every mark on every line."""
        if len(marks) <= 1:
            return marks
        corners = (clip.topLeft(), clip.topRight(), clip.bottomLeft(), clip.bottomRight())
        places = [self.position_at(corner) for corner in corners]
        first, last = min(places), max(places)
        return [mark for mark in marks if mark.start <= last and mark.end >= first][-_MOST_MARKS:]

    def _draw_behind_code(self, painter: QPainter) -> None:
        padding = self._sheet.px(CODE_PADDING)
        for number, block in enumerate(self._blocks):
            if block.kind is BlockKind.CODE:
                place = self._document.findBlockByNumber(number)
                area = self._document.documentLayout().blockBoundingRect(place)
                area.adjust(0, -padding, self._document.textWidth() - area.right(), padding)
                shape = QPainterPath()
                shape.addRoundedRect(area, padding, padding)
                painter.fillPath(shape, self._sheet.color("code"))

    def _hit(self, point: QPointF, accuracy: Qt.HitTestAccuracy) -> int:
        return self._document.documentLayout().hitTest(point, accuracy)

    def _selection(self, mark: Mark) -> QAbstractTextDocumentLayout.Selection:
        selection = QAbstractTextDocumentLayout.Selection()
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(mark.start, self.length))
        cursor.setPosition(min(mark.end, self.length), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = mark.format
        return selection

    def _cut_after(self, kept: int, cursor: QTextCursor) -> None:
        del self._links[kept:]
        if kept >= len(self._blocks):
            cursor.movePosition(QTextCursor.MoveOperation.End)
            return
        cursor.setPosition(self._document.findBlockByNumber(kept).position())
        if kept:
            cursor.movePosition(QTextCursor.MoveOperation.Left)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _write(self, block: Block, index: int, cursor: QTextCursor) -> None:
        shape = self._sheet.block_format(self._voice, block, first=index == 0)
        if index == 0:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)
        links: list[Link] = []
        if block.marker:
            cursor.insertText(f"{block.marker}\t", self._format(block, Run(text="")))
        for run in block.runs:
            start = cursor.position()
            cursor.insertText(run.text, self._format(block, run))
            if run.link:
                links.append(Link(start=start, end=cursor.position(), address=run.link))
        self._links.append(links)

    def _format(self, block: Block, run: Run) -> QTextCharFormat:
        return self._sheet.char_format(self._voice, block, run)


def _shared(before: Sequence[Block], after: Sequence[Block]) -> int:
    """How many blocks at the start are the same."""
    for index, (old, new) in enumerate(zip(before, after, strict=False)):
        if old != new:
            return index
    return min(len(before), len(after))
