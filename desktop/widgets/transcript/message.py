"""One message laid out: where its name, text, foot and actions are, and how high it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QMargins, QPoint, QPointF, QRect, QSize

from desktop.texts import story as texts
from desktop.widgets.transcript.body import Body, Estimate, Spot
from desktop.widgets.transcript.page import Link
from desktop.widgets.transcript.rows import Action, Row, RowKind
from desktop.widgets.transcript.sheet import Sheet, Voice

_NARROWEST_WITH_PORTRAIT: Final = 420
_EDITOR_PADDING: Final = 10
_DIVIDER: Final = 18
_PICTURE: Final = (160, 120)
_VOICES: Final = {
    RowKind.PLAYER: Voice.PLAYER,
    RowKind.NARRATOR: Voice.PROSE,
    RowKind.CHARACTER: Voice.PROSE,
    RowKind.NOTICE: Voice.NOTICE,
}


class TargetKind(StrEnum):
    ACTION = "action"
    REASONING = "reasoning"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something of a message that can be pressed: `name` is an action's, or a link's address.

    A link has its place in the text instead of an area.
    """

    kind: TargetKind
    name: str
    area: QRect = field(default_factory=QRect)
    piece: int = 0
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all messages of one width share. Pixels from the column's left edge."""

    sheet: Sheet
    width: int

    @property
    def has_portraits(self) -> bool:
        return self.width >= self.sheet.px(_NARROWEST_WITH_PORTRAIT)

    def text_left(self, kind: RowKind) -> int:
        beside_portrait = self.has_portraits and kind is not RowKind.NOTICE
        space = self.sheet.space
        return space.portrait + space.portrait_gap if beside_portrait else 0

    def text_width(self, kind: RowKind) -> int:
        return max(self.width - self.text_left(kind), 1)

    def box(self, kind: RowKind) -> int:
        """Padding around the text: a player's words stand in a box."""
        return self.sheet.space.box if kind is RowKind.PLAYER else 0

    def body_width(self, kind: RowKind) -> int:
        return max(self.text_width(kind) - 2 * self.box(kind), 1)

    def estimate(self, kind: RowKind) -> Estimate:
        return Estimate.of(self.sheet, _VOICES[kind], self.body_width(kind))

    def chrome(self, row: Row) -> int:
        """The height of everything but the texts."""
        return self.above_body(row) + self.below_body(row)

    def above_body(self, row: Row) -> int:
        name = self.sheet.name_height + self.sheet.space.line if row.name else 0
        folded = self.line_height if row.reasoning else 0
        return self.top_of(row) + name + folded + self.box_above(row.kind)

    def top_of(self, row: Row) -> int:
        """Where the name begins: below half of the gap between messages, and the divider."""
        return self.sheet.space.row // 2 + self.divider_height(row)

    def divider_height(self, row: Row) -> int:
        return self.sheet.small_height + self.sheet.px(_DIVIDER) if row.divider else 0

    def below_body(self, row: Row) -> int:
        foot = self.line_height + self.sheet.space.line if row.foot else 0
        return (
            self.box_below(row.kind) + self.pictures_height(row) + foot + self.sheet.space.row // 2
        )

    def pictures_height(self, row: Row) -> int:
        """The same whatever they show, so that nothing moves when they come."""
        return self.sheet.px(_PICTURE[1]) + self.picture_gap if row.pictures else 0

    @property
    def picture_gap(self) -> int:
        return self.sheet.space.line * 2

    @property
    def line_height(self) -> int:
        """Of the small lines: the foot, and the reasoning's heading."""
        return self.sheet.small_height + self.sheet.px(6)

    @property
    def least_height(self) -> int:
        return self.sheet.space.portrait + self.sheet.space.row

    def box_above(self, kind: RowKind) -> int:
        """From the box's upper edge to the first line, which has all its leading below."""
        return self.box(kind) * 5 // 7 + self._half_leading(kind)

    def box_below(self, kind: RowKind) -> int:
        return self.box(kind) * 5 // 7 - self._half_leading(kind)

    def _half_leading(self, kind: RowKind) -> int:
        if kind is not RowKind.PLAYER:
            return 0
        more = self.sheet.line_height(Voice.PLAYER) - 100
        return round(self.sheet.player_metrics.height() * more / 200)


