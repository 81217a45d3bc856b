"""Finding text in messages that may not be laid out."""

import pytest

from desktop.widgets.transcript.finding import Query, next_hit


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("old burn", "the *old* burn"),
        ("OLD", "the old burn"),
        ("old burn", "the old\nburn"),
        ("unfinished", "un*finish*ed"),
        ("fish & chips", "fish &amp; chips"),
        ("here and", "[here](https://a.example) and"),
        ("(x)", "say (x)"),
        ("snake_case", "a snake_case name"),
    ],
)
def test_what_is_seen_is_found_whatever_the_source_looks_like(a_row, query, text):
    assert Query(query).hits(a_row("a", text))


@pytest.mark.parametrize("query", ["absent", "a.example", "**", ""])
def test_what_is_not_seen_is_not_found(a_row, query):
    assert not Query(query).hits(a_row("a", "**bold** [here](https://a.example)"))


def test_positions_count_utf_16_units_as_qt_does(a_row):
    (hit,) = Query("b").hits(a_row("a", "😀b"))
    assert (hit.start, hit.end) == (2, 3)


def test_the_search_goes_round_the_end_and_back_to_the_same_hit(a_row):
    rows = [a_row("0", "x here"), a_row("1", "none"), a_row("2", "here here")]
    query, order, after = Query("here"), [], (0, 0, -1)
    for _ in range(4):
        found = next_hit(query, rows.__getitem__, len(rows), after, forward=True)
        order.append((found.row, found.hit.start))
        after = found.order
    assert order == [(0, 2), (2, 0), (2, 5), (0, 2)]


def test_backwards_visits_the_same_hits_the_other_way(a_row):
    rows = [a_row("0", "here"), a_row("1", "here here")]
    found = next_hit(Query("here"), rows.__getitem__, 2, (0, 0, 0), forward=False)
    assert (found.row, found.hit.start) == (1, 5)
