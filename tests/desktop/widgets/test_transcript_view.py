"""The transcript as it is shown, scrolled and read."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QApplication
from transcripts import STYLE

from desktop.texts import story as texts
from desktop.widgets.transcript import (
    DARK,
    LIGHT,
    Action,
    Foot,
    Portrait,
    Row,
    RowKind,
    TranscriptModel,
    TranscriptView,
    message_data,
)
from desktop.widgets.transcript.body import Spot

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://tracker.example/x.png)",
    '<img src="https://tracker.example/x.png"><link rel=stylesheet href="https://x.example">',
    "[x](javascript:alert(1)) <javascript:alert(1)>",
    "[x](data:text/html,<script>) [y](file:///etc/passwd) [z](\\\\server\\share) [q](//x.example)",
    "[x](vbscript:a) [y](JaVaScRiPt:a) [z](&#106;avascript:a) [q]( javascript:a)",
    "![x](file:///etc/passwd) ![y](\\\\server\\share) ![z](data:image/png;base64,AAAA)",
    "|a|b|\n|-|-|\n" + "|x|y|\n" * 3_000,
    "*" * 2_000_000,
    "> " * 1_000_000,
    "[a](" * 500_000,
    ("a" + "\u0301" * 50) * 2_000,
    "[" * 5_000,
    "> " * 5_000 + "x",
    "*" * 5_000 + "a",
    "- " * 2_000,
    "`" * 5_000,
    "](" * 3_000,
    "![" * 3_000,
    "<" * 5_000,
    "‘" * 6_000,
    "\u202e backwards \u2066 \u2029 \ufffc \x00",
    "```\nnever closed",
    "&#x2029;&#0;&nbsp;&bogus;",
    "a\u0301" * 2_000,
    "😀" * 3_000,
    "x" * 30_000,
]


def settle(view: TranscriptView) -> None:
    """Show what waits for the repaint timer now."""
    view._show_changes()


def top_of(view: TranscriptView, place: int) -> int:
    return view.row_area(place).top()


def on_screen(view: TranscriptView) -> QImage:
    return view.screen().grabWindow(view.winId()).toImage()


def point_in(view: TranscriptView, place: int, spot: Spot) -> QPoint:
    caret = view.column.message(place).caret(spot)
    return QPoint(view.column_left, view.column.top(place)) + caret.center()


def drag(qtbot, view: TranscriptView, start: QPoint, end: QPoint) -> None:
    target = view.viewport()
    qtbot.mousePress(target, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(target, end)
    qtbot.mouseRelease(target, Qt.MouseButton.LeftButton, pos=end)


def test_opening_ten_thousand_messages_lays_out_only_those_in_view(a_view, some_rows):
    view = a_view(some_rows(10_000))
    assert view.column.laid_out == len(list(view.column.seen()))
    assert view.column.laid_out < 20


def test_a_transcript_opens_at_its_end_with_the_last_row_at_the_bottom(a_view, some_rows):
    view = a_view(some_rows(300))
    area = view.row_area(299)
    assert area.bottom() + 1 == view.viewport().height()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_end_key_shows_the_last_row_at_the_bottom(a_view, some_rows, qtbot):
    view = a_view(some_rows(300))
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert top_of(view, 0) == 0
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.row_area(299).bottom() + 1 == view.viewport().height()


@pytest.mark.parametrize("pixels", [-3, -60, -450])
def test_scrolling_up_over_estimates_moves_what_is_read_by_exactly_as_much(
    a_view, some_rows, pixels
):
    view = a_view(some_rows(300))
    for _ in range(60):
        read = next(view.column.seen()).place
        before = view.row_area(read).bottom()
        view.scroll_by(pixels)
        assert view.row_area(read).bottom() == before - pixels


def test_scrolling_down_over_estimates_moves_the_top_row_by_exactly_as_much(a_view, some_rows):
    view = a_view(some_rows(300))
    view.scroll_by(-view.column.offset)
    for _ in range(60):
        top = next(view.column.seen())
        view.scroll_by(70)
        assert top_of(view, top.place) == top.top - 70


def test_rows_in_view_follow_one_another_without_gap_or_overlap(a_view, some_rows):
    view = a_view(some_rows(300))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    seen = list(view.column.seen())
    assert seen[0].top <= 0
    assert all(one.top + one.message.height == two.top for one, two in pairwise(seen))
    assert seen[-1].top + seen[-1].message.height >= view.viewport().height()


def test_a_reader_who_scrolled_up_is_not_moved_by_what_comes_at_the_end(a_view, some_rows, a_row):
    view = a_view(some_rows(50))
    view.scroll_by(-2_000)
    read = next(view.column.seen())
    view.model.append(a_row("new", "More. " * 200))
    view.model.extend("new", "And more. " * 200)
    settle(view)
    assert top_of(view, read.place) == read.top


def test_a_change_above_the_view_does_not_move_what_is_read(a_view, some_rows):
    view = a_view(some_rows(50))
    view.scroll_by(-500)
    read = next(view.column.seen())
    view.model.replace(replace(view.model.row(3), text="Much longer. " * 500))
    settle(view)
    assert top_of(view, read.place) == read.top


def test_a_reader_at_the_end_stays_there_while_text_comes(a_view, some_rows):
    view = a_view(some_rows(50))
    view.model.extend("49", "More. " * 300)
    settle(view)
    assert view.row_area(49).bottom() + 1 == view.viewport().height()


def test_the_newest_message_is_told_to_be_hidden_and_back(a_view, some_rows, qtbot):
    view = a_view(some_rows(50))
    with qtbot.waitSignal(view.newest_hidden) as hidden:
        view.scroll_by(-300)
    with qtbot.waitSignal(view.newest_hidden) as back:
        view.scroll_to_newest()
    assert (hidden.args, back.args) == ([True], [False])


def test_a_new_width_keeps_the_row_at_the_top_where_it_is(a_view, some_rows):
    view = a_view(some_rows(300))
    view.scroll_by(-5_000)
    read = next(view.column.seen()).place
    view.resize(500, 600)
    assert next(view.column.seen()).place == read


def test_a_new_text_scale_and_style_are_shown(a_view, some_rows):
    view = a_view(some_rows(5))
    small = view.column.heights.total
    view.set_text_scale(1.5)
    assert view.column.heights.total > small
    view.set_style(LIGHT)
    image = view.grab().toImage()
    assert image.pixelColor(2, 2).name() == LIGHT.palette.background


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_streamed_text_comes_out_as_if_set_at_once(a_view, shown, a_row, data):
    text = data.draw(
        st.lists(
            st.sampled_from(
                [
                    "*She ",
                    "nods.* ",
                    '"Go',
                    '." ',
                    "\n\n",
                    "\n",
                    "- x",
                    "```",
                    "**b",
                    "** ",
                    "w " * 400,
                ]
            ),
            min_size=1,
            max_size=25,
        ).map("".join)
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    view = a_view([a_row("a", "", open=True)])
    for start, end in pairwise([0, *cuts, len(text)]):
        view.model.extend("a", text[start:end])
        settle(view)
    for is_open in (True, False):
        view.model.replace(replace(view.model.row(0), open=is_open))
        settle(view)
        at_once = a_view([a_row("a", text, open=is_open)])
        assert shown(view, 0) == shown(at_once, 0)
        assert view.column.message(0).height == at_once.column.message(0).height


def test_only_the_last_piece_is_laid_out_again_while_text_comes(a_view, a_row):
    view = a_view([a_row("a", "A paragraph of words.\n\n" * 200, open=True)])
    pages = dict(view.column.message(0).body.laid_pages())
    view.model.extend("a", "More.")
    settle(view)
    after = dict(view.column.message(0).body.laid_pages())
    assert all(after[index] is page for index, page in pages.items())


def test_deltas_are_shown_together(a_view, a_row, qtbot):
    view = a_view([a_row("a", "", open=True)])
    shown = []
    view.column.change = lambda place, change=view.column.change: (
        shown.append(place),
        change(place),
    )
    for _ in range(50):
        view.model.extend("a", "word ")
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [0]
    assert view.column.message(0).row.text == "word " * 50


class PaintedAreas(QObject):
    """What the viewport of `view` is asked to paint from now on."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self.heights: list[int] = []
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.heights.append(event.rect().height())
        return False


