"""Looking for words in the whole story, a little at a time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, Signal

from desktop.widgets.slices import Slices
from desktop.widgets.transcript.finding import Found, Hit, Order, Query
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Which hit the reader is at, counted from one (0: at none), of how many: None while counted."""

    current: int = 0
    total: int | None = 0


class Search(QObject):
    """Counts all hits in the order they are read, beginning where the reader is."""

    changed = Signal(object)
    """The `Tally` as it is now."""
    arrived = Signal(int, int, int)
    """The row, the piece and the position of the hit that the reader went to."""

    def __init__(self, model: TranscriptModel, reader: Reader, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._reader = reader
        self._counts: list[tuple[int, ...]] = []
        """Of every message, how many hits are on each of its pieces."""
        self._totals: list[int] = []
        self._uncounted: deque[int] = deque()
        self._wants_one = False
        self._next: bool | None = None
        """Where to go as soon as all is counted: forward, backward, nowhere."""
        self._slices = Slices(self)
        self._slices.done.connect(self._finish)
        for moved in (model.modelReset, model.rowsRemoved, model.rowsInserted):
            moved.connect(lambda *_: self._count_moved())
        model.dataChanged.connect(self._count_again)

    @property
    def tally(self) -> Tally:
        found = self._reader.found
        if self._slices.is_active:
            return Tally(total=None)
        total = sum(self._totals)
        if found is None:
            return Tally(total=total)
        piece = found.hit.piece
        on_piece = self._hits(found.row, piece).index(found.hit) + 1
        before = sum(self._totals[: found.row]) + sum(self._counts[found.row][:piece])
        return Tally(current=before + on_piece, total=total)

    def look_for(self, text: str) -> None:
        """Go to the first hit from where the reader is; "" ends the search."""
        found = self._reader.found
        start = found.row if found else self._reader.place_in_view
        self._reader.query, self._reader.found = Query(text), None
        self._wants_one, self._next = True, None
        self._count_all(start)

    def step(self, *, forward: bool) -> None:
        """Go to the next hit or the one before, round the end."""
        if self._slices.is_active:
            self._next = forward
        else:
            self._go(forward=forward)

    def _count_all(self, start: int = 0) -> None:
        count = 0 if self._reader.query.is_empty else self._model.rowCount()
        self._counts, self._totals = [()] * count, [0] * count
        self._uncounted = deque((*range(start, count), *range(min(start, count))))
        self._slices.start(self._counting())

    def _count_moved(self) -> None:
        """Rows have come or gone. Without words to look for that is no matter."""
        if not self._reader.query.is_empty:
            self._count_all()

    def _count_again(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._counts:
            self._uncounted.extend(range(first.row(), last.row() + 1))
            self._slices.start(self._counting())

    def _finish(self) -> None:
        self._forget_what_is_gone()
        if self._next is not None:
            self._go(forward=self._next)
        self.changed.emit(self.tally)

    def _counting(self) -> Iterator[None]:
        """Stops for breath after every piece of a message."""
        query = self._reader.query
        while self._uncounted:
            place = self._uncounted.popleft()
            counts: list[int] = []
            for count in query.counts(self._model.row(place)):
                counts.append(count)
                yield
            self._counts[place], self._totals[place] = tuple(counts), sum(counts)
            if self._wants_one and any(counts):
                self._go_to(self._first_beyond((place, 0, -1), forward=True))
            yield

    def _forget_what_is_gone(self) -> None:
        """The text with the hit that the reader was at may have changed."""
        found = self._reader.found
        if found and found.hit not in self._hits(found.row, found.hit.piece):
            self._reader.found = None

    def _go(self, *, forward: bool) -> None:
        self._next = None
        found = self._reader.found
        start = found.order if found else (self._reader.place_in_view, 0, -1)
        self._go_to(self._first_beyond(start, forward=forward))
        self.changed.emit(self.tally)

    def _go_to(self, found: Found | None) -> None:
        if found is not None:
            self._wants_one = False
            self._reader.found = found
            self.arrived.emit(*found.order)

    def _first_beyond(self, start: Order, *, forward: bool) -> Found | None:
        """The nearest hit, going round the end once."""
        for turn, place, piece in self._pieces_with_hits(start[0], forward=forward):
            found = [Found(row=place, hit=hit) for hit in self._hits(place, piece)]
            if turn == 0:
                found = [f for f in found if (f.order > start if forward else f.order < start)]
            if found:
                return found[0 if forward else -1]
        return None

    def _pieces_with_hits(self, start: int, *, forward: bool) -> Iterator[tuple[int, int, int]]:
        """How many messages it is from `start`, which message, and which of its pieces."""
        step, count = 1 if forward else -1, len(self._totals)
        for turn in range(count + 1 if count else 0):
            place = (start + step * turn) % count
            if self._totals[place]:
                pieces = [piece for piece, hits in enumerate(self._counts[place]) if hits]
                yield from ((turn, place, piece) for piece in pieces[::step])

    def _hits(self, place: int, piece: int) -> list[Hit]:
        return self._reader.query.hits_on(self._model.row(place), piece)
