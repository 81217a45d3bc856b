"""What is selected across messages. Pure: places in, places out."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from desktop.widgets.transcript.body import Spot


class Place(NamedTuple):
    """A spot of the message at `row` of the model. Places sort as they are read."""

    row: int
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """From where the selecting began to where it has come; either may be the earlier one."""

    anchor: Place
    cursor: Place

    @property
    def start(self) -> Place:
        return min(self.anchor, self.cursor)

    @property
    def end(self) -> Place:
        return max(self.anchor, self.cursor)

    @property
    def is_empty(self) -> bool:
        return self.anchor == self.cursor

    def to(self, cursor: Place) -> "Selection":
        return replace(self, cursor=cursor)

    def range_on(self, row: int, piece: int, length: int) -> tuple[int, int] | None:
        """Which positions of a page of `length` are selected."""
        first, last = Place(row, Spot(piece, 0)), Place(row, Spot(piece, length))
        start, end = max(first, self.start), min(last, self.end)
        return (start.spot.offset, end.spot.offset) if start < end else None
