"""Making thousands of values at once from the columns they are stored in."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import repeat
from typing import TypeVar

T = TypeVar("T")


def from_columns(type_: type[T], **columns: Sequence[object]) -> tuple[T, ...]:
    """Values of a frozen dataclass with slots; each field comes from the column of its name.

    The columns are equally long, and there is one for every field. Equal to calling the type
    for each row, at a quarter of the time: a frozen class sets its fields through a detour,
    here the slots' own setters run down whole columns. It must not have a `__post_init__`.
    """
    names = [field.name for field in fields(type_)]  # type: ignore[arg-type]
    values: list[T] = list(map(object.__new__, repeat(type_, len(columns[names[0]]))))
    for name in names:
        _exhaust(map(getattr(type_, name).__set__, values, columns.pop(name)))
    if columns:
        raise TypeError(f"{type_.__name__} has no field {next(iter(columns))}")
    return tuple(values)


def _exhaust(steps: Iterable[object]) -> None:
    deque(steps, maxlen=0)
