"""Reading, showing and reckoning with the values of variables."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import assert_never

from engine.domain.rules import Operation
from engine.domain.world import Scalar

Number = int | float

_WHOLE = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_EXACT = 2**53
"""Floats hold every whole number below this."""
_LARGEST_BITS = 1000
"""Whole numbers with more binary digits than this could not meet a float any more."""

_CALCULATIONS: Mapping[Operation, Callable[[Number, Number], Number]] = {
    Operation.INCREMENT: operator.add,
    Operation.DECREMENT: operator.sub,
    Operation.MULTIPLY: operator.mul,
    Operation.DIVIDE: operator.truediv,
}


def number(value: Scalar) -> Number | None:
    """`value` as a finite number, also out of text; None if it is none. A truth value is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    text = value.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return number(float(text))
    return None


def shown(value: Scalar) -> str:
    """`value` as a reader sees it: `true`, `3` rather than `3.0`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(_tidied(value))
    return str(value)


def read(text: str) -> Scalar:
    """The number that `text` spells exactly as `shown` would, else `text` itself."""
    parsed = number(text)
    return parsed if parsed is not None and shown(parsed) == text else text


def operated(
    operation: Operation, current: Scalar | None, operand: Scalar, delimiter: str
) -> Scalar | None:
    """The new value of a variable that is `current`, None if it is missing; None for no change.

    A missing number counts as 0. Where a calculation meets something that is no number, the
    operand is set instead. The operand of a roll is what the dice showed.
    """
    match operation:
        case Operation.SET | Operation.ROLL:
            return operand
        case Operation.APPEND:
            return _joined(delimiter, current, operand)
        case Operation.PREPEND:
            return _joined(delimiter, operand, current)
        case Operation.INCREMENT | Operation.DECREMENT | Operation.MULTIPLY | Operation.DIVIDE:
            return _calculated(_CALCULATIONS[operation], 0 if current is None else current, operand)
        case _:
            assert_never(operation)


def _joined(delimiter: str, *values: Scalar | None) -> str:
    texts = [shown(value) for value in values if value is not None]
    return delimiter.join(text for text in texts if text)


def _calculated(
    calculate: Callable[[Number, Number], Number], current: Scalar, operand: Scalar
) -> Scalar | None:
    left, right = number(current), number(operand)
    if left is None or right is None:
        return operand
    try:
        result = calculate(left, right)
    except ArithmeticError:
        return None
    return _tidied(result) if _is_bearable(result) else None


def _is_bearable(result: Number) -> bool:
    if isinstance(result, int):
        return result.bit_length() <= _LARGEST_BITS
    return math.isfinite(result)


def _tidied(result: Number) -> Number:
    """Whole numbers as ints; others without the dust of binary fractions (0.1 + 0.2 is 0.3)."""
    if isinstance(result, int):
        return result
    return int(result) if result.is_integer() and abs(result) < _EXACT else float(f"{result:.12g}")
