"""Find a text in messages, those not laid out included. Pure: rows in, hits out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.widgets.transcript.pieces import Piece, pieces_of, text_of
from desktop.widgets.transcript.rows import Row
from desktop.widgets.unfinished import mended

_WORD = re.compile(r"\w+")
_MARKS = "*_~`\\"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Positions start … end (UTF-16 units) on the page of a piece."""

    piece: int
    start: int
    end: int


class Query:
    """Case does not matter, and any white space matches any other."""

    def __init__(self, text: str) -> None:
        words = text.split()
        self._pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
        self._words = _WORD.findall(text.casefold().replace("_", " "))
        self.is_empty = not words

    def hits(self, row: Row) -> list[Hit]:
        """All hits in a row, in reading order. A hit does not cross from piece to piece."""
        if self.is_empty or not self._may_hit(row.text):
            return []
        pieces = pieces_of(row.text)
        return [
            Hit(piece=index, start=start, end=end)
            for index, piece in enumerate(pieces)
            for start, end in self.spans(_text(piece, last=index == len(pieces) - 1, row=row))
        ]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is in the text of a page, in UTF-16 units."""
        if self.is_empty:
            return
        units, done = 0, 0
        for match in self._pattern.finditer(text):
            start = units + _units(text[done : match.start()])
            units = start + _units(match.group())
            done = match.end()
            yield start, units

    def _may_hit(self, source: str) -> bool:
        """Cheap, and never wrong when it says no."""
        if "&" in source:  # an entity may stand for any letter
            return True
        seen = source.casefold()
        for mark in _MARKS:
            seen = seen.replace(mark, "")
        return all(word in seen for word in self._words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit in the row at `row`."""

    row: int
    hit: Hit

    @property
    def order(self) -> tuple[int, int, int]:
        return self.row, self.hit.piece, self.hit.start


def next_hit(
    query: Query,
    rows: Callable[[int], Row],
    count: int,
    after: tuple[int, int, int],
    *,
    forward: bool,
) -> Found | None:
    """The nearest hit beyond `after` (row, piece, position), going round the end once."""
    step = 1 if forward else -1
    for turn in range(count + 1):
        place = (after[0] + step * turn) % count
        found = [Found(row=place, hit=hit) for hit in query.hits(rows(place))]
        if turn == 0:
            found = [one for one in found if (one.order > after if forward else one.order < after)]
        if found:
            return found[0 if forward else -1]
    return None


def _text(piece: Piece, *, last: bool, row: Row) -> str:
    if last and row.open and piece.formatted:
        return text_of(Piece(mended(piece.source)).blocks())
    return text_of(piece.blocks())


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
