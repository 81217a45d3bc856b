"""Quoted words found again in what is shown, and marked there."""

import pytest

from desktop.widgets.transcript.quoting import Quotation


def texts_of(view, place, quote):
    """The quoted words as the pages have them."""
    body = view.column.message(place).body
    hits = Quotation(quote).hits(view.model.row(place))
    return [body.page(hit.piece).text(hit.start, hit.end) for hit in hits]


@pytest.mark.parametrize(
    ("source", "quote", "shown"),
    [
        ("*She does not* touch it.", "She does not touch", "She does not touch"),
        ("*She does not* touch it.", "*She does not* touch", "She does not touch"),
        ("*She does not* touch it.", "does not* touch", "does not touch"),
        ('"Put that away."', "“Put that away.”", '"Put that away."'),
        ("“Put that away.”", '"put THAT away."', "“Put that away.”"),
        ("It's «late».", 'It’s "late"', "It's «late»"),
        ("The   letter\nis here", "letter is here", "letter\nis here"),
        ("He waits… then goes.", "waits... then", "waits… then"),
        ("He waits... then goes.", "waits… then", "waits... then"),
        ("A [door](https://a.example) opens", "A [door](https://a.example) opens", "A door opens"),
        ("- one\n- two", "- one\n- two", "one\n•\ttwo"),
        ("He — slowly — nods", "He - slowly - nods", "He — slowly — nods"),
        ("snake_case `code`", "snake_case `code`", "snake_case code"),
        ("😀 the lamp", "the lamp", "the lamp"),
        ("&eacute;t&eacute; comes", "été comes", "été comes"),
    ],
)
def test_a_quotation_is_found_whatever_marks_stand_in_it(a_view, a_row, source, quote, shown):
    view = a_view([a_row("a", source)])
    assert texts_of(view, 0, quote) == [shown]


@pytest.mark.parametrize("quote", ["", "***", "  ", "golden needle"])
def test_what_is_not_there_is_not_found(a_row, quote):
    assert Quotation(quote).hits(a_row("a", "A silver needle.")) == ()


def test_a_quotation_over_two_pieces_is_a_hit_on_each(a_view, a_row):
    paragraph = "word " * 310 + "end."
    view = a_view([a_row("a", f"{paragraph}\n\nBegin. {paragraph}")])
    assert texts_of(view, 0, "word end.\n\nBegin. word") == ["word end.", "Begin. word"]


def test_marking_does_not_scroll_and_unmarking_leaves_no_trace(a_view, some_rows):
    view = a_view(some_rows(60))
    before = view.grab().toImage()
    assert view.mark("Turn 59.", "59")
    assert view.grab().toImage() != before
    view.unmark()
    assert view.grab().toImage() == before
    offset = view.column.offset
    assert view.mark("Turn 2.", "2")
    assert view.column.offset == offset


def test_without_a_message_the_newest_that_has_the_words_is_marked(a_view, a_row):
    view = a_view([a_row("a", "the lamp"), a_row("b", "the lamp"), a_row("c", "nothing")])
    assert view.mark("The lamp")
    assert view.reader.pointed_at.row_id == "b"
    assert not view.mark("the door")


def test_a_message_that_is_not_there_is_not_marked(a_view, a_row):
    view = a_view([a_row("a", "the lamp")])
    assert not view.mark("the lamp", "b")
    assert not view.reveal("the lamp", "b")


def test_revealing_brings_the_words_into_view_and_leaves_them_marked(a_view, some_rows):
    view = a_view(some_rows(400))
    assert view.reveal("Turn 37.", "37")
    area = view.row_area(37)
    assert 0 <= area.top() < view.viewport().height()
    view.mark("Turn 38.", "38")
    view.unmark()
    assert view.reader.quoted.row_id == "37"
    view.reveal("")
    assert view.reader.quoted is None


def test_a_mark_follows_the_text_it_is_in(a_view, a_row):
    view = a_view([a_row("a", "the lamp")])
    view.mark("the lamp", "a")
    view.model.replace(a_row("a", "Again the lamp."))
    (hit,) = view.reader.pointed_at.hits(view.model.row(0))
    assert (hit.start, hit.end) == (6, 14)
