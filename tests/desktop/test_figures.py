"""Figures in the manner of the player's country."""

from datetime import datetime, time
from decimal import Decimal

import pytest
from clocks import LOS_ANGELES, at
from PySide6.QtCore import QLocale

from desktop.parts.figures import (
    bytes_text,
    cost_text,
    date_text,
    moment_text,
    money,
    number_text,
    pause_text,
    price_text,
    seconds_text,
    share_text,
    time_left_text,
    time_text,
    tokens_text,
)
from engine.domain.calls import Cost, CostSource
from engine.domain.providers import Price

LONG_AGO = datetime(812, 1, 3, 21, 40)  # noqa: DTZ001 - story time has no zone


@pytest.fixture
def country(request):
    """The locale named by the test; the one before comes back."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def in_country(*cases):
    return pytest.mark.parametrize(("country", "shown"), cases, indirect=["country"])


@in_country(("C", "$0.0132"), ("en_US", "$0.0132"), ("de_DE", "0,0132\xa0$"))
def test_money_is_written_as_in_the_players_country(country, shown):
    assert money(Decimal("0.0132")) == shown


@in_country(("C", "$1,234.50"), ("de_DE", "1.234,50\xa0$"))
def test_thousands_stand_apart(country, shown):
    assert money(Decimal("1234.5")) == shown


@in_country(("C", "12,345"), ("de_DE", "12.345"))
def test_numbers_have_their_thousands_apart(country, shown):
    assert number_text(12345) == shown


@in_country(("C", "2.9 s"), ("de_DE", "2,9 s"))
def test_seconds_have_the_countrys_decimal_point(country, shown):
    assert seconds_text(2.94) == shown


@in_country(("C", "6.2 k"), ("de_DE", "6,2 k"))
def test_so_have_tokens(country, shown):
    assert tokens_text(6200) == shown


@in_country(
    ("C", "3 January 812, 21:40"),
    ("en_US", "January 3, 812, 9:40\u202fPM"),
    ("de_DE", "3. Januar 812, 21:40"),
)
def test_a_moment_of_the_story_has_the_countrys_order(country, shown):
    assert moment_text(LONG_AGO) == shown


@in_country(("C", "1 May 2030, 20:30"))
def test_a_moment_of_the_world_is_told_by_the_players_clock(country, shown, clock_in):
    clock_in(LOS_ANGELES)
    assert moment_text(at("2030-05-02T03:30")) == shown


@pytest.mark.parametrize("country", ["ar", "es", "fr", "hu", "ja", "zh_CN"], indirect=True)
def test_no_day_of_the_week_is_told_of_a_date(country):
    day = date_text(LONG_AGO.date())
    weekday = QLocale().dayName(LONG_AGO.isoweekday())
    assert weekday not in day
    assert day.strip(" ,.،") == day
    assert "812" in day


@pytest.mark.parametrize("country", ["C"], indirect=True)
def test_minutes_take_over_from_sixty_seconds(country):
    assert seconds_text(90) == "1.5 min"
    assert [pause_text(each) for each in (0.34, 9.97, 42)] == ["0.3 s", "10 s", "42 s"]
    assert time_text(time(9, 5)) == "09:05"
    assert [share_text(each) for each in (0, 0.001, 0.8)] == ["0 %", "under 1 %", "80 %"]


@pytest.mark.parametrize("country", ["C"], indirect=True)
def test_a_cost_says_where_it_comes_from(country):
    assert cost_text(Cost(amount=None, source=CostSource.UNKNOWN)) == "price not known"
    assert cost_text(Cost(amount=Decimal(0), source=CostSource.FREE)) == "free"
    estimated = Cost(amount=Decimal("0.5"), source=CostSource.ESTIMATED)
    assert cost_text(estimated) == "about $0.50"


@pytest.mark.parametrize("country", ["C"], indirect=True)
def test_a_price_has_no_digits_that_say_nothing(country):
    price = Price(input=Decimal("0.075"), output=Decimal(30))
    assert price_text(price) == "$0.075 / $30.00 per M"


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (950, "950"),
        (32768, "32 k"),
        (128_000, "125 k"),
        (999_999, "1 M"),
        (1_046_528, "1 M"),
        (1_048_576, "1 M"),
        (1_500_000, "1.5 M"),
    ],
)
@pytest.mark.parametrize("country", ["C"], indirect=True)
def test_token_counts_are_rounded(country, count, shown):
    assert tokens_text(count) == shown


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 kB"),
        (999_499, "999 kB"),
        (98_400_000, "98 MB"),
        (999_600_000, "1.0 GB"),
        (1_449_000_000, "1.4 GB"),
    ],
)
def test_a_size_has_the_digits_it_needs(count, said):
    assert bytes_text(count) == said


@pytest.mark.parametrize(("seconds", "said"), [(35, "35 s"), (129, "2 min"), (8640, "2.4 h")])
def test_the_time_left_is_as_exact_as_can_be_said(seconds, said):
    assert time_left_text(seconds) == said
