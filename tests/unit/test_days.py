"""Days and hours by the clock of the player's computer."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from clocks import AUCKLAND, GREENWICH, HAVANA, LORD_HOWE, LOS_ANGELES, at

from engine.domain.days import day_of, hour_of, hours_of


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (GREENWICH, date(2030, 5, 1)),
        (AUCKLAND, date(2030, 5, 2)),
        (LOS_ANGELES, date(2030, 5, 1)),
    ],
)
def test_half_past_eleven_at_greenwich_is_tomorrow_in_the_east(clock_in, zone, day):
    clock_in(zone)
    assert day_of(at("2030-05-01T23:30")) == day


def test_in_the_west_a_day_is_not_over_before_its_own_midnight(clock_in):
    clock_in(LOS_ANGELES)
    days = [day_of(at(f"2030-05-02T{time}")) for time in ("06:59:59", "07:00")]
    assert days == [date(2030, 5, 1), date(2030, 5, 2)]


@pytest.mark.parametrize(
    ("day", "hours", "first"),
    [
        (date(2030, 5, 1), 24, ("00:00-07:00", "01:00-07:00", "02:00-07:00")),
        (date(2030, 3, 10), 23, ("00:00-08:00", "01:00-08:00", "03:00-07:00")),
        (date(2030, 11, 3), 25, ("00:00-07:00", "01:00-07:00", "01:00-08:00")),
    ],
)
def test_a_day_on_which_clocks_are_put_has_its_own_number_of_hours(clock_in, day, hours, first):
    clock_in(LOS_ANGELES)
    told = hours_of(day)
    assert (len(told), told[:3]) == (hours, tuple(f"{day}T{hour}" for hour in first))


@pytest.mark.parametrize("zone", [AUCKLAND, HAVANA, LORD_HOWE, LOS_ANGELES])
def test_every_moment_is_in_an_hour_of_its_day_and_every_hour_has_moments(clock_in, zone):
    clock_in(zone)
    begin, lived = at("2030-01-01T00:00"), defaultdict(dict)
    for n in range(366 * 48):
        moment = begin + n * timedelta(minutes=30)
        lived[day_of(moment)][hour_of(moment)] = None
    whole = list(lived)[1:-1]
    assert [hours_of(day) for day in whole] == [tuple(lived[day]) for day in whole]