class Message:
    """y runs from the message's top, x from the column's left edge."""

    def __init__(self, frame: Frame, row: Row, *, unfolded: bool = False) -> None:
        self.frame = frame
        self.text_left = frame.text_left(row.kind)
        self.text_width = frame.text_width(row.kind)
        self.body = Body(frame.sheet, _VOICES[row.kind], frame.body_width(row.kind))
        self.reasoning: Body | None = None
        self.room: int | None = None
        """The height that an editor takes in the text's place."""
        self.set_row(row, unfolded=unfolded)

    def set_row(self, row: Row, *, unfolded: bool) -> None:
        """Show another state of the row, of the same kind."""
        self.row = row
        self._measure()
        self.body.set_text(row.text, unfinished=row.open)
        if not (unfolded and row.reasoning):
            self.reasoning = None
            return
        sheet = self.frame.sheet
        self.reasoning = self.reasoning or Body(sheet, Voice.REASONING, self.text_width)
        self.reasoning.set_text(row.reasoning, unfinished=False)

    def _measure(self) -> None:
        """What does not depend on the texts. Asked for at every paint, so it is kept."""
        frame, row = self.frame, self.row
        self.has_portrait = row.portrait is not None and frame.has_portraits
        self._top = frame.top_of(row)
        self._above_body = frame.above_body(row)
        self._body_left = self.text_left + frame.box(row.kind)
        self._chrome = frame.chrome(row)
        self._least = frame.least_height + frame.divider_height(row) if self.has_portrait else 0
        self._box_above = frame.box_above(row.kind)
        self._box_below = frame.box_below(row.kind)

    @property
    def height(self) -> int:
        return max(self._chrome + self._text_height, self._least)

    @property
    def body_origin(self) -> QPoint:
        return QPoint(self._body_left, self._above_body + self._reasoning_height)

    @property
    def reasoning_origin(self) -> QPoint:
        heading = self.heading_area
        return QPoint(heading.left(), heading.bottom() + 1)

    @property
    def caption(self) -> str:
        """What stands beside the name."""
        plain = texts.SHOWN_PLAIN if self.body.is_plain else ""
        return " · ".join(part for part in (self.row.caption, plain) if part)

    @property
    def name_area(self) -> QRect:
        return QRect(self.text_left, self._top, self.text_width, self.frame.sheet.name_height)

    @property
    def divider_area(self) -> QRect:
        """Over the whole column, above everything else of the message."""
        top = self.frame.sheet.space.row // 2
        height = self.frame.sheet.small_height
        return QRect(0, top, self.frame.width, height)

    @property
    def heading_area(self) -> QRect:
        """The line that folds and unfolds the reasoning."""
        gap = self.frame.sheet.space.line if self.row.name else 0
        top = self.name_area.bottom() + 1 + gap if self.row.name else self.name_area.top()
        return QRect(self.text_left, top, self.text_width, self.frame.line_height)

    @property
    def voice(self) -> Voice:
        return _VOICES[self.row.kind]

    @property
    def body_height(self) -> int:
        return self.body.height if self.room is None else self.room

    @property
    def box_area(self) -> QRect:
        """What a player's words stand in."""
        top = self.body_origin.y() - self._box_above
        height = self.body_height + self._around_body
        return QRect(self.text_left, top, self.text_width, height)

    @property
    def editor_margins(self) -> QMargins:
        """Of an editor around its text, which begins where the message's own does."""
        out, frame, kind = self.frame.sheet.px(_EDITOR_PADDING), self.frame, self.row.kind
        if kind is not RowKind.PLAYER:
            return QMargins(out, out // 2, out, out)
        return QMargins(frame.box(kind), frame.box_above(kind), frame.box(kind), out)

    def editor_area(self, height: int) -> QRect:
        """Where an editor of that height stands: in the player's box, or around the prose."""
        if self.row.kind is RowKind.PLAYER:
            return QRect(self.text_left, self.box_area.top(), self.text_width, height)
        out = self.editor_margins.left()
        return QRect(self.text_left - out, self.body_origin.y(), self.text_width + 2 * out, height)

    def room_beside(self, height: int) -> int:
        """How much of an editor's height is in the text's place, and not in the box around it."""
        return max(height - self._around_body, 0)

    @property
    def _around_body(self) -> int:
        return self._box_above + self._box_below

    @property
    def foot_area(self) -> QRect:
        """The line of the foot and the actions; without a foot, actions stand beside the name."""
        if self.row.foot is None:
            return self.name_area
        gap = self.frame.sheet.space.line
        top = self._below_body + self.frame.pictures_height(self.row)
        return QRect(self.text_left, top + gap, self.text_width, self.frame.line_height)

    @property
    def picture_areas(self) -> tuple[QRect, ...]:
        """Of the thumbnails, all in one line below the text."""
        count, gap = len(self.row.pictures), self.frame.picture_gap
        if not count:
            return ()
        each = min(self.frame.sheet.px(_PICTURE[0]), (self.text_width + gap) // count - gap)
        size = QSize(max(each, 1), self.frame.sheet.px(_PICTURE[1]))
        places = (self.text_left + place * (each + gap) for place in range(count))
        return tuple(QRect(QPoint(left, self._below_body + gap), size) for left in places)

    @property
    def _below_body(self) -> int:
        return self.body_origin.y() + self.body_height + self._box_below

    def lay(self, top: int, bottom: int, edge: int) -> int | None:
        """Lay out what lies between `top` and `bottom`; the answer is as `Body.lay`'s."""
        height, text = self.height, self._text_height
        laid, shift = False, 0
        for body, origin in self._texts():
            start = origin.y() - shift
            if start < bottom and start + body.height > top:
                change = body.lay(top - start, bottom - start, edge - start)
                laid |= change is not None
                shift += change or 0
        if not laid:
            return None
        # A portrait higher than its text takes up what the text grew by.
        return shift - (self._text_height - text) + (self.height - height)

    def targets(self) -> list[Target]:
        """Everything that can be pressed, in the order in which the keyboard visits it."""
        return [*self._reasoning_target(), *self._link_targets(), *self.action_targets()]

    def action_targets(self) -> list[Target]:
        """The actions from left to right; between those for swipes there is room for “2/3”."""
        cell, area = self.frame.sheet.px(24), self.foot_area
        right = area.right() + 1
        targets: list[Target] = []
        for action in reversed(self._actions()):
            rect = QRect(right - cell, area.center().y() - cell // 2, cell, cell)
            targets.append(Target(kind=TargetKind.ACTION, name=action.value, area=rect))
            right -= cell + (self.swipe_width if action is Action.NEXT else 0)
        return targets[::-1]

    @property
    def swipe_text(self) -> str:
        return f"{self.row.swipe[0]}/{self.row.swipe[1]}" if self.row.swipe else ""

    @property
    def swipe_width(self) -> int:
        return self.frame.sheet.small_metrics.horizontalAdvance(self.swipe_text)

    def target_at(self, point: QPoint) -> Target | None:
        for target in self.targets():
            if target.kind is not TargetKind.LINK and target.area.contains(point):
                return target
        for area in self.picture_areas:
            if area.contains(point):
                return Target(kind=TargetKind.ACTION, name=Action.SHOW_PICTURES.value, area=area)
        if self.room is not None:
            return None
        found = self.body.link_at(QPointF(point - self.body_origin))
        return _link_target(*found) if found else None

    def spot_at(self, point: QPoint) -> Spot:
        """The spot of the body nearest to `point`."""
        return self.body.spot_at(QPointF(point - self.body_origin))

    def caret(self, spot: Spot) -> QRect:
        return self.body.caret(spot).translated(QPointF(self.body_origin)).toAlignedRect()

    def _texts(self) -> Iterator[tuple[Body, QPoint]]:
        if self.reasoning is not None:
            yield self.reasoning, self.reasoning_origin
        if self.room is None:
            yield self.body, self.body_origin

    @property
    def _text_height(self) -> int:
        return self.body_height + self._reasoning_height

    @property
    def _reasoning_height(self) -> int:
        gap = self.frame.sheet.space.paragraph
        return self.reasoning.height + gap if self.reasoning else 0

    def _actions(self) -> tuple[Action, ...]:
        swiping = (Action.PREVIOUS, Action.NEXT) if self.row.swipe else ()
        return (*swiping, *self.row.offered)

    def _reasoning_target(self) -> Iterator[Target]:
        if self.row.reasoning:
            yield Target(kind=TargetKind.REASONING, name="reasoning", area=self.heading_area)

    def _link_targets(self) -> Iterator[Target]:
        if self.room is not None:
            return
        for piece, page in self.body.laid_pages():
            yield from (_link_target(piece, link) for link in page.links())


def _link_target(piece: int, link: Link) -> Target:
    return Target(kind=TargetKind.LINK, name=link.address, piece=piece, link=link)
