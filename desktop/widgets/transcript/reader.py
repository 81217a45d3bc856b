"""What the reader is doing with the messages: selecting, searching, moving the current one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor

from desktop.widgets.transcript.body import Marks, Spot
from desktop.widgets.transcript.column import Column
from desktop.widgets.transcript.finding import Found, Query
from desktop.widgets.transcript.message import Target, TargetKind
from desktop.widgets.transcript.model import TranscriptModel
from desktop.widgets.transcript.page import Mark, Page
from desktop.widgets.transcript.pieces import plain_text
from desktop.widgets.transcript.quoting import Quoted
from desktop.widgets.transcript.rows import Row
from desktop.widgets.transcript.selection import Place, Selection
from desktop.widgets.transcript.sheet import Sheet

_START: Final = Spot(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """The formats in which marked text is drawn."""

    selection: QTextCharFormat
    hit: QTextCharFormat
    found: QTextCharFormat
    quoted: QTextCharFormat
    focus: QTextCharFormat

    @classmethod
    def of(cls, sheet: Sheet) -> "Inks":
        strong, on_strong = sheet.color("accent"), sheet.color("background")
        return cls(
            selection=_format(sheet.color("selection")),
            hit=_format(sheet.color("hit"), sheet.color("name")),
            found=_format(strong, on_strong),
            quoted=_format(sheet.color("quoted"), sheet.color("name")),
            focus=_format(strong, on_strong),
        )


class Reader:
    """Points are in pixels from the column's left edge and the view's top."""

    def __init__(self, model: TranscriptModel, column: Column) -> None:
        self._model = model
        self._column = column
        self._current: str | None = None
        self.query = Query("")
        self.selection: Selection | None = None
        self.target: Target | None = None
        self.found: Found | None = None
        self.pointed_at: Quoted | None = None
        """Quoted words that something outside points at, for as long as it does."""
        self.quoted: Quoted | None = None
        """Quoted words that stay marked."""

    @property
    def current(self) -> int | None:
        """The place of the message that the keyboard is on."""
        if self._current is None or self._current not in self._model:
            return None
        return self._model.place_of(self._current)

    @current.setter
    def current(self, place: int | None) -> None:
        self._current = None if place is None else self._model.row(place).id
        self.target = None

    @property
    def place_in_view(self) -> int:
        """The place of the message at the view's top."""
        return self._column.place_at(0) if self._model.rowCount() else 0

    def forget_places(self) -> None:
        """Rows have moved: what was selected or found is elsewhere now."""
        self.selection = self.found = None

    def place_at(self, point: QPoint) -> Place | None:
        """The place in the text nearest to `point`."""
        if not self._model.rowCount():
            return None
        row = self._column.place_at(point.y())
        inside = point - QPoint(0, self._column.top(row))
        return Place(row, self._column.message(row).spot_at(inside))

    def target_at(self, point: QPoint) -> tuple[int, Target] | None:
        """The row and what of it can be pressed at `point`."""
        for seen in self._column.seen():
            inside = point - QPoint(0, seen.top)
            if 0 <= inside.y() < seen.message.height:
                target = seen.message.target_at(inside)
                return (seen.place, target) if target else None
        return None

    def next_target(self, step: int) -> None:
        """Move to the next or previous thing to press of the current message; past the end, none."""
        place = self.current
        if place is None:
            return
        stops: list[Target | None] = [None, *self._column.message(place).targets()]
        at = stops.index(self.target) if self.target in stops else 0
        self.target = stops[(at + step) % len(stops)]

    def select_from(self, place: Place) -> None:
        self.selection = Selection(anchor=place, cursor=place)

    def select_to(self, place: Place, *, from_: Place | None = None) -> None:
        """Select up to `place` from where selecting began, or else from `from_`."""
        start = from_ or place
        anchored = self.selection or Selection(anchor=start, cursor=start)
        self.selection = anchored.to(place)

    def select_word(self, place: Place) -> None:
        page = self._column.message(place.row).body.page(place.spot.piece)
        start, end = (
            Place(place.row, Spot(place.spot.piece, offset))
            for offset in page.word_at(place.spot.offset)
        )
        self.selection = Selection(anchor=start, cursor=end)

    def select_all(self) -> None:
        count = self._model.rowCount()
        if count:
            end = Place(count - 1, self._column.message(count - 1).body.end())
            self.selection = Selection(anchor=Place(0, _START), cursor=end)

    @property
    def has_selection(self) -> bool:
        return self.selection is not None and not self.selection.is_empty

    def selected_parts(self) -> Iterator[str]:
        """What is selected, message by message; with the names when it is several messages."""
        if self.selection is None or self.selection.is_empty:
            return
        start, end = self.selection.start, self.selection.end
        if start.row == end.row:
            yield self._column.message(start.row).body.text(start.spot, end.spot)
            return
        first, last = self._column.message(start.row), self._column.message(end.row)
        between = [self._model.row(row) for row in range(start.row + 1, end.row)]
        tail = _named(last.row, last.body.text(_START, end.spot))
        yield _named(first.row, first.body.text(start.spot, first.body.end()))
        yield from (_named(row, plain_text(row.text)) for row in between)
        yield tail

    def selected_text(self) -> str:
        return "\n\n".join(filter(None, self.selected_parts()))

    def extend(self, move: QTextCursor.MoveOperation, *, forward: bool) -> None:
        """Select up to where a text cursor at the selection's end would go."""
        place = self.selection.cursor if self.selection else Place(self.current or 0, _START)
        page = self._column.message(place.row).body.page(place.spot.piece)
        offset = page.moved(place.spot.offset, move)
        if offset != place.spot.offset:
            self.select_to(place._replace(spot=place.spot._replace(offset=offset)), from_=place)
        elif (beside := self._beside(place, 1 if forward else -1)) is not None:
            self.select_to(beside, from_=place)

    def _beside(self, place: Place, step: int) -> Place | None:
        """The place across the edge of a piece, or of a message."""
        row, piece = place.row, place.spot.piece + step
        if not 0 <= piece < self._column.message(row).body.piece_count:
            row += step
            if not 0 <= row < self._model.rowCount():
                return None
            piece = 0 if step > 0 else self._column.message(row).body.piece_count - 1
        body = self._column.message(row).body
        return Place(row, Spot(piece, 0 if step > 0 else body.page(piece).length))

    def marks(self, row: int, ink: Inks) -> Marks:
        """What is highlighted on the pages of a message."""

        def of_page(piece: int, page: Page) -> list[Mark]:
            return [
                *self._quoted_marks(row, piece, ink),
                *self._hit_marks(row, piece, page, ink),
                *self._selection_marks(row, piece, page, ink),
                *self._target_marks(row, piece, ink),
            ]

        return of_page

    def _hit_marks(self, row: int, piece: int, page: Page, ink: Inks) -> list[Mark]:
        if self.query.is_empty:
            return []
        here = self.found.hit if self._is_found_on(row, piece) and self.found else None
        spans = list(self.query.spans(page.text()))
        marks = [Mark(start=start, end=end, format=ink.hit) for start, end in spans]
        if here and (here.start, here.end) in spans:
            marks.append(Mark(start=here.start, end=here.end, format=ink.found))
        return marks

    def _quoted_marks(self, row: int, piece: int, ink: Inks) -> list[Mark]:
        quoted, shown = self.pointed_at or self.quoted, self._model.row(row)
        if quoted is None or quoted.row_id != shown.id:
            return []
        return [
            Mark(start=hit.start, end=hit.end, format=ink.quoted)
            for hit in quoted.hits(shown)
            if hit.piece == piece
        ]

    def _is_found_on(self, row: int, piece: int) -> bool:
        return self.found is not None and self.found.order[:2] == (row, piece)

    def _selection_marks(self, row: int, piece: int, page: Page, ink: Inks) -> list[Mark]:
        selected = self.selection and self.selection.range_on(row, piece, page.length)
        return [Mark(start=selected[0], end=selected[1], format=ink.selection)] if selected else []

    def _target_marks(self, row: int, piece: int, ink: Inks) -> list[Mark]:
        target = self.target
        if target is None or target.kind is not TargetKind.LINK or row != self.current:
            return []
        if target.link is None or target.piece != piece:
            return []
        return [Mark(start=target.link.start, end=target.link.end, format=ink.focus)]


def _named(row: Row, text: str) -> str:
    return f"{row.name}:\n{text}" if row.name and text else text


def _format(background: QColor, text: QColor | None = None) -> QTextCharFormat:
    wanted = QTextCharFormat()
    wanted.setBackground(background)
    if text is not None:
        wanted.setForeground(text)
    return wanted
