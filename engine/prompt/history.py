"""How much of the story fits a budget, cut so that the start stays put for many turns. Pure."""

from collections.abc import Sequence
from itertools import accumulate


def first_kept(sizes: Sequence[int], budget: int) -> int:
    """The index of the first message to keep, given each message's tokens and a token budget.

    The start moves in steps of a quarter to a half of the budget, at fixed places in the story: what
    precedes the newest messages is the same from turn to turn, and a provider's prefix cache keeps
    hitting.
    """
    ends = list(accumulate(sizes))
    total = ends[-1] if ends else 0
    if total <= budget:
        return 0
    # A power of two: the budget differs a little each turn, and must not move the places for that.
    step = 1 << max(0, (budget // 2).bit_length() - 1)
    too_much = total - budget
    dropped = -(-too_much // step) * step
    return next((index for index, end in enumerate(ends, 1) if end >= dropped), len(ends))
