"""A message's text of any length: pieces, of which only those looked at are laid out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.widgets.markdown import Block, parse
from desktop.widgets.transcript.heights import Heights
from desktop.widgets.transcript.page import Link, Mark, Page
from desktop.widgets.transcript.pieces import Piece, grown, pieces_of, stretches, text_of
from desktop.widgets.transcript.sheet import Sheet, Voice
from desktop.widgets.unfinished import mended

_MOST_PAGES: Final = 60
_SAMPLED: Final = 100_000
"""Characters of a text by which the height of all of it is estimated."""
_SAMPLE: Final = "the quick brown fox jumps over the lazy dog, and then some more of it "

Marks = Callable[[int, Page], Sequence[Mark]]


class Spot(NamedTuple):
    """A place in a text: which piece, and a position on its page. Spots sort as they are read."""

    piece: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """About how high a text will be, in pixels, before it is laid out."""

    characters: float
    line: float
    gap: int

    @classmethod
    def of(cls, sheet: Sheet, voice: Voice, width: int) -> "Estimate":
        metrics = QFontMetricsF(sheet.font(voice))
        return cls(
            characters=max(width / (metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE)), 1),
            line=metrics.height() * sheet.line_height(voice) / 100,
            gap=sheet.space.paragraph,
        )

    def height(self, text: str) -> int:
        if len(text) > _SAMPLED:
            return round(self.height(text[:_SAMPLED]) * len(text) / _SAMPLED)
        breaks = text.count("\n")
        paragraphs = text.count("\n\n") if breaks else 0
        # Each paragraph leaves half a line empty on average, the last one too.
        lines = len(text) / self.characters + breaks - paragraphs / 2 + 0.5
        return round(max(lines, 1) * self.line) + paragraphs * self.gap


class Body:
    """Heights are whole pixels; y runs from the body's own top."""

    def __init__(self, sheet: Sheet, voice: Voice, width: int) -> None:
        self._sheet = sheet
        self._voice = voice
        self._width = width
        self._estimate = Estimate.of(sheet, voice, width)
        self._text = ""
        self._open = False
        self._pieces: tuple[Piece, ...] = ()
        self._pages: list[Page | None] = []
        self._heights = Heights()
        self._parsed: dict[str, tuple[Block, ...]] = {}

    @property
    def height(self) -> int:
        return self._heights.total

    @property
    def is_plain(self) -> bool:
        """Whether Markdown's signs are shown as they are in some of it, for want of time."""
        is_read = self._voice is not Voice.REASONING
        return is_read and not all(piece.formatted for piece in self._pieces)

    @property
    def piece_count(self) -> int:
        return len(self._pieces)

    def set_text(self, text: str, *, unfinished: bool) -> None:
        """Show `text`. What it begins with and is laid out already stays so."""
        pieces = self._cut(text)
        first = self._first_changed(pieces, unfinished=unfinished)
        old = self._pages[first] if first < len(self._pages) else None
        self._text, self._open, self._pieces = text, unfinished, pieces
        self._heights.truncate(first)
        del self._pages[first:]
        for index in range(first, len(pieces)):
            self._pages.append(None)
            self._heights.append(self._gap(index) + self._estimate.height(pieces[index].source))
        if old is not None:
            self._lay(first, old)

    def lay(self, top: int, bottom: int, edge: int) -> int | None:
        """Lay out what lies between `top` and `bottom`; None when it was already.

        Otherwise how much higher the pieces that begin above `edge` came out than estimated.
        """
        laid, shift = False, 0
        index = self._heights.at(top)
        while index < len(self._pieces) and self._heights.before(index) < bottom + shift:
            if self._pages[index] is None:
                hidden = self._heights.before(index) < edge + shift
                change = self._lay(index)
                shift += change if hidden else 0
                laid = True
            index += 1
        self._forget_far_pages(self._heights.at(top + shift), index)
        return shift if laid else None

    def laid_pages(self) -> Iterator[tuple[int, Page]]:
        return ((index, page) for index, page in enumerate(self._pages) if page is not None)

    def page(self, index: int) -> Page:
        """The page of a piece, laid out now if it was not. Heights change: settle afterwards."""
        if self._pages[index] is None:
            self._lay(index)
        page = self._pages[index]
        assert page is not None  # noqa: S101 - just laid out
        return page

    def spot_at(self, point: QPointF) -> Spot:
        """The spot nearest to `point`."""
        index = self._heights.at(int(point.y()))
        return Spot(index, self.page(index).position_at(point - QPointF(0, self._top(index))))

    def link_at(self, point: QPointF) -> tuple[int, Link] | None:
        index = self._heights.at(int(point.y()))
        link = self.page(index).link_at(point - QPointF(0, self._top(index)))
        return (index, link) if link else None

    def caret(self, spot: Spot) -> QRectF:
        rect = self.page(spot.piece).caret(spot.offset)
        return rect.translated(0, self._top(spot.piece))

    @property
    def is_laid_at_end(self) -> bool:
        return self._pages[-1] is not None

    def end(self) -> Spot:
        """The last spot."""
        last = len(self._pieces) - 1
        return Spot(last, self.page(last).length)

    def text(self, start: Spot, end: Spot) -> str:
        """What is seen between two spots; pieces between them are not laid out for it."""
        # The text may have become shorter since the spots were taken.
        start, end = min(start, self.end()), min(end, self.end())
        if start.piece == end.piece:
            return self.page(start.piece).text(start.offset, end.offset)
        between = (text_of(self._blocks(index)) for index in range(start.piece + 1, end.piece))
        first = self.page(start.piece).text(start.offset)
        return "\n".join([first, *between, self.page(end.piece).text(0, end.offset)])

    def draw(self, painter: QPainter, clip: QRectF, marks: Marks) -> None:
        """Draw the laid pages that `clip` touches, at the painter's origin."""
        index = self._heights.at(int(clip.top()))
        while index < len(self._pages) and self._heights.before(index) < clip.bottom():
            page, top = self._pages[index], self._top(index)
            if page is not None:
                painter.translate(0, top)
                page.draw(painter, clip.translated(0, -top), marks(index, page))
                painter.translate(0, -top)
            index += 1

    def _cut(self, text: str) -> tuple[Piece, ...]:
        formatted = self._voice is not Voice.REASONING
        if self._pieces and text.startswith(self._text):
            return grown(self._pieces, text, formatted=formatted)
        return pieces_of(text, formatted=formatted)

    def _first_changed(self, pieces: Sequence[Piece], *, unfinished: bool) -> int:
        shared = 0
        for old, new in zip(self._pieces, pieces, strict=False):
            if old != new:
                break
            shared += 1
        if self._open or unfinished:
            # An open last piece is mended: it looks different once it is finished.
            shared = min(shared, len(self._pieces) - 1, len(pieces) - 1)
        return max(shared, 0)

    def _lay(self, index: int, page: Page | None = None) -> int:
        """Lay a piece out; by how much its height changes."""
        page = page or Page(self._sheet, self._voice, self._width)
        page.set_blocks(self._blocks(index))
        self._pages[index] = page
        before = self._heights[index]
        self._heights.set(index, self._gap(index) + page.height)
        return self._heights[index] - before

    def _blocks(self, index: int) -> tuple[Block, ...]:
        piece = self._pieces[index]
        if self._open and piece.formatted and index == len(self._pieces) - 1:
            return self._unfinished_blocks(piece.source)
        return piece.blocks()

    def _unfinished_blocks(self, source: str) -> tuple[Block, ...]:
        """Only what is still being written is parsed again."""
        *finished, last = list(stretches(source)) or [source]
        self._parsed = {part: self._parsed.get(part) or parse(part) for part in finished}
        return (*chain.from_iterable(self._parsed[part] for part in finished), *parse(mended(last)))

    def _gap(self, index: int) -> int:
        return self._estimate.gap if index and self._pieces[index].begins_block else 0

    def _top(self, index: int) -> int:
        return self._heights.before(index) + self._gap(index)

    def _forget_far_pages(self, first: int, last: int) -> None:
        """Heights stay known; only what is seen of a very long message is kept."""
        if len(self._pages) - self._pages.count(None) > _MOST_PAGES:
            for index in (*range(first), *range(last, len(self._pages))):
                self._pages[index] = None
