"""The column of messages: which are seen, how high all are, and where the reader is.

Heights of messages never seen are estimates. They are corrected when a message comes into view:
what is at the top of the view, or below it, does not move by that.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop.widgets.transcript.heights import Heights
from desktop.widgets.transcript.message import Frame, Message
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.rows import Row, RowKind

_MOST_PASSES: Final = 50
_EXACT_VIEWS: Final = 2
_KEPT: Final = 48
"""Messages that stay laid out after they were seen."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in view: its place in the model, and where it begins on the screen."""

    place: int
    top: int
    message: Message


class Column:
    """Follows `model` when told of its changes. `offset` is how far down the view's top is.

    While `following`, the view stays at the end of the text, whatever comes.
    """

    def __init__(self, model: TranscriptModel, frame: Frame) -> None:
        self._model = model
        self._use(frame)
        self._view_height = 0
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._unfolded: set[str] = set()
        self._rooms: dict[str, int] = {}
        self.offset = 0
        self.following = True
        self.is_held = False
        """Whether the view stays where it is when text comes, also at its end."""
        self.heights = Heights()
        self.reset()

    @property
    def frame(self) -> Frame:
        return self._frame

    @property
    def greatest_offset(self) -> int:
        return max(self.heights.total - self._view_height, 0)

    @property
    def laid_out(self) -> int:
        """How many messages are laid out now."""
        return len(self._messages)

    def reset(self) -> None:
        """Take all rows anew and go to the end."""
        self._messages.clear()
        self._unfolded.clear()
        self.following = True
        self.heights = Heights(self._estimates())

    def resize(self, frame: Frame, view_height: int) -> None:
        """Keep the message at the top of the view where it is, in the new width."""
        self._view_height = view_height
        if frame == self._frame:
            return
        place, share = self._anchor()
        self._use(frame)
        self._messages.clear()
        self.heights = Heights(self._estimates())
        if len(self.heights):
            self._restore(place, share)

    def insert(self, place: int) -> None:
        """A row was added; all but the last place is the rare case, and O(n)."""
        self.following = self.following and not self.is_held
        if place == len(self.heights):
            self.heights.append(self._estimate(self._model.row(place)))
        else:
            self.heights = Heights(self._estimates())

    def remove(self, first: int, last: int) -> None:
        """Rows `first` … `last` are gone from the model."""
        self.offset -= self._hidden_above(first, last)
        if last == len(self.heights) - 1:
            self.heights.truncate(first)
        else:
            for place in range(last, first - 1, -1):
                self.heights.remove(place)
        for row_id in [row_id for row_id in self._messages if row_id not in self._model]:
            del self._messages[row_id]

    def change(self, place: int) -> None:
        """The row at `place` is another value now."""
        self.following = self.following and not self.is_held
        row = self._model.row(place)
        message = self._messages.get(row.id)
        if message is None or message.row.kind is not row.kind:
            self._messages.pop(row.id, None)
            height = self._estimate(row)
        else:
            message.set_row(row, unfolded=row.id in self._unfolded)
            message.room = self._rooms.get(row.id)
            height = message.height
        if self.heights.before(place + 1) <= self.offset:
            self.offset += height - self.heights[place]
        self.heights.set(place, height)

    def fold(self, place: int) -> None:
        """Show or hide the reasoning of a message."""
        self._unfolded ^= {self._model.row(place).id}
        self.change(place)

    def set_room(self, place: int, height: int | None) -> bool:
        """Keep room for an editor in a message; whether that is another height than before."""
        row_id = self._model.row(place).id
        if self._rooms.get(row_id) == height:
            return False
        if height is None:
            del self._rooms[row_id]
        else:
            self._rooms[row_id] = height
        self._open(place).room = height
        self.change(place)
        return True

    def is_unfolded(self, row_id: str) -> bool:
        return row_id in self._unfolded

    def scroll_by(self, pixels: int) -> None:
        """Move what is read by exactly `pixels`, unless that is so far that nobody could tell."""
        if -_EXACT_VIEWS * self._view_height <= pixels < 0 and len(self.heights):
            self._lay_above(-pixels)
        self.scroll_to(self.offset + pixels)

    def scroll_to(self, offset: int) -> None:
        self.offset = min(max(offset, 0), self.greatest_offset)
        self.following = self.offset >= self.greatest_offset

    def settle(self) -> None:
        """Lay out what is in view, until nothing in it is an estimate."""
        for _ in range(_MOST_PASSES):
            self._clamp()
            if not self._lay_seen():
                break
        self._clamp()
        self.following = self.following or self.offset >= self.greatest_offset
        self._forget_far_messages()

    def seen(self) -> Iterator[Seen]:
        """The messages in view, from the top."""
        if not len(self.heights):
            return
        place = self.heights.at(self.offset)
        top = self.heights.before(place) - self.offset
        while place < len(self.heights) and top < self._view_height:
            yield Seen(place, top, self._open(place))
            top += self.heights[place]
            place += 1

    def message(self, place: int) -> Message:
        """The message at `place`, opened if need be; its texts may not be laid out yet."""
        return self._open(place)

    def place_at(self, y: int) -> int:
        """The message at `y` of the view, or the nearest one."""
        return self.heights.at(self.offset + y)

    def top(self, place: int) -> int:
        """Where the message at `place` begins, in pixels from the view's top."""
        return self.heights.before(place) - self.offset

    def _lay_seen(self) -> bool:
        laid = False
        place = self.heights.at(self.offset) if len(self.heights) else 0
        while place < len(self.heights):
            above = self.offset - self.heights.before(place)
            if -above >= self._view_height:
                break
            laid |= self._lay(place, above, above, above + self._view_height)
            place += 1
        return laid

    def _lay_above(self, distance: int) -> None:
        """Lay out the last `distance` pixels above the view, so that going there is exact."""
        place = self.heights.at(self.offset)
        while place >= 0 and self.heights.before(place + 1) > self.offset - distance:
            above = self.offset - self.heights.before(place)
            self._lay(place, above, above - distance, above)
            place -= 1

    def _lay(self, place: int, above: int, first: int, last: int) -> bool:
        """Lay out the pixels `first` … `last` of a message whose first `above` are not seen."""
        message = self._open(place)
        change = message.height - self.heights[place]
        moved = change if above > 0 else 0
        shift = message.lay(first + moved, last + moved, above + moved)
        if above > 0:
            # Whatever came out higher above the view's edge pushes the reader's place down.
            self.offset += change + (shift or 0)
        self.heights.set(place, message.height)
        return change != 0 or shift is not None

    def _open(self, place: int) -> Message:
        row = self._model.row(place)
        message = self._messages.get(row.id)
        if message is None:
            message = Message(self._frame, row, unfolded=row.id in self._unfolded)
            message.room = self._rooms.get(row.id)
            self._messages[row.id] = message
        self._messages.move_to_end(row.id)
        return message

    def _anchor(self) -> tuple[int, float]:
        if not len(self.heights):
            return 0, 0.0
        place = self.heights.at(self.offset)
        inside = self.offset - self.heights.before(place)
        return place, inside / max(self.heights[place], 1)

    def _hidden_above(self, first: int, last: int) -> int:
        """How many pixels of rows `first` … `last` are above the view."""
        start, end = self.heights.before(first), self.heights.before(last + 1)
        return min(end, self.offset) - min(start, self.offset)

    def _restore(self, place: int, share: float) -> None:
        message = self._open(place)
        inside = round(share * message.height)
        message.lay(inside, inside + self._view_height, 0)
        self.heights.set(place, message.height)
        self.offset = self.heights.before(place) + round(share * message.height)

    def _clamp(self) -> None:
        greatest = self.greatest_offset
        self.offset = greatest if self.following else min(max(self.offset, 0), greatest)

    def _forget_far_messages(self) -> None:
        in_view = {seen.message.row.id for seen in self.seen()}
        for row_id in list(self._messages):
            if len(self._messages) <= max(_KEPT, len(in_view)):
                break
            if row_id not in in_view:
                del self._messages[row_id]

    def _use(self, frame: Frame) -> None:
        self._frame = frame
        self._estimators = {kind: frame.estimate(kind) for kind in RowKind}
        self._least_height = frame.least_height
        self._chromes: dict[tuple[RowKind, bool, bool, bool, bool, bool], int] = {}

    def _estimates(self) -> list[int]:
        return [self._estimate(self._model.row(place)) for place in range(self._model.rowCount())]

    def _estimate(self, row: Row) -> int:
        parts = (
            row.kind, not row.name, not row.reasoning, row.foot is None, not row.divider,
            not row.pictures,
        )  # fmt: skip
        if parts not in self._chromes:
            self._chromes[parts] = self._frame.chrome(row)
        text = self._estimators[row.kind].height(row.text)
        return max(self._chromes[parts] + text, self._least_height)