def test_what_only_moves_up_is_not_painted_again_and_looks_as_if_it_were(a_view, some_rows, a_row):
    view = a_view(some_rows(40))
    painted = PaintedAreas(view)
    view.model.append(a_row("a", "I wait.", kind=RowKind.PLAYER, portrait=Portrait(initials="P")))
    QApplication.processEvents()
    view.model.append(a_row("b", "", open=True))
    QApplication.processEvents()
    view.model.extend("b", "Rain falls. " * 30)
    settle(view)
    QApplication.processEvents()
    assert painted.heights
    assert max(painted.heights) < view.viewport().height() / 2
    moved = on_screen(view)
    view.viewport().repaint()
    assert moved == on_screen(view)


def test_an_open_message_has_room_for_its_first_line(a_view, some_rows, a_row):
    view = a_view([*some_rows(40), a_row("a", "", open=True)])
    height = view.column.heights.total
    view.model.extend("a", "Rain")
    settle(view)
    assert view.column.heights.total == height


def test_a_very_long_message_is_laid_out_only_where_it_is_read(a_view, a_row):
    paragraph = "*He waits.* " + "word " * 100
    view = a_view([a_row("a", "\n\n".join([paragraph] * 200))])
    body = view.column.message(0).body
    assert body.piece_count > 50
    assert len(list(body.laid_pages())) < 10


