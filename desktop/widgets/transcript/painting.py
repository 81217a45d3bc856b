"""Draws one message. Every colour and font comes from its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from desktop.qt.icons import Icon, icon_image
from desktop.texts import story as texts
from desktop.widgets.markdown import one_line
from desktop.widgets.transcript.body import Marks
from desktop.widgets.transcript.icons import ICONS, SIDE
from desktop.widgets.transcript.message import Message, Target, TargetKind
from desktop.widgets.transcript.rows import Action, Portrait, RowKind
from desktop.widgets.transcript.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What the reader does with a message: `current` has the keyboard's ring around it."""

    hovered: bool = False
    current: bool = False
    target: Target | None = None


def paint_message(
    painter: QPainter, message: Message, clip: QRect, marks: Marks, attention: Attention
) -> None:
    """Draw at the painter's origin what `clip`, in the message's pixels, touches."""
    if message.row.divider:
        _divider(painter, message)
    if message.has_portrait and message.row.portrait:
        _portrait(painter, message, message.row.portrait)
    _name(painter, message)
    _reasoning(painter, message, clip, attention)
    if message.room is None:
        if message.row.kind is RowKind.PLAYER:
            _box(painter, message)
        _body(painter, message, clip, marks)
    targets = message.action_targets()
    _foot(painter, message, targets)
    _actions(painter, message, targets, attention)
    if attention.current:
        _ring(painter, message)


