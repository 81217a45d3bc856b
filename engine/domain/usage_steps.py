"""The steps of time between two days. Pure."""

from datetime import date, timedelta

from engine.domain.days import hours_of
from engine.domain.usage import Grain

_MOST_DAYS = 62
"""More than two months of single days are too thin to be told apart."""


def grain_of(first: date, last: date) -> Grain:
    """Hours within a day, else days, else months."""
    if first == last:
        return Grain.HOUR
    return Grain.DAY if (last - first).days < _MOST_DAYS else Grain.MONTH


def starts_between(first: date, last: date, grain: Grain) -> tuple[str, ...]:
    """The beginning of every step from the first day to the last, both whole."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    match grain:
        case Grain.HOUR:
            return tuple(hour for day in days for hour in hours_of(day))
        case Grain.DAY:
            return tuple(day.isoformat() for day in days)
        case Grain.MONTH:
            return tuple(dict.fromkeys(f"{day:%Y-%m}" for day in days))
