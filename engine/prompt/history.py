"""How much of the story fits a budget, cut so that the start stays put for many turns. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from engine.domain.messages import ChatRole, Message
from engine.domain.prompts import Segment, SegmentKind
from engine.prompt.segments import line
from engine.prompt.tokens import MESSAGE_TOKENS, estimate_tokens

_SAMPLE = 64
"""So many messages, spread over a stretch of the story, tell how many tokens it has."""


def newest(
    path: Sequence[Message], length: int, told: Callable[[Message], Segment], room: int
) -> tuple[list[Segment], list[int]]:
    """The newest of the first `length` messages that fit the room, the last one first, and how
    their tokens add up.

    Nothing older is looked at: a story may have thousands of messages.
    """
    segments: list[Segment] = []
    totals: list[int] = []
    total = 0
    for place in reversed(range(length)):
        segment = told(path[place])
        total += segment.tokens + MESSAGE_TOKENS
        if total > room:
            break
        segments.append(segment)
        totals.append(total)
    return segments, totals


def first_kept(totals: Sequence[int], length: int, budget: int) -> int:
    """The index of the first of `length` messages to keep within a token budget.

    `totals` are the tokens of the newest message, of the newest two and so on, for as long as they
    fit. Up to half of the budget is given up, so that the start moves rarely and in long steps:
    what precedes the newest messages is the same from turn to turn, and a provider's prefix cache
    keeps hitting.
    """
    fitting = bisect_right(totals, budget)
    if fitting == length:
        return 0
    start = length - fitting
    return _roundest(start, max(start, length - bisect_left(totals, budget // 2) - 1))


def left_out(path: Sequence[Message], stretch: range, why: str) -> Iterable[Segment]:
    """One segment for a whole stretch of the story."""
    if stretch:
        yield Segment(
            kind=SegmentKind.HISTORY,
            title=f"Turns {path[stretch[0]].turn} to {path[stretch[-1]].turn}",
            text="",
            chat_role=ChatRole.USER,
            tokens=_tokens_about(path, stretch),
            included=False,
            reason=why,
        )


def _roundest(low: int, high: int) -> int:
    """The number from `low` to `high`, both above 0, that the largest power of two divides.

    It stays the same while both bounds grow, until one of them passes it or a rounder one.
    """
    zeros = ((low - 1) ^ high).bit_length() - 1
    return high >> zeros << zeros


def _tokens_about(path: Sequence[Message], stretch: range) -> int:
    """The tokens of a stretch, going by some of its messages where it has very many."""
    sample = stretch[:: max(1, len(stretch) // _SAMPLE)]
    tokens = sum(estimate_tokens(line(path[place])) + 1 + MESSAGE_TOKENS for place in sample)
    return tokens * len(stretch) // len(sample)
