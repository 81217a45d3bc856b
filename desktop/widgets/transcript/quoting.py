"""Where the shown text of a message has words that someone quoted from its source. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from desktop.widgets.transcript.finding import Hit, may_contain, units, words_of
from desktop.widgets.transcript.pieces import page_texts, plain_text
from desktop.widgets.transcript.rows import Row

_PART: Final = re.compile(r"[^\W_]+|[^\w\s]")
_BETWEEN: Final = r"[\s*_~`\\•]*"
"""White space, and the marks that one of the two texts shows and the other does not."""
_ALIKE: Final = ('"“”„‟«»「」『』〝〞〟＂', "'‘’‚‛‹›`´", "-‐‑‒–—―−")
_MOST_LOOKED_AT: Final = 400


class Quotation:
    """Case, white space, Markdown's marks, and which kind of quotation mark do not matter."""

    def __init__(self, text: str) -> None:
        parts = _PART.findall(plain_text(text).replace("…", "..."))
        wanted = [part for part in parts if part not in "*_~`\\•"]
        self._words = words_of(" ".join(wanted))
        self._pattern = re.compile(_BETWEEN.join(map(_any_of, wanted)), re.IGNORECASE)
        self.is_empty = not wanted

    def hits(self, row: Row) -> tuple[Hit, ...]:
        """Where it is first, in as many hits as it touches pieces; () when it is nowhere."""
        if self.is_empty or not may_contain(row.text, self._words):
            return ()
        pages = list(page_texts(row.text, unfinished=row.open))
        match = self._pattern.search("\n".join(pages))
        return tuple(_by_page(pages, *match.span())) if match else ()


class Quoted:
    """A quotation and the message it is from."""

    def __init__(self, quotation: Quotation, row: Row) -> None:
        self._quotation = quotation
        self._row = row
        self._hits = quotation.hits(row)
        self.row_id = row.id

    def hits(self, row: Row) -> tuple[Hit, ...]:
        """Where it is in the message as it is now."""
        if row is not self._row:
            self._row, self._hits = row, self._quotation.hits(row)
        return self._hits


def quoted_from(text: str, newest_first: Iterable[Row]) -> Quoted | None:
    """`text` in the newest message that has it."""
    quotation = Quotation(text)
    for row in islice(newest_first, _MOST_LOOKED_AT):
        if quotation.hits(row):
            return Quoted(quotation, row)
    return None


def _any_of(part: str) -> str:
    if part == ".":
        return r"(?:\.|…)?"  # an ellipsis is three of them
    alike = next((marks for marks in _ALIKE if part in marks), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(part)


def _by_page(pages: Iterable[str], start: int, end: int) -> Iterator[Hit]:
    begins = 0
    for piece, page in enumerate(pages):
        first, last = max(start - begins, 0), min(end - begins, len(page))
        if first < last:
            yield Hit(piece=piece, start=units(page[:first]), end=units(page[:last]))
        begins += len(page) + 1
