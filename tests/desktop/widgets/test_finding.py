"""Finding text in messages that may not be laid out."""

import pytest

from desktop.widgets.transcript.finding import Query
from desktop.widgets.transcript.pieces import pieces_of


def hits(query, row):
    """All hits in a row, in reading order."""
    pieces = range(len(pieces_of(row.text)))
    return [hit for piece in pieces for hit in Query(query).hits_on(row, piece)]


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
    assert hits(query, a_row("a", text))


@pytest.mark.parametrize("query", ["absent", "a.example", "**", ""])
def test_what_is_not_seen_is_not_found(a_row, query):
    assert not hits(query, a_row("a", "**bold** [here](https://a.example)"))


def test_positions_count_utf_16_units_as_qt_does(a_row):
    (hit,) = hits("b", a_row("a", "😀b"))
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
    assert len(hits(query, row)) == count
