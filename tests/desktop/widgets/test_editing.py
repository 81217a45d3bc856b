"""Changing a message where it stands."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from desktop.widgets.transcript import Action, RowKind


def begin(view, row_id):
    view.editing.begin(row_id)
    return view.editing.editor


@pytest.mark.parametrize("kind", [RowKind.NARRATOR, RowKind.PLAYER])
def test_the_editor_stands_where_the_text_stood(a_view, a_row, kind):
    view = a_view([a_row("a", "Once upon a time. " * 20, kind=kind), a_row("b", "After.")])
    body = view.column.message(0).body_origin + view.row_area(0).topLeft()
    width = view.column.frame.body_width(kind)
    editor = begin(view, "a")
    field = editor.field.mapTo(view.viewport(), editor.field.rect().topLeft())
    assert abs(field.x() - body.x()) <= 1
    assert abs(editor.field.viewport().width() - width) <= 2
    assert 0 <= field.y() - body.y() <= 12
    assert editor.geometry().bottom() <= view.row_area(1).top()


def test_the_editor_grows_with_its_text_up_to_the_view(a_view, a_row):
    view = a_view([a_row("a", "Once."), a_row("b", "After.")])
    editor = begin(view, "a")
    small = editor.height()
    editor.field.setPlainText("word " * 300)
    assert editor.height() > small
    assert editor.geometry().bottom() <= view.row_area(0).bottom()
    editor.field.setPlainText("word\n" * 500)
    assert editor.height() <= view.viewport().height()


def test_control_and_enter_asks_to_keep_the_text_and_leaves_the_editor_open(a_view, a_row, qtbot):
    view = a_view([a_row("a", "Once.")])
    editor = begin(view, "a")
    qtbot.keyClick(editor.field, Qt.Key.Key_End)
    qtbot.keyClicks(editor.field, " Twice.")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.editing.saved) as blocker:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert blocker.args == ["a", "Once. Twice.\n"]
    assert view.editing.editor is editor


@pytest.mark.parametrize("leave", ["key", "button"])
def test_leaving_shows_the_message_as_it_was_and_gives_the_focus_back(a_view, a_row, qtbot, leave):
    view = a_view([a_row("a", "Once."), a_row("b", "After.")])
    view.activateWindow()
    view.setFocus()
    before = view.row_area(1)
    editor = begin(view, "a")
    editor.field.setPlainText("Other " * 200)
    assert view.row_area(1) != before
    if leave == "key":
        qtbot.keyClick(editor.field, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(editor.cancel, Qt.MouseButton.LeftButton)
    assert view.editing.editor is None
    assert view.row_area(1) == before
    assert view.hasFocus()
    assert begin(view, "a").text == "Once."


def test_tab_goes_from_the_text_to_save_and_cancel(a_view, a_row, qtbot):
    view = a_view([a_row("a", "Once.")])
    view.activateWindow()
    editor = begin(view, "a")
    order = []
    for _ in range(3):
        order.append(view.window().focusWidget())
        qtbot.keyClick(view.window().focusWidget(), Qt.Key.Key_Tab)
    assert order == [editor.field, editor.save, editor.cancel]


def test_what_was_typed_survives_scrolling_far_away(a_view, some_rows):
    view = a_view(some_rows(400))
    editor = begin(view, "399")
    editor.field.setPlainText("Typed and not saved.")
    view.scroll_by(-view.column.offset)
    assert not view.viewport().rect().intersects(editor.geometry())
    view.scroll_to_newest()
    assert view.editing.editor is editor
    assert editor.text == "Typed and not saved."
    assert view.row_area(399).top() < editor.geometry().top()
    assert editor.geometry().bottom() <= view.row_area(399).bottom()


def test_what_was_typed_survives_a_turn_that_is_written_below(a_view, a_row, some_rows):
    view = a_view([*some_rows(30), a_row("a", "Once.")])
    editor = begin(view, "a")
    editor.field.setPlainText("Typed.")
    place = editor.geometry()
    view.model.append(a_row("new", "More. " * 300, open=True))
    view.model.extend("new", "And more. " * 300)
    view._show_changes()
    assert view.editing.editor is editor
    assert editor.geometry() == place
    assert editor.text == "Typed."


def test_what_was_typed_into_a_message_that_went_waits_for_it_to_come_back(a_view, some_rows):
    rows = some_rows(5)
    view = a_view(rows)
    begin(view, "4").field.setPlainText("Typed.")
    view.model.truncate_after("2")
    assert view.editing.editor is None
    view.model.set_rows(rows)
    assert begin(view, "4").text == "Typed."


def test_editing_another_message_puts_the_first_aside(a_view, some_rows):
    view = a_view(some_rows(3))
    begin(view, "1").field.setPlainText("Typed.")
    begin(view, "2")
    assert begin(view, "1").text == "Typed."


def test_nothing_is_saved_while_a_turn_is_written_or_when_nothing_is_left(a_view, a_row, qtbot):
    view = a_view([a_row("a", "Once.")])
    view.editing.hold(True)
    editor = begin(view, "a")
    saved = []
    view.editing.saved.connect(lambda *args: saved.append(args))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(editor.field, Qt.Key.Key_Return, control)
    view.editing.hold(False)
    editor.field.setPlainText("  ")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return, control)
    assert saved == []
    editor.field.setPlainText("Twice.")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return, control)
    assert saved == [("a", "Twice.")]


def test_a_message_that_is_being_written_offers_nothing_but_copying(a_row):
    row = a_row("a", actions=(Action.REGENERATE, Action.EDIT, Action.COPY))
    assert replace(row, open=True).offered == (Action.COPY,)
    assert row.offered == row.actions


def test_escape_in_the_editor_is_not_a_shortcut_of_the_window(a_view, a_row):
    view = a_view([a_row("a")])
    editor = begin(view, "a")
    for widget in (editor.field, editor.save):
        escape = QKeyEvent(
            QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
        )
        escape.ignore()
        QGuiApplication.sendEvent(widget, escape)
        assert escape.isAccepted()


def test_the_editor_follows_a_new_width_and_text_size(a_view, a_row):
    view = a_view([a_row("a", "Once upon a time. " * 20)])
    editor = begin(view, "a")
    size = editor.field.font().pixelSize()
    view.set_text_scale(1.5)
    assert editor.field.font().pixelSize() == round(size * 1.5)
    view.resize(500, 600)
    assert view.row_area(0).contains(editor.geometry().adjusted(20, 0, -20, 0))


def test_a_lower_view_still_shows_what_is_typed(a_view, some_rows):
    view = a_view(some_rows(30))
    view.activateWindow()
    editor = begin(view, "29")
    view.resize(800, 300)
    assert view.viewport().rect().contains(editor.geometry().adjusted(20, 0, -20, 0))


@pytest.mark.parametrize("text", ["word " * 40_000, "x" * 20_000])
def test_a_message_too_long_to_type_in_is_refused(a_view, a_row, qtbot, text):
    view = a_view([a_row("a", text)])
    with qtbot.waitSignal(view.editing.refused):
        view.editing.begin("a")
    assert view.editing.editor is None


def test_undo_in_the_editor_takes_back_typing_and_nothing_else(a_view, a_row, qtbot):
    view = a_view([a_row("a", "Once.")])
    editor = begin(view, "a")
    editor.field.undo()
    assert editor.text == "Once."
    qtbot.keyClicks(editor.field, "x")
    editor.field.undo()
    assert editor.text == "Once."
