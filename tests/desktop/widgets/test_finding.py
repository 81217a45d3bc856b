"""Finding text in messages that may not be laid out."""

import pytest

from desktop.widgets.transcript.finding import Query, nearest


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


@pytest.mark.parametrize(
    ("query", "text", "count"),
    [
        ("burn", "the *burn* of **burn**", 2),
        ("old burn", "old *burn*\nold\nburn", 2),
        ("x", "[x](https://x.example) `x` &amp; x", 3),
        ("a-b", "a-b *a*-b", 2),
        ("word", "word " * 3_000, 3_000),
        ("absent", "word", 0),
        ("", "word", 0),
    ],
)
def test_counting_agrees_with_what_is_seen(a_row, query, text, count):
    row = a_row("a", text)
    assert sum(Query(query).counts(row)) == count
    assert len(Query(query).hits(row)) == count


def test_the_nearest_hit_is_beyond_the_place_given(a_row):
    row, query = a_row("a", "here here here"), Query("here")
    starts = [
        nearest(query, 7, row, (7, 0, after), forward=forward).hit.start
        for after, forward in ((-1, True), (0, True), (10, False))
    ]
    assert starts == [0, 5, 5]
    assert nearest(query, 7, row, (7, 0, 10), forward=True) is None
    assert nearest(query, 7, row, (7, 0, 0), forward=False) is None
