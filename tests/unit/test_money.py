"""No sum is rounded to nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.money import decimals, money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0.00"),
        ("0.000042", "$0.000042"),
        ("0.0004", "$0.0004"),
        ("0.00004", "$0.00004"),
        ("0.0132", "$0.0132"),
        ("0.2149", "$0.21"),
        ("1.5", "$1.50"),
    ],
)
def test_money_has_the_digits_a_small_bill_needs(amount, shown):
    assert money(Decimal(amount)) == shown


@given(st.decimals(min_value="1e-12", max_value="1e6", places=12).filter(bool))
def test_no_sum_becomes_nothing_or_another_by_rounding(amount):
    shown = Decimal(f"{amount:.{decimals(amount)}f}")
    assert abs(shown - amount) <= amount / 20