def test_a_selection_by_mouse_reaches_over_three_messages(a_view, a_row, qtbot):
    rows = [
        a_row("0", "First *said* this.", name="Mira"),
        a_row("1", "Then that.", name="Tam"),
        a_row("2", "Last of all.", name=""),
    ]
    view = a_view(rows)
    drag(qtbot, view, point_in(view, 0, Spot(0, 6)), point_in(view, 2, Spot(0, 4)))
    assert view.selected_text() == "Mira:\nsaid this.\n\nTam:\nThen that.\n\nLast"


def test_a_selection_backwards_is_the_same_text(a_view, a_row, qtbot):
    view = a_view([a_row("0", "First."), a_row("1", "Second.")])
    drag(qtbot, view, point_in(view, 1, Spot(0, 3)), point_in(view, 0, Spot(0, 2)))
    assert view.selected_text() == "Mira:\nrst.\n\nMira:\nSec"


def test_shift_and_a_click_extend_the_selection(a_view, a_row, qtbot):
    view = a_view([a_row("0", "one two three")])
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 0, Spot(0, 4)))
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        point_in(view, 0, Spot(0, 7)),
    )
    assert view.selected_text() == "two"


def test_a_double_click_selects_a_word(a_view, a_row, qtbot):
    view = a_view([a_row("0", "one two three")])
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 0, Spot(0, 5)))
    assert view.selected_text() == "two"


def test_selecting_beyond_the_edge_scrolls_on(a_view, some_rows, qtbot):
    view = a_view(some_rows(100))
    bottom = QPoint(400, 300)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=bottom)
    qtbot.mouseMove(view.viewport(), QPoint(400, -80))
    start = view.column.offset
    qtbot.waitUntil(lambda: view.column.offset < start - 100)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, -80))
    assert len(view.selected_text()) > 100


def test_all_of_it_can_be_selected_and_copied(a_view, some_rows, qtbot):
    view = a_view(some_rows(100))
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text().startswith("Mira:\nTurn 0."))
    copied = clipboard.text()
    assert copied.count("Mira:") == 100
    assert "*" not in copied


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        ("RRR", "one"),
        ("RRRL", "on"),
        ("W", "one "),
        ("WWW", "one two three"),
        ("WWWR", "Mira:\none two three"),
        ("E", "one two three"),
        ("EH", ""),
        ("ERRRR", "Mira:\none two three\n\nMira:\nsec"),
        ("ERRRLLL", "one two three"),
    ],
)
def test_shift_and_arrows_select_across_messages(a_view, a_row, qtbot, keys, selected):
    view = a_view([a_row("0", "one two three"), a_row("1", "second")])
    view.set_current("0")
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    pressed = {
        "R": (Qt.Key.Key_Right, shift),
        "L": (Qt.Key.Key_Left, shift),
        "W": (Qt.Key.Key_Right, shift | control),
        "E": (Qt.Key.Key_End, shift),
        "H": (Qt.Key.Key_Home, shift),
    }
    for key in keys:
        qtbot.keyClick(view, *pressed[key])
    assert view.selected_text() == selected


def test_a_selection_by_keyboard_is_kept_in_view(a_view, some_rows, qtbot):
    view = a_view(some_rows(60))
    view.set_current("20")
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    cursor = view.reader.selection.cursor
    caret = view.column.message(cursor.row).caret(cursor.spot)
    assert cursor.row > 21
    assert 0 <= view.column.top(cursor.row) + caret.top() < view.viewport().height()


