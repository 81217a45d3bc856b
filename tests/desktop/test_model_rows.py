"""Rows of models: what they say, how they are ordered and found."""

from decimal import Decimal

import pytest

from desktop.connections.model_orders import LABELS, Order, ordered
from desktop.connections.model_rows import matching, model_row, nearest_row
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import FREE, Connection, ModelFacts, Price

HERE = Connection(id=ConnectionId("here"), provider=ProviderId("studio"), label="Studio")


def dollars(amount: int) -> Price:
    return Price(input=Decimal(amount), output=Decimal(amount))


def row(model: str, rung: Rung | None = None, **facts: object):
    return model_row(HERE, ModelFacts(model=model, **facts), "", rung)


ROWS = (
    row("b", price=dollars(2), context_window=8192, created=3, rung=Rung.PLAIN),
    row("C", price=FREE, context_window=32768, loaded=True, rung=Rung.JSON),
    row("a", price=dollars(1), created=5, judges=False, rung=Rung.NATIVE),
    row("d", context_window=4096, created=4, judges=True, rung=Rung.JSON, tags=("rare",)),
    row("e", price=dollars(9), tags=("roleplay",), rung=Rung.NATIVE),
)


@pytest.mark.parametrize(
    ("order", "models"),
    [
        (Order.LISTED, "bCade"),
        (Order.NAME, "abCde"),
        (Order.PRICE, "Cabed"),
        (Order.CONTEXT, "Cbdae"),
        (Order.NEWEST, "Cadbe"),
        (Order.ABILITIES, "dCbae"),
    ],
)
def test_a_list_is_read_in_the_order_that_is_asked_for(order, models):
    assert "".join(each.model for each in ordered(ROWS, order)) == models
    assert LABELS[order]
    pinned = (*ROWS[:4], nearest_row(ROWS[4], "old"))
    assert ordered(pinned, order)[0].model == "e"


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("free", "C"), ("rare", "d"), ("cannot judge", "a"), ("roleplay", "e"),
        ("exact", "ae"), ("studio", "bCade"), ("loaded", "C"),
    ],
)  # fmt: skip
def test_a_model_is_found_by_what_it_can_do_and_costs(text, models):
    assert "".join(each.model for each in matching(ROWS, text, ())) == models


def test_a_row_says_how_the_model_is_held_to_a_form_and_what_speaks_against_it():
    said = {each.model: (each.doubt, each.abilities) for each in ROWS}
    assert said == {
        "a": ("cannot judge", "exact [YES]/[NO]"),
        "b": ("", "asked politely"),
        "C": ("", "loaded · JSON, checked"),
        "d": ("", "JSON, checked"),
        "e": ("tuned for roleplay", "exact [YES]/[NO]"),
    }
    assert "cannot judge, exact [YES]/[NO], Studio" in ROWS[2].said
