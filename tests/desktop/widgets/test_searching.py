"""Looking for words in the story: all hits counted, one after another shown."""

import pytest

from desktop.widgets.transcript.searching import Tally


@pytest.fixture
def looked_for(qtbot):
    """Look for words, and wait until all of them are counted."""

    def look(view, text):
        view.search.look_for(text)
        return counted(qtbot, view)

    return look


def counted(qtbot, view):
    qtbot.waitUntil(lambda: view.search.tally.total is not None)
    return view.search.tally


def test_the_next_hit_is_shown_wherever_it_is(a_view, some_rows, a_row, looked_for):
    rows = some_rows(400)
    rows[37] = a_row("needle", "A *silver needle* lies here.")
    view = a_view(rows)
    assert looked_for(view, "silver needle") == Tally(current=1, total=1)
    place = view.model.place_of("needle")
    assert 0 <= view.row_area(place).top() < view.viewport().height()
    assert looked_for(view, "golden needle") == Tally(current=0, total=0)


def test_it_goes_from_hit_to_hit_both_ways_and_round(a_view, a_row, looked_for):
    view = a_view([a_row(str(index), "needle, needle") for index in range(2)])
    visited = [looked_for(view, "needle").current]
    for forward in (True, True, True, True, False):
        view.search.step(forward=forward)
        visited.append(view.search.tally.current)
    assert visited == [1, 2, 3, 4, 1, 4]
    assert view.search.tally.total == 4


def test_stepping_while_it_is_counted_happens_afterwards(a_view, a_row, qtbot):
    view = a_view([a_row(str(index), "needle") for index in range(300)])
    view.scroll_by(-view.column.offset)
    view.search.look_for("needle")
    view.search.step(forward=False)
    assert counted(qtbot, view) == Tally(current=300, total=300)


def test_typing_on_stays_at_the_hit_where_it_fits(a_view, a_row, looked_for):
    view = a_view([a_row(str(index), f"needle {index}") for index in range(3)])
    for text in ("n", "ne", "needle 1"):
        tally = looked_for(view, text)
    assert tally == Tally(current=1, total=1)
    assert view.reader.found.row == 1


def test_an_empty_search_marks_nothing_any_more(a_view, a_row, looked_for):
    view = a_view([a_row("0", "needle")])
    before = view.grab().toImage()
    looked_for(view, "needle")
    assert view.grab().toImage() != before
    looked_for(view, "")
    assert view.grab().toImage() == before


def test_all_hits_are_marked_and_the_current_one_more_strongly(a_view, a_row, looked_for):
    view = a_view([a_row("0", "needle and needle")])
    looked_for(view, "needle")
    message = view.column.message(0)
    (_, page), *_ = message.body.laid_pages()
    *all_of_them, current = view.reader.marks(0, view._inks)(0, page)
    assert [mark.start for mark in all_of_them] == [0, 11]
    assert current.start == 0
    assert current.format != all_of_them[0].format


def test_a_change_of_the_story_is_counted_again(a_view, a_row, looked_for, qtbot):
    view = a_view([a_row("0", "needle"), a_row("1", "needle")])
    looked_for(view, "needle")
    view.model.replace(a_row("1", "needle needle"))
    assert counted(qtbot, view) == Tally(current=1, total=3)
    view.model.append(a_row("2", "needle"))
    assert counted(qtbot, view).total == 4
    view.model.replace(a_row("0", "none"))
    assert counted(qtbot, view) == Tally(current=0, total=3)
    view.search.step(forward=True)
    assert view.search.tally.current == 1
    view.model.truncate_after("0")
    assert counted(qtbot, view) == Tally(current=0, total=0)


def test_nothing_to_look_through_is_no_harm(a_view, looked_for):
    view = a_view()
    assert looked_for(view, "needle") == Tally(current=0, total=0)
    view.search.step(forward=True)
    assert view.search.tally == Tally(current=0, total=0)
