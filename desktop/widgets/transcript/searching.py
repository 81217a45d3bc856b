"""Looking for words in the whole story, a little at a time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from desktop.widgets.transcript.finding import Found, Order, Query, nearest
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.reader import Reader

_SLICE_SECONDS: Final = 0.006


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
        self._counts: list[int] = []
        self._uncounted: deque[int] = deque()
        self._work = self._counting()
        self._wants_one = False
        self._next: bool | None = None
        """Where to go as soon as all is counted: forward, backward, nowhere."""
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._count_some)
        for moved in (model.modelReset, model.rowsRemoved, model.rowsInserted):
            moved.connect(lambda *_: self._count_all())
        model.dataChanged.connect(self._count_again)

    @property
    def tally(self) -> Tally:
        found = self._reader.found
        if self._timer.isActive():
            return Tally(total=None)
        if found is None:
            return Tally(total=sum(self._counts))
        hits = self._reader.query.hits(self._model.row(found.row))
        before = sum(self._counts[: found.row])
        return Tally(current=before + hits.index(found.hit) + 1, total=sum(self._counts))

    def look_for(self, text: str) -> None:
        """Go to the first hit from where the reader is; "" ends the search."""
        found = self._reader.found
        start = found.row if found else self._reader.place_in_view
        self._reader.query, self._reader.found = Query(text), None
        self._wants_one, self._next = True, None
        self._count_all(start)

    def step(self, *, forward: bool) -> None:
        """Go to the next hit or the one before, round the end."""
        if self._timer.isActive():
            self._next = forward
        else:
            self._go(forward=forward)

    def _count_all(self, start: int = 0) -> None:
        count = 0 if self._reader.query.is_empty else self._model.rowCount()
        self._counts = [0] * count
        self._uncounted = deque((*range(start, count), *range(min(start, count))))
        self._work = self._counting()
        self._timer.start()

    def _count_again(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._counts:
            self._uncounted.extend(range(first.row(), last.row() + 1))
            self._timer.start()

    def _count_some(self) -> None:
        until = perf_counter() + _SLICE_SECONDS
        for _ in self._work:
            if perf_counter() > until:
                return
        self._timer.stop()
        self._work = self._counting()
        self._forget_what_is_gone()
        if self._next is not None:
            self._go(forward=self._next)
        self.changed.emit(self.tally)

    def _counting(self) -> Iterator[None]:
        """Stops for breath after every part of a message."""
        query = self._reader.query
        while self._uncounted:
            place = self._uncounted.popleft()
            total = 0
            for count in query.counts(self._model.row(place)):
                total += count
                yield
            self._counts[place] = total
            if total and self._wants_one:
                self._go_to(self._within(place, (place, 0, -1), forward=True))
            yield

    def _forget_what_is_gone(self) -> None:
        """The text with the hit that the reader was at may have changed."""
        found = self._reader.found
        if found and found.hit not in self._reader.query.hits(self._model.row(found.row)):
            self._reader.found = None

    def _go(self, *, forward: bool) -> None:
        self._next = None
        found, count = self._reader.found, len(self._counts)
        start = found.order if found else (self._reader.place_in_view, 0, -1)
        for turn in range(count + 1 if any(self._counts) else 0):
            place = (start[0] + (turn if forward else -turn)) % count
            edge = start if turn == 0 else (place, 0, -1) if forward else (place + 1, 0, 0)
            if self._counts[place] and self._go_to(self._within(place, edge, forward=forward)):
                break
        self.changed.emit(self.tally)

    def _within(self, place: int, edge: Order, *, forward: bool) -> Found | None:
        row = self._model.row(place)
        return nearest(self._reader.query, place, row, edge, forward=forward)

    def _go_to(self, found: Found | None) -> bool:
        if found is not None:
            self._wants_one = False
            self._reader.found = found
            self.arrived.emit(found.row, found.hit.piece, found.hit.start)
        return found is not None
