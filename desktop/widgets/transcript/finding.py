"""Find a text in messages, those not laid out included. Pure: rows in, hits out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.widgets.transcript.pieces import page_texts
from desktop.widgets.transcript.rows import Row

_WORD = re.compile(r"\w+")
_MARKS = "*_~`\\"
_MORE_THAN_EMPHASIS = re.compile(r"[`~\\\[<&]|^ {0,3}>", re.MULTILINE)
_NOT_PROSE = re.compile(r"[*_~`\\#>|•+-]")

Order = tuple[int, int, int]
"""Row, piece and position: as they are read."""


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
        self._words = words_of(text)
        self._is_prose = not _NOT_PROSE.search(text)
        self.is_empty = not words

    def hits(self, row: Row) -> list[Hit]:
        """All hits in a row, in reading order. A hit does not cross from piece to piece."""
        if self.is_empty or not may_contain(row.text, self._words):
            return []
        return [
            Hit(piece=index, start=start, end=end)
            for index, text in enumerate(page_texts(row.text, unfinished=row.open))
            for start, end in self.spans(text)
        ]

    def counts(self, row: Row) -> Iterator[int]:
        """How many hits there are, in parts that each take little time.

        Where there is nothing but emphasis nothing is parsed for it; an asterisk that is shown
        may so be overlooked.
        """
        if self.is_empty or not may_contain(row.text, self._words):
            return
        if self._is_prose and not _MORE_THAN_EMPHASIS.search(row.text):
            yield len(self._pattern.findall(row.text.replace("*", "").replace("_", "")))
            return
        for text in page_texts(row.text, unfinished=row.open):
            yield len(self._pattern.findall(text))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is in the text of a page, in UTF-16 units."""
        if self.is_empty:
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


def nearest(query: Query, place: int, row: Row, after: Order, *, forward: bool) -> Found | None:
    """The first hit of a row beyond `after`, or the last one before it."""
    found = [Found(row=place, hit=hit) for hit in query.hits(row)]
    if forward:
        return next((one for one in found if one.order > after), None)
    return next((one for one in reversed(found) if one.order < after), None)