def test_a_copied_message_is_text_markdown_and_html(a_row):
    data = message_data(a_row("a", "*She* & **he** [go](https://a.example)\n\n- `x`\n\n<b>"))
    assert data.text().startswith("*She* & **he**")
    assert bytes(data.data("text/markdown").data()).decode() == data.text()
    assert data.html() == (
        '<p><em>She</em> &amp; <strong>he</strong> <a href="https://a.example">go</a></p>'
        "<p>• <code>x</code></p><p>&lt;b&gt;</p>"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_nothing_more(a_view, a_row, text, monkeypatch):
    loaded = []
    monkeypatch.setattr(QTextDocument, "loadResource", lambda *args: loaded.append(args))
    view = a_view([a_row("a", text), a_row("b", f"*open {text}", open=True)])
    view.grab()
    assert loaded == []
    targets = [target.name for place in (0, 1) for target in view.column.message(place).targets()]
    assert targets == []


def test_the_address_of_a_link_is_one_that_a_person_follows_knowingly(a_view, a_row):
    view = a_view([a_row("a", "[x](https://a.example) <mailto:a@a.example> [y](ftp://a.example)")])
    names = [target.name for target in view.column.message(0).targets()]
    assert names == ["https://a.example", "mailto:a@a.example"]


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("word " * 60, False),
        ("word *word* \n\n" * 2_000, False),
        ("word " * 20_000, True),
        ("[" * 5_000, True),
        ("word\n\n" * 20_000, True),
        ("```\n" + "a[i] = b[i] & c;\n" * 100 + "```", False),
    ],
)
def test_text_that_would_take_long_to_read_is_plain_and_says_so(a_view, a_row, text, is_plain):
    view = a_view([a_row("a", text, caption="turn 1")])
    said = f"turn 1 · {texts.SHOWN_PLAIN}" if is_plain else "turn 1"
    assert view.column.message(0).caption == said


def test_right_to_left_text_begins_at_the_right(a_view, a_row):
    view = a_view([a_row("a", "שלום *עולם* “אמר”"), a_row("b", "Hello")])
    caret = view.column.message(0).caret(Spot(0, 0))
    assert caret.left() > view.column.frame.width - 10
    assert view.column.message(1).caret(Spot(0, 0)).left() < 100


def test_a_link_is_told_and_never_opened(a_view, a_row, qtbot):
    view = a_view([a_row("a", "Go [there](https://a.example/x) now")])
    with qtbot.waitSignal(view.link_activated) as blocker:
        qtbot.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 0, Spot(0, 5))
        )
    assert blocker.args == ["https://a.example/x"]


def test_an_action_is_asked_for_by_mouse(a_view, a_row, qtbot):
    view = a_view([a_row("a", actions=(Action.REGENERATE, Action.EDIT), foot=Foot(text="x"))])
    (_, edit) = view.column.message(0).action_targets()
    point = QPoint(view.column_left, view.column.top(0)) + edit.area.center()
    with qtbot.waitSignal(view.action_requested) as blocker:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert blocker.args == ["a", "edit"]


def test_everything_of_a_row_can_be_reached_by_keyboard(a_view, a_row, qtbot):
    row = a_row(
        "a",
        "[there](https://a.example)",
        reasoning="Hm.",
        swipe=(1, 2),
        actions=(Action.BRANCH, Action.COPY),
    )
    view = a_view([row])
    asked = []
    view.action_requested.connect(lambda row_id, name: asked.append(name))
    view.link_activated.connect(asked.append)
    view.set_current("a")
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked == ["https://a.example", "previous", "next", "branch", "copy"]
    assert view.column.is_unfolded("a")


def test_enter_on_a_message_asks_for_its_menu(a_view, some_rows, qtbot):
    view = a_view(some_rows(3))
    view.set_current("1")
    with qtbot.waitSignal(view.menu_requested) as blocker:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    row_id, point = blocker.args
    assert row_id == "1"
    assert view.row_area(1).contains(view.viewport().mapFromGlobal(point))


def test_arrows_go_from_message_to_message_and_keep_them_in_view(a_view, some_rows, qtbot):
    view = a_view(some_rows(60))
    view.set_current("59")
    for expected in range(58, 30, -1):
        while view.reader.current != expected:
            qtbot.keyClick(view, Qt.Key.Key_Up)
        assert view.row_area(expected).intersects(view.viewport().rect())


def test_a_message_higher_than_the_view_is_read_to_its_end_by_arrows(a_view, a_row, qtbot):
    view = a_view([a_row("a", "word\n\n" * 100), a_row("b")])
    view.set_current("a")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.reader.current == 0
    assert top_of(view, 0) < 0


def test_pages_turn_by_less_than_the_view(a_view, some_rows, qtbot):
    view = a_view(some_rows(60))
    before = view.row_area(59).bottom()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert 0 < view.row_area(59).bottom() - before < view.viewport().height()


