"""Which of the columns beside the story there is room for. Pure."""

from dataclasses import dataclass
from typing import Final

STORY: Final = 460
"""The least width in which a story is still read with pleasure."""

LEAST: Final = (190, 260)
MOST: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMemory:
    """How the player left the columns. Widths are those at a text scale of 1."""

    left: int = 248
    right: int = 356
    left_is_closed: bool = False
    right_is_closed: bool = False

    @property
    def text(self) -> str:
        return f"{self.left} {self.right} {self.left_is_closed:d} {self.right_is_closed:d}"


def columns_from(text: str) -> ColumnMemory:
    """What `text` of an earlier `ColumnMemory` says; the first columns for anything else."""
    parts = text.split()
    if len(parts) != len("lrcc") or not all(part.isascii() and part.isdigit() for part in parts):
        return ColumnMemory()
    left, right, left_is_closed, right_is_closed = map(int, parts)
    return ColumnMemory(
        left=min(max(left, LEAST[0]), MOST),
        right=min(max(right, LEAST[1]), MOST),
        left_is_closed=bool(left_is_closed),
        right_is_closed=bool(right_is_closed),
    )


def fitting(width: int, scale: float, memory: ColumnMemory) -> tuple[bool, bool]:
    """Whether the left and the right column stand beside the story in a window of `width`.

    What the player closed stays closed. Where room is short the right one goes first.
    """
    left, right = not memory.left_is_closed, not memory.right_is_closed
    room = width - STORY * scale
    needs_left, needs_right = LEAST[0] * scale, LEAST[1] * scale
    if left and right and needs_left + needs_right > room:
        right = False
    if left and needs_left > room:
        left = False
    if right and needs_right > room:
        right = False
    return left, right


def widths(width: int, scale: float, memory: ColumnMemory) -> tuple[int, int]:
    """How wide the columns are that stand beside the story, in pixels.

    As the player left them; narrower where the story would have too little, the right one first.
    """
    left, right = fitting(width, scale, memory)
    room = width - STORY * scale
    wide_left = memory.left * scale if left else 0
    wide_right = memory.right * scale if right else 0
    over = max(wide_left + wide_right - room, 0)
    less = min(over, max(wide_right - LEAST[1] * scale, 0))
    wide_left -= min(over - less, max(wide_left - LEAST[0] * scale, 0))
    return round(wide_left), round(wide_right - less)
