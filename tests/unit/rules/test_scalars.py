"""Numbers, texts and truth values as variables hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.rules import Operation
from engine.rules.scalars import number, operated, read, shown

HUGE = 10**290


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (2.5, 2.5),
        (" 12 ", 12),
        ("-4", -4),
        ("+4", 4),
        ("2.50", 2.5),
        ("2.", 2.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", None),
        ("9" * 400, None),
        ("12 coins", None),
        ("1_000", None),
        ("٣", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_a_number_is_read_out_of_a_value_or_it_is_none(value, expected):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        ("carried", "carried"),
    ],
)
def test_a_value_is_shown_as_a_reader_would_write_it(value, expected):
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", 5), ("2.5", 2.5), ("007", "007"), ("5.0", "5.0"), ("+5", "+5"), ("five", "five")],
)
def test_a_text_becomes_a_number_only_where_nothing_is_lost(text, expected):
    assert read(text) == expected
    assert type(read(text)) is type(expected)


@given(st.text())
def test_reading_a_text_never_changes_how_it_is_shown(text):
    assert shown(read(text)) == text


OPERATIONS = [
    (Operation.SET, 1, "x", "x"),
    (Operation.SET, None, 4, 4),
    (Operation.ROLL, 1, 17, 17),
    (Operation.INCREMENT, 10, 5, 15),
    (Operation.INCREMENT, None, 5, 5),
    (Operation.INCREMENT, "10", 5, 15),
    (Operation.INCREMENT, 0.1, 0.2, 0.3),
    (Operation.INCREMENT, "many", 5, 5),
    (Operation.INCREMENT, 5, "many", "many"),
    (Operation.INCREMENT, True, 1, 1),
    (Operation.DECREMENT, 10, 2.5, 7.5),
    (Operation.DECREMENT, None, 1, -1),
    (Operation.MULTIPLY, 4, 2.5, 10),
    (Operation.MULTIPLY, HUGE, HUGE, None),
    (Operation.MULTIPLY, 1e308, 10, None),
    (Operation.MULTIPLY, HUGE, 1e308, None),
    (Operation.DIVIDE, 10, 4, 2.5),
    (Operation.DIVIDE, 10, 5, 2),
    (Operation.DIVIDE, 10, 0, None),
    (Operation.DIVIDE, None, 3, 0),
    (Operation.APPEND, "a", "b", "a/b"),
    (Operation.APPEND, None, "b", "b"),
    (Operation.APPEND, "", "b", "b"),
    (Operation.APPEND, 1, 2, "1/2"),
    (Operation.PREPEND, "a", "b", "b/a"),
    (Operation.PREPEND, None, 3, "3"),
]


@pytest.mark.parametrize(("operation", "current", "operand", "expected"), OPERATIONS)
def test_an_operation_makes_the_new_value_or_none_for_no_change(
    operation, current, operand, expected
):
    result = operated(operation, current, operand, "/")
    assert result == expected
    assert type(result) is type(expected)


def test_every_operation_has_a_case():
    assert {operation for operation, *_ in OPERATIONS} == set(Operation)


@given(st.integers(-999, 999), st.integers(-999, 999))
def test_whole_numbers_stay_whole(left, right):
    for operation in (Operation.INCREMENT, Operation.DECREMENT, Operation.MULTIPLY):
        assert isinstance(operated(operation, left, right, ""), int)


def test_dividing_back_what_was_multiplied_gives_a_whole_number():
    product = operated(Operation.MULTIPLY, 7, 6, "")
    assert operated(Operation.DIVIDE, product, 6, "") == 7