def test_shortcuts_of_the_window_leave_copying_to_the_transcript(a_view, some_rows):
    view = a_view(some_rows(1))
    copy = QKeyEvent(
        QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    )
    copy.ignore()
    QGuiApplication.sendEvent(view, copy)
    assert copy.isAccepted()


def test_escape_ends_a_selection_before_it_stops_a_turn(a_view, some_rows, qtbot):
    view = a_view(some_rows(1))

    def is_taken():
        escape = QKeyEvent(
            QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
        )
        escape.ignore()
        QGuiApplication.sendEvent(view, escape)
        return escape.isAccepted()

    assert not is_taken()
    view.select_all()
    assert is_taken()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not is_taken()
    assert view.selected_text() == ""


def test_reasoning_unfolds_and_folds_again(a_view, a_row):
    view = a_view([a_row("a", reasoning="Thoughts.\n\nMore of them.")])
    folded = view.column.heights[0]
    view.column.fold(0)
    assert view.column.heights[0] > folded
    view.column.fold(0)
    assert view.column.heights[0] == folded


def test_rows_cut_off_the_end_bring_the_rest_into_view(a_view, some_rows):
    view = a_view(some_rows(60))
    view.model.truncate_after("2")
    assert [seen.place for seen in view.column.seen()] == [0, 1, 2]
    view.model.remove("1")
    assert [seen.message.row.id for seen in view.column.seen()] == ["0", "2"]
    view.model.set_rows([])
    assert list(view.column.seen()) == []


def test_a_row_removed_above_the_view_does_not_move_what_is_read(a_view, some_rows):
    view = a_view(some_rows(50))
    view.scroll_by(-500)
    read = next(view.column.seen())
    view.model.remove("3")
    assert top_of(view, read.place - 1) == read.top


def test_a_selection_survives_a_text_that_became_shorter(a_view, a_row):
    view = a_view([a_row("a", "A paragraph of words.\n\n" * 200)])
    view.select_all()
    view.model.replace(a_row("a", "Short."))
    settle(view)
    assert view.selected_text() == "Short."


def test_an_empty_transcript_takes_every_key(a_view, qtbot):
    view = a_view()
    for key in (
        Qt.Key.Key_Up,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_Return,
        Qt.Key.Key_Right,
    ):
        qtbot.keyClick(view, key)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    view.select_all()
    assert view.selected_text() == ""


@pytest.mark.parametrize("kind", list(RowKind))
@pytest.mark.parametrize("width", [120, 380, 900])
def test_every_kind_of_row_is_painted_at_any_width(a_view, kind, width, tmp_path):
    row = Row(
        id="a",
        kind=kind,
        name="A name that is far too long to be shown whole " * 3,
        caption="writing…",
        text="# H\n\n`c` and **b**\n\n```\nx\n```\n\n- one",
        foot=Foot(text="model · 1 s " * 20, badge="main", tone="main"),
        portrait=Portrait(initials="AN", tone="nobody's", picture=tmp_path / "missing.png"),
        reasoning="Hm.",
        swipe=(2, 3),
        actions=tuple(Action),
        open=True,
    )
    view = a_view([row], size=(width, 400))
    image = view.grab().toImage()
    background = DARK.palette.background
    seen = {image.pixelColor(x, y).name() for x in range(0, width, 3) for y in range(0, 400, 3)}
    assert len(seen - {background}) > 3


def test_the_wheel_glides_to_where_it_would_have_jumped(a_view, some_rows, qtbot):
    view = a_view(some_rows(60))
    view.set_smooth(True)
    start = view.column.offset
    view._glide.by(-200)
    assert view.column.offset == start
    qtbot.waitUntil(lambda: not view._glide._timer.isActive())
    assert abs(view.row_area(59).bottom() + 1 - view.viewport().height() - 200) == 0


def test_a_model_can_be_filled_before_anything_is_shown(qtbot, some_rows):
    model = TranscriptModel()
    model.set_rows(some_rows(30))
    view = TranscriptView(model, STYLE)
    qtbot.addWidget(view)
    view.resize(700, 500)
    with qtbot.waitExposed(view):
        view.show()
    assert view.row_area(29).bottom() + 1 == view.viewport().height()


def test_the_story_stays_where_it_is_when_the_scroll_bar_comes(a_view, a_row, some_rows, qtbot):
    view = a_view([a_row("short")])
    before = view.row_area(0)
    assert not view.verticalScrollBar().isVisible()
    view.model.set_rows(some_rows(30))
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    after = view.row_area(0)
    assert (after.left(), after.width()) == (before.left(), before.width())
