"""The list prices that come with the program, and newer ones that the player asked for."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from price_tables import a_table

from engine.errors import PriceTableError
from engine.routing.price_table import PriceTable

THEN = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)


def test_the_table_that_comes_along_says_how_old_it_is(tmp_path):
    state = PriceTable(tmp_path / "prices.json").state(date(2026, 11, 21))
    assert state.version.startswith("genai-prices ")
    assert date(2026, 1, 1) < state.newest <= date(2026, 11, 21)
    assert (state.models > 500, state.refreshed_at) == (True, None)


def test_newer_prices_are_used_at_once_and_by_the_next_program(tmp_path):
    table = PriceTable(tmp_path / "prices.json")
    assert table.price("openai", "new-model") is None
    table.take(a_table(4.0, "2026-01-01"), THEN)
    for each in (table, PriceTable(tmp_path / "prices.json")):
        price = each.price("openai", "new-model")
        assert (price.input, price.cached, price.output) == (4, 1, 9)
        state = each.state(date(2030, 5, 2))
        assert (state.newest, state.refreshed_at, state.models) == (date(2026, 1, 1), THEN, 1)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'[{"id": 1}]', b"[1]"])
def test_what_is_no_table_of_prices_leaves_them_as_they_were(tmp_path, body):
    table = PriceTable(tmp_path / "prices.json")
    table.take(a_table(4.0, "2026-01-01"), THEN)
    with pytest.raises(PriceTableError, match="the prices are as before"):
        table.take(body, THEN)
    assert table.price("openai", "new-model").input == Decimal(4)
    assert PriceTable(tmp_path / "prices.json").price("openai", "new-model").input == Decimal(4)


@pytest.mark.expects_log
@pytest.mark.parametrize("kept", ["", "[]", '{"refreshed_at": "never", "providers": []}'])
def test_kept_prices_that_are_damaged_do_not_count(tmp_path, kept):
    (tmp_path / "prices.json").write_text(kept)
    table = PriceTable(tmp_path / "prices.json")
    assert table.price("openai", "gpt-4o-mini").input == Decimal("0.15")
    assert table.state(date(2026, 11, 21)).refreshed_at is None


def test_a_newer_program_brings_newer_prices_than_those_kept(tmp_path):
    PriceTable(tmp_path / "prices.json").take(
        a_table(4.0, "2024-01-01"), datetime(2024, 6, 1, tzinfo=UTC)
    )
    table = PriceTable(tmp_path / "prices.json")
    assert table.price("openai", "new-model") is None
    assert table.state(date(2026, 11, 21)).refreshed_at is None


def test_prices_that_cannot_be_kept_are_told_and_not_used(tmp_path):
    table = PriceTable(tmp_path / "no-folder" / "prices.json")
    with pytest.raises(PriceTableError, match="could not be kept"):
        table.take(a_table(4.0, "2026-01-01"), THEN)
    assert table.price("openai", "new-model") is None
