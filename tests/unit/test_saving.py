"""What three models save against one for everything."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.domain.calls import Usage, UsageTotal
from engine.domain.providers import Price
from engine.domain.usage import Span
from engine.routing.saving import saving_on

MAIN = Price(input=Decimal("3.00"), output=Decimal("15.00"), cached=Decimal("0.30"))
USED = UsageTotal(
    label="",
    calls=5,
    usage=Usage(input=200_000, cached=150_000, output=20_000, reasoning=4_000),
    cost=Decimal("0.20"),
)
ELSEWHERE = UsageTotal(
    label="", calls=2, usage=Usage(input=30_000, output=5_000), cost=Decimal("0.033")
)


def test_a_saving_is_what_main_would_have_cost_less_what_was_paid():
    """By hand: 50,000 fresh at $3 = $0.15, 150,000 cached at $0.30 = $0.045, 20,000 written at
    $15 = $0.30. Together $0.495; less $0.20 paid, $0.295 are saved, of which the calls
    elsewhere, 30,000 at $3 and 5,000 at $15 = $0.165 instead of $0.033, are five times as dear."""
    saving = saving_on(USED, ELSEWHERE, 2, model="claude", price=MAIN)
    assert (saving.on_one, saving.paid) == (Decimal("0.495"), Decimal("0.20"))
    assert (saving.saved, saving.ratio) == (Decimal("0.295"), 5)
    assert (saving.model, saving.left_out) == ("claude", 2)


def test_what_goes_into_the_cache_is_priced_as_such_and_without_a_cache_price_as_any_input():
    written = replace(USED, usage=replace(USED.usage, cache_write=50_000))
    prices = replace(MAIN, cache_write=Decimal("3.75"))
    assert saving_on(written, ELSEWHERE, 0, model="m", price=prices).on_one == Decimal("0.5325")
    bare = replace(MAIN, cached=None)
    assert saving_on(USED, ELSEWHERE, 0, model="m", price=bare).on_one == Decimal("0.90")


def test_one_model_may_be_the_cheaper_one_and_what_cost_nothing_has_no_ratio():
    dear, nothing = (replace(USED, cost=Decimal(paid)) for paid in (1, 0))
    assert saving_on(dear, ELSEWHERE, 0, model="m", price=MAIN).saved < 0
    free = saving_on(nothing, nothing, 0, model="m", price=MAIN)
    assert (free.ratio, free.saved) == (None, free.on_one)


def test_a_span_ends_with_today():
    today = date(2026, 3, 2)
    assert [each.first_day(today) for each in Span] == [
        today, date(2026, 2, 24), date(2026, 2, 1), None,
    ]  # fmt: skip