def _divider(painter: QPainter, message: Message) -> None:
    """A line across the column with a few words in its middle."""
    sheet, area = message.frame.sheet, message.divider_area
    text = sheet.small_metrics.elidedText(
        one_line(message.row.divider), Qt.TextElideMode.ElideRight, area.width()
    )
    beside = (area.width() - sheet.small_metrics.horizontalAdvance(text)) / 2 - sheet.px(12)
    painter.setPen(sheet.color("border"))
    if beside > 0:
        y = area.center().y() + 0.5
        painter.drawLine(QPointF(area.left(), y), QPointF(area.left() + beside, y))
        painter.drawLine(QPointF(area.right() - beside, y), QPointF(area.right(), y))
    painter.setFont(sheet.small)
    painter.setPen(sheet.color("faint"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _portrait(painter: QPainter, message: Message, portrait: Portrait) -> None:
    sheet = message.frame.sheet
    side = sheet.space.portrait
    area = QRectF(0, message.name_area.top(), side, side)
    shape = _rounded(area, sheet.space.radius)
    device_side = round(side * painter.device().devicePixelRatioF())
    picture = sheet.picture(portrait.picture, device_side) if portrait.picture else None
    if picture and not picture.isNull():
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(area, picture, QRectF(picture.rect()))
        painter.restore()
        return
    tone = sheet.tone(portrait.tone)
    painter.fillPath(shape, tone)
    painter.setFont(sheet.name)
    painter.setPen(_readable_on(tone, sheet))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, portrait.initials)


def _name(painter: QPainter, message: Message) -> None:
    """Name and caption are painted each by itself: neither turns the other's direction."""
    row, sheet, area = message.row, message.frame.sheet, message.name_area
    if not row.name:
        return
    caption = message.caption
    room = area.width() - sheet.small_metrics.horizontalAdvance(caption) - sheet.px(20)
    name = sheet.name_metrics.elidedText(one_line(row.name), Qt.TextElideMode.ElideRight, room)
    painter.setFont(sheet.name)
    painter.setPen(sheet.color("name"))
    painter.drawText(QPointF(area.left(), area.top() + _baseline(message)), name)
    left = area.left() + sheet.name_metrics.horizontalAdvance(name) + sheet.px(10)
    painter.setFont(sheet.small)
    painter.setPen(sheet.color("faint"))
    painter.drawText(QPointF(left, area.top() + _baseline(message)), caption)


def _baseline(message: Message) -> int:
    """The name's baseline, which the caption shares."""
    return message.frame.sheet.name_metrics.ascent()


def _reasoning(painter: QPainter, message: Message, clip: QRect, attention: Attention) -> None:
    if not message.row.reasoning:
        return
    sheet, area = message.frame.sheet, message.heading_area
    focused = attention.target is not None and attention.target.kind is TargetKind.REASONING
    painter.setFont(sheet.small)
    tone = "accent" if focused else "faint"
    painter.setPen(sheet.color(tone))
    _chevron(painter, message, area, tone)
    text = area.adjusted(sheet.px(16), 0, 0, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, texts.REASONING_FOLDED)
    if message.reasoning is not None:
        origin = message.reasoning_origin
        painter.translate(origin)
        message.reasoning.draw(painter, QRectF(clip.translated(-origin)), lambda *_: ())
        painter.translate(-origin)


def _chevron(painter: QPainter, message: Message, area: QRect, tone: str) -> None:
    sheet = message.frame.sheet
    side = sheet.px(SIDE)
    square = QRect(area.left() - sheet.px(3), area.center().y() - side // 2, side, side)
    sign = Icon.CHEVRON_DOWN if message.reasoning is not None else Icon.CHEVRON_RIGHT
    _sign(painter, sheet, sign, square, tone)


def _box(painter: QPainter, message: Message) -> None:
    sheet = message.frame.sheet
    area = QRectF(message.box_area).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.fillPath(_rounded(area, sheet.space.radius), sheet.color("surface"))
    painter.fillPath(_outline(area, sheet.space.radius, 1), sheet.color("border"))


def _body(painter: QPainter, message: Message, clip: QRect, marks: Marks) -> None:
    origin = message.body_origin
    painter.translate(origin)
    message.body.draw(painter, QRectF(clip.translated(-origin)), marks)
    painter.translate(-origin)
    if message.row.open and message.body.is_laid_at_end:
        _caret(painter, message)


def _caret(painter: QPainter, message: Message) -> None:
    """A block where the next word will come."""
    sheet = message.frame.sheet
    rect = message.caret(message.body.end())
    block = QRect(rect.left() + 1, rect.top(), sheet.px(6), rect.height())
    painter.fillRect(block.adjusted(0, sheet.px(4), 0, -sheet.px(3)), sheet.color("text"))


def _foot(painter: QPainter, message: Message, targets: Sequence[Target]) -> None:
    foot, sheet = message.row.foot, message.frame.sheet
    if foot is None:
        return
    painter.setFont(sheet.small)
    area = QRect(message.foot_area)
    width = message.frame.width
    taken = width - min((target.area.left() for target in targets), default=width)
    area.setRight(area.right() - taken - sheet.px(10))
    if foot.badge:
        width = _badge_width(message, foot.badge)
        if width > area.width():
            return
        _badge(painter, message, foot.badge, sheet.tone(foot.tone))
        area.setLeft(area.left() + width + sheet.px(12))
    painter.setPen(sheet.color("faint"))
    text = sheet.small_metrics.elidedText(
        one_line(foot.text), Qt.TextElideMode.ElideRight, area.width()
    )
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)


def _badge(painter: QPainter, message: Message, text: str, tone: QColor) -> None:
    sheet, area = message.frame.sheet, message.foot_area
    height = sheet.small_height + sheet.px(3)
    top = area.center().y() - height / 2 + 0.5
    badge = QRectF(area.left(), top, _badge_width(message, text), height)
    painter.fillPath(_outline(badge.adjusted(0.5, 0.5, -0.5, -0.5), sheet.px(5), 1), tone)
    painter.setPen(tone)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _badge_width(message: Message, text: str) -> int:
    sheet = message.frame.sheet
    return sheet.small_metrics.horizontalAdvance(text) + sheet.px(16)


def _actions(
    painter: QPainter, message: Message, targets: Sequence[Target], attention: Attention
) -> None:
    """The signs of a foot are always there, those beside a name when the reader is at the message."""
    awake = attention.hovered or attention.current
    if not awake and message.row.foot is None:
        return
    sheet = message.frame.sheet
    for target in targets:
        focused = target == attention.target
        if focused:
            painter.fillPath(_rounded(QRectF(target.area), sheet.px(5)), sheet.color("surface"))
        tone = "accent" if focused else "dim" if awake else "faint"
        _sign(painter, sheet, ICONS[Action(target.name)], target.area, tone)
        if target.name == Action.NEXT:
            _swipe_text(painter, message, target.area)


def _swipe_text(painter: QPainter, message: Message, following: QRect) -> None:
    sheet, width = message.frame.sheet, message.swipe_width
    area = QRect(following.left() - width, following.top(), width, following.height())
    painter.setFont(sheet.small)
    painter.setPen(sheet.color("faint"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, message.swipe_text)


def _sign(painter: QPainter, sheet: Sheet, icon: Icon, square: QRect, tone: str) -> None:
    """An icon in the middle of `square`."""
    side = round(sheet.px(SIDE))
    ratio = painter.device().devicePixelRatio()
    colour = sheet.color(tone).name()
    image = icon_image(sheet.style.icons, icon, colour, round(side * ratio))
    place = QRect(0, 0, side, side)
    place.moveCenter(square.center())
    painter.drawImage(place, image)


def _ring(painter: QPainter, message: Message) -> None:
    sheet = message.frame.sheet
    out = sheet.px(8)
    area = QRectF(-out, 1, message.frame.width + 2 * out, message.height - 2)
    accent = sheet.color("accent")
    accent.setAlphaF(0.7)
    painter.fillPath(_outline(area, sheet.space.radius, 1.5), accent)


def _rounded(area: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


def _outline(area: QRectF, radius: float, width: float) -> QPainterPath:
    """The line of that width around `area`, as a shape: Qt fills one ten times as fast as it
    strokes it."""
    half = width / 2
    path = _rounded(area.adjusted(-half, -half, half, half), radius + half)
    path.addRoundedRect(area.adjusted(half, half, -half, -half), radius - half, radius - half)
    return path


def _readable_on(tone: QColor, sheet: Sheet) -> QColor:
    inks = (sheet.color("background"), sheet.color("name"))
    return max(inks, key=lambda ink: abs(ink.lightnessF() - tone.lightnessF()))
