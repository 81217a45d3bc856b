"""Round numbers for the axis of a plot. Pure."""

from math import floor, log10
from typing import Final

_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_STEPS: Final = 4


def round_steps(highest: float, *, least: float = 0.0) -> tuple[float, ...]:
    """From 0 to the first round number that is not below `highest`, in equal steps.

    No step is smaller than `least`. Without a highest there is only 0.
    """
    if highest <= 0:
        return (0.0,)
    rough = max(highest / _MOST_STEPS, least)
    decade = 10.0 ** floor(log10(rough))
    step = next(each * decade for each in _ROUND if each * decade >= rough * (1 - 1e-9))
    count = -floor(-highest / step * (1 - 1e-9))
    return tuple(n * step for n in range(count + 1))
