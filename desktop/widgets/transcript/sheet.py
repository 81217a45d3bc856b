"""A style at one text scale, as the fonts, colours and formats that Qt draws with."""

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImageReader,
    QPixmap,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextOption,
)

from desktop.widgets.markdown import Block, BlockKind, Look, Run
from desktop.widgets.transcript.style import Spacing, TranscriptStyle

CODE_PADDING: Final = 6
"""Pixels at a text scale of 1 above and below a block of code, and half of those beside it."""
_HEADING_SIZE: Final = 1.12
_HEBREW_OR_ARABIC: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Voice(StrEnum):
    """Which text of a transcript is drawn; each has its own font and place on the line."""

    PROSE = "prose"
    PLAYER = "player"
    NOTICE = "notice"
    REASONING = "reasoning"


class Sheet:
    """Immutable once made; a new theme or scale is a new sheet. `space` is in its pixels."""

    def __init__(self, style: TranscriptStyle, scale: float = 1.0) -> None:
        self.style = style
        self.scale = scale
        self.space = Spacing(
            **{each.name: self.px(getattr(style.space, each.name)) for each in fields(Spacing)}
        )
        kinds = style.type
        self.prose = _font(kinds.prose, self.px(kinds.prose_size))
        self.player = _font(kinds.interface, self.px(kinds.player_size))
        self.small = _font(kinds.interface, self.px(kinds.small_size))
        self.name = _font(kinds.interface, self.px(kinds.name_size), QFont.Weight.DemiBold)
        self.small_metrics = QFontMetrics(self.small)
        self.name_metrics = QFontMetrics(self.name)
        self.player_metrics = QFontMetrics(self.player)
        self.small_height = self.small_metrics.height()
        self.name_height = self.name_metrics.height()
        self._formats: dict[tuple[Voice, BlockKind, bool, Look, bool], QTextCharFormat] = {}
        self._pictures: dict[tuple[Path, int], QPixmap] = {}

    def px(self, pixels: float) -> int:
        """`pixels` at this text scale."""
        return round(pixels * self.scale)

    def color(self, name: str) -> QColor:
        """A colour of the palette by its field's name."""
        return QColor(getattr(self.style.palette, name))

    def tone(self, key: str) -> QColor:
        """A badge's or portrait's colour; a key the style lacks is dim."""
        return QColor(self.style.palette.tones.get(key, self.style.palette.faint))

    def font(self, voice: Voice) -> QFont:
        match voice:
            case Voice.PROSE:
                return self.prose
            case Voice.PLAYER:
                return self.player
            case Voice.NOTICE | Voice.REASONING:
                return self.small

    def line_height(self, voice: Voice) -> int:
        """Per cent of the font's own."""
        kinds = self.style.type
        return kinds.line_height if voice is Voice.PROSE else kinds.interface_line_height

    def char_format(self, voice: Voice, block: Block, run: Run) -> QTextCharFormat:
        look = run.look & ~Look.EMPHASIS if _is_right_to_left(run.text) else run.look
        key = (voice, block.kind, block.quoted, look, bool(run.link))
        if key not in self._formats:
            self._formats[key] = self._char_format(*key)
        return self._formats[key]

    def block_format(self, voice: Voice, block: Block, *, first: bool) -> QTextBlockFormat:
        wanted = QTextBlockFormat()
        wanted.setLineHeight(
            self.line_height(voice), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        if not first:
            gap = self.style.space.paragraph
            wanted.setTopMargin(self.px(gap / 2 if block.marker else gap))
        wanted.setIndent(block.depth)
        if block.marker:
            wanted.setTextIndent(-self.space.indent)
            tab = QTextOption.Tab(self.space.indent, QTextOption.TabType.LeftTab)
            wanted.setTabPositions([tab])
        if block.kind is BlockKind.CODE:
            wanted.setLeftMargin(self.px(2 * CODE_PADDING))
            wanted.setRightMargin(self.px(2 * CODE_PADDING))
            wanted.setTopMargin(wanted.topMargin() + self.px(CODE_PADDING))
            wanted.setBottomMargin(self.px(self.style.space.paragraph + CODE_PADDING))
        if block.kind is BlockKind.BREAK or voice is Voice.NOTICE:
            wanted.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return wanted

    def _char_format(
        self, voice: Voice, kind: BlockKind, quoted: bool, look: Look, link: bool
    ) -> QTextCharFormat:
        wanted = QTextCharFormat()
        wanted.setForeground(self._ink(voice, quoted=quoted, look=look, link=link))
        if look & Look.CODE:
            wanted.setFontFamilies(list(self.style.type.code))
            wanted.setProperty(
                QTextFormat.Property.FontPixelSize, self.px(self.style.type.code_size)
            )
        if look & Look.CODE and kind is not BlockKind.CODE:
            wanted.setBackground(self.color("code"))
        if look & Look.STRONG or kind is BlockKind.HEADING:
            wanted.setFontWeight(QFont.Weight.Bold)
        if kind is BlockKind.HEADING:
            size = round(self.font(voice).pixelSize() * _HEADING_SIZE)
            wanted.setProperty(QTextFormat.Property.FontPixelSize, size)
        wanted.setFontItalic(bool(look & Look.EMPHASIS))
        wanted.setFontStrikeOut(bool(look & Look.STRUCK))
        wanted.setFontUnderline(link)
        return wanted

    def _ink(self, voice: Voice, *, quoted: bool, look: Look, link: bool) -> QColor:
        if link:
            return self.color("link")
        if voice in (Voice.NOTICE, Voice.REASONING):
            return self.color("dim")
        if look & Look.ASIDE:
            return self.color("faint")
        if look & Look.SPEECH and voice is not Voice.PLAYER:
            return self.color("speech")
        return self.color("dim" if quoted or look & Look.EMPHASIS else "text")

    def picture(self, path: Path, side: int) -> QPixmap:
        """The picture cut to a square of `side` device pixels; a null pixmap if it is unreadable."""
        key = (path, side)
        if key not in self._pictures:
            self._pictures[key] = _square_picture(path, side)
        return self._pictures[key]


def _is_right_to_left(text: str) -> bool:
    """Hebrew and Arabic have no italics, and a font asked for them may show boxes."""
    return _HEBREW_OR_ARABIC.search(text) is not None


def _square_picture(path: Path, side: int) -> QPixmap:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(
            size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        )
    image = reader.read()
    if image.isNull():
        return QPixmap()
    left, top = (image.width() - side) // 2, 0  # faces are near the top
    return QPixmap.fromImage(image.copy(left, top, side, side))


def _font(
    families: tuple[str, ...], pixels: int, weight: QFont.Weight = QFont.Weight.Normal
) -> QFont:
    font = QFont(list(families))
    font.setPixelSize(max(pixels, 1))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
