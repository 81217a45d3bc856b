"""Sums of money as a player reads them. Pure."""

from decimal import Decimal

_USUAL = 2
_SMALL = 4
_TELLING = 2
"""How many digits of a very small sum say how small it is."""


def decimals(amount: Decimal) -> int:
    """How many digits after the point tell this sum: no sum becomes nothing by rounding."""
    if not amount or abs(amount) >= Decimal("0.1"):
        return _USUAL
    if abs(amount) >= Decimal("0.001"):
        return _SMALL
    exact = round(amount, _TELLING - 1 - amount.adjusted()).normalize()
    return max(-int(exact.as_tuple().exponent), _SMALL)


def exact_decimals(amount: Decimal) -> int:
    """How many digits after the point a sum has that somebody set, cents in any case."""
    return max(-int(amount.normalize().as_tuple().exponent), _USUAL)


def money(amount: Decimal) -> str:
    """US dollars with as many digits as a small bill needs."""
    return f"${amount:.{decimals(amount)}f}"


def exact_money(amount: Decimal) -> str:
    """US dollars as somebody set them, with no digits that say nothing."""
    return f"${amount:.{exact_decimals(amount)}f}"
