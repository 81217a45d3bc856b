"""Days and hours by the clock of the player's computer."""

from datetime import UTC, date, datetime, time, timedelta

_LONGEST_DAY = timedelta(hours=27)
_SHORTEST_STEP = timedelta(minutes=15)
"""Every zone is a multiple of it from UTC."""


def day_of(at: datetime) -> date:
    """The player's day at a moment of any zone."""
    return at.astimezone().date()


def hour_of(at: datetime) -> str:
    """The player's hour: its full hour in ISO 8601, with the distance from UTC.

    So an hour that comes twice, as clocks are put back, is told apart.
    """
    hour = at.astimezone().replace(minute=0, second=0, microsecond=0)
    return hour.isoformat(timespec="minutes")


def hours_of(day: date) -> tuple[str, ...]:
    """Every hour of the player's day, as `hour_of` tells it: 23 or 25 where clocks are put."""
    midnight = datetime.combine(day, time()).astimezone(UTC)
    moments = (midnight + n * _SHORTEST_STEP for n in range(_LONGEST_DAY // _SHORTEST_STEP))
    return tuple(dict.fromkeys(hour_of(at) for at in moments if day_of(at) == day))
