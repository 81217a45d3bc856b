"""Find a text in messages, those not laid out included. Pure: rows in, hits out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.widgets.transcript.pieces import Piece, is_too_large, page_text, pieces_of
from desktop.widgets.transcript.rows import Row

_WORD = re.compile(r"\w+")
_MARKS = "*_~`\\"
_MORE_THAN_EMPHASIS = re.compile(r"[`~\\\[<&]|^ {0,3}>", re.MULTILINE)
_NOT_PROSE = re.compile(r"[*_~`\\#>|•+-]")

_LAST_OF_ONE_UNIT = "\uffff"

Order = tuple[int, int, int]
"""Row, piece and position: as they are read."""


class Hit(NamedTuple):
    """Positions start … end (UTF-16 units) on the page of a piece."""

    piece: int
    start: int
    end: int


class Query:
    """Case does not matter, and any white space matches any other."""

    def __init__(self, text: str) -> None:
        words = text.split()
        self._pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
        self._words = words_of(text)
        self._is_prose = not _NOT_PROSE.search(text)
        self.is_empty = not words

    def hits_on(self, row: Row, index: int) -> list[Hit]:
        """All hits on one piece of a row. A hit does not cross from piece to piece."""
        pieces = pieces_of(row.text)
        if index >= len(pieces):
            return []
        unfinished = row.open and index == len(pieces) - 1
        text = page_text(pieces[index], unfinished=unfinished)
        return [Hit(index, start, end) for start, end in self.spans(text)]

    def counts(self, row: Row) -> Iterator[int]:
        """How many hits are on each piece, one after another; nothing where there are none at all.

        Prose with nothing but emphasis in it is not parsed for that; an asterisk that is shown
        may so be overlooked.
        """
        if self.is_empty or not (is_too_large(row.text) or may_contain(row.text, self._words)):
            return
        pieces = pieces_of(row.text)
        for index, piece in enumerate(pieces):
            yield self._count(piece, unfinished=row.open and index == len(pieces) - 1)

    def _count(self, piece: Piece, *, unfinished: bool) -> int:
        source = piece.source
        if piece.formatted and not (self._is_prose and not _MORE_THAN_EMPHASIS.search(source)):
            source = page_text(piece, unfinished=unfinished)
        elif piece.formatted:
            source = source.replace("*", "").replace("_", "")
        return len(self._pattern.findall(source))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is in the text of a page, in UTF-16 units."""
        if self.is_empty:
            return
        if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
            yield from (match.span() for match in self._pattern.finditer(text))
            return
        at, done = 0, 0
        for match in self._pattern.finditer(text):
            start = at + units(text[done : match.start()])
            at = start + units(match.group())
            done = match.end()
            yield start, at


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("_", " "))


def may_contain(source: str, words: Sequence[str]) -> bool:
    """Whether Markdown `source` may show `words`. Cheap, and never wrong when it says no."""
    if "&" in source:  # an entity may stand for any letter
        return True
    seen = source.casefold()
    for mark in _MARKS:
        seen = seen.replace(mark, "")
    return all(word in seen for word in words)


def units(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit in the row at `row`."""

    row: int
    hit: Hit

    @property
    def order(self) -> Order:
        return self.row, self.hit.piece, self.hit.start
