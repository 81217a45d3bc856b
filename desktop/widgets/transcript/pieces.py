"""A message cut into pieces that are parsed and laid out one by one.

Markdown is cut only where a blank line ends every open block, so the pieces together mean what
the whole means, and text that grows at its end changes nothing but its last piece.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.widgets.markdown import LINE_BREAK, Block, parse, plain
from desktop.widgets.unfinished import mended

_TARGET: Final = 1_500
"""Characters after which a piece ends at the next boundary."""
_LONGEST: Final = 6_000
"""A block of more characters than this is shown as plain text, to keep hostile Markdown cheap."""
_MOST_SIGNS: Final = 160
"""A block with more of Markdown's signs is plain too, unless it is code: to parse it takes the
square of their number."""
_MOST_LINKS: Final = 40
"""A link takes as long to read as many other signs."""
_SIGNS: Final = re.compile(r"[*_~`\[\]!<&]")
_PLAIN_CUT: Final = 4_000
_LARGEST_TEXT: Final = 200_000
_MOST_LINES: Final = 10_000
"""Larger texts, and those of more lines, are plain as a whole."""
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_WHITE_SPACE: Final = " \t\r\n"
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_CONTINUES_A_LIST: Final = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a message's source. `begins_block` is false for what follows a cut inside a block."""

    source: str
    formatted: bool = True
    begins_block: bool = True

    def blocks(self) -> tuple[Block, ...]:
        return parse(self.source) if self.formatted else plain(self.source)


def pieces_of(text: str, *, formatted: bool = True) -> tuple[Piece, ...]:
    """The pieces of `text`, at least one; joined, their sources are `text` again."""
    if not formatted or is_too_large(text):
        return tuple(_plain_pieces(text)) or (Piece(text, formatted=False),)
    return tuple(_grouped(stretches(text))) or (Piece(text),)


def grown(pieces: Sequence[Piece], text: str, *, formatted: bool = True) -> tuple[Piece, ...]:
    """`pieces_of(text)`, given the pieces of a text that `text` begins with."""
    if is_too_large(text):
        return pieces_of(text, formatted=formatted)
    last = max(index for index, piece in enumerate(pieces) if piece.begins_block)
    kept = sum(len(piece.source) for piece in pieces[:last])
    return (*pieces[:last], *pieces_of(text[kept:], formatted=formatted))


def is_too_large(text: str) -> bool:
    """Whether nothing at all is read into `text`, so that it is shown in no time."""
    return len(text) > _LARGEST_TEXT or text.count("\n") > _MOST_LINES


def text_of(blocks: Sequence[Block]) -> str:
    """What is seen of a piece, one line a block; as long as what is laid out."""
    return "\n".join(block.text for block in blocks).replace(LINE_BREAK, "\n")


def plain_text(text: str) -> str:
    """What is seen of a whole message."""
    return "\n".join(page_texts(text))


def page_texts(text: str, *, unfinished: bool = False) -> Iterator[str]:
    """What is seen of a message, piece by piece."""
    pieces = pieces_of(text)
    last = len(pieces) - 1
    return (
        page_text(piece, unfinished=unfinished and index == last)
        for index, piece in enumerate(pieces)
    )


def page_text(piece: Piece, *, unfinished: bool) -> str:
    """What is seen of a piece; one that is still being written is mended."""
    source = mended(piece.source) if unfinished and piece.formatted else piece.source
    return text_of(replace(piece, source=source).blocks())


def stretches(text: str) -> Iterator[str]:
    """Stretches of source up to where a blank line is followed by the start of a new block."""
    start, at = 0, 0
    fence, blank, empty = "", False, True
    for line in _LINES.findall(text):
        if not line.strip(_WHITE_SPACE):
            blank = True
        else:
            if blank and not empty and not fence and _starts_afresh(line):
                yield text[start:at]
                start = at
            fence, blank, empty = _fence_after(line, fence), False, False
        at += len(line)
    if start < at:
        yield text[start:]


def _grouped(blocks: Iterator[str]) -> Iterator[Piece]:
    group = ""
    for block in blocks:
        is_too_much = _is_too_much(block)
        if group and (is_too_much or len(group) + len(block) > _LONGEST):
            yield Piece(group)
            group = ""
        group += block
        if is_too_much:
            yield from _plain_pieces(group)
            group = ""
        elif len(group) >= _TARGET and block.endswith("\n"):
            yield Piece(group)
            group = ""
    if group:
        yield Piece(group)


def _is_too_much(block: str) -> bool:
    if len(block) > _LONGEST:
        return True
    is_dear = len(_SIGNS.findall(block)) > _MOST_SIGNS or block.count("](") > _MOST_LINKS
    return is_dear and not _FENCE.match(block.partition("\n")[0])


def _starts_afresh(line: str) -> bool:
    return line[0] not in _WHITE_SPACE and not _CONTINUES_A_LIST.match(line)


def _fence_after(line: str, fence: str) -> str:
    match = _FENCE.match(line.rstrip(_WHITE_SPACE))
    if not fence:
        return match.group(1) if match else ""
    closes = (
        match and match.group(1).startswith(fence) and not line[match.end() :].strip(_WHITE_SPACE)
    )
    return "" if closes else fence


def _plain_pieces(text: str) -> Iterator[Piece]:
    start = 0
    while start < len(text):
        end = _cut_after(text, start)
        yield Piece(text[start:end], formatted=False, begins_block=start == 0)
        start = end


def _cut_after(text: str, start: int) -> int:
    limit = start + _PLAIN_CUT
    if limit >= len(text):
        return len(text)
    for mark in ("\n", " "):
        cut = text.rfind(mark, start + _PLAIN_CUT // 2, limit)
        if cut > 0:
            return cut + 1
    return limit
