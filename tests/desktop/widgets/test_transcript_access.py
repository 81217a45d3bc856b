"""What a screen reader is told of the transcript."""

import gc
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton
from shiboken6 import Shiboken
from transcripts import STYLE

from desktop.widgets.transcript import Action, Foot, TranscriptModel, TranscriptView


@pytest.fixture(autouse=True)
def _screen_reader(qapp):
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def interface_of(view):
    return QAccessible.queryAccessibleInterface(view)


def test_rows_are_items_of_a_list_and_named_by_what_is_shown(a_view, a_row):
    view = a_view(
        [a_row("a", "*She* nods.", caption="turn 1", foot=Foot(text="model")), a_row("b")]
    )
    story = interface_of(view)
    assert story.role() == QAccessible.Role.List
    assert story.childCount() == 2
    item = story.child(0)
    assert item.role() == QAccessible.Role.ListItem
    assert item.text(QAccessible.Text.Name) == "Mira, turn 1, She nods., model"
    assert story.indexOfChild(story.child(1)) == 1
    assert item.parent().role() == QAccessible.Role.List


def test_an_item_knows_where_it_is_and_whether_it_is_in_view(a_view, some_rows):
    view = a_view(some_rows(100))
    story = interface_of(view)
    assert story.child(0).state().offscreen
    last = story.child(99)
    assert not last.state().offscreen
    center = last.rect().center()
    assert story.indexOfChild(story.childAt(center.x(), center.y())) == 99


def test_the_current_message_has_the_focus(a_view, some_rows, qtbot):
    view = a_view(some_rows(5))
    view.setFocus()
    view.set_current("3")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    story = interface_of(view)
    assert story.indexOfChild(story.focusChild()) == 2


def test_an_item_whose_row_is_gone_is_no_longer_valid(a_view, some_rows):
    view = a_view(some_rows(3))
    item = interface_of(view).child(2)
    assert item.isValid()
    view.model.remove("2")
    assert not item.isValid()
    assert item.text(QAccessible.Text.Name) == ""


def test_other_widgets_keep_their_own_interface(a_view, some_rows, qtbot):
    a_view(some_rows(1))
    button = QPushButton("Send")
    qtbot.addWidget(button)
    assert interface_of(button).role() == QAccessible.Role.Button


def test_a_message_is_read_out_once_it_is_finished(a_view, a_row, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    view = a_view([a_row("a", "Once", open=True)])
    view.model.extend("a", " upon a time.")
    told.clear()
    for _ in range(2):
        view.model.replace(a_row("a", "Once upon a time."))
    assert [event.message() for event in told] == ["Mira, Once upon a time."]


def test_what_can_be_done_with_a_message_is_described_and_said_when_chosen(
    a_view, a_row, qtbot, monkeypatch
):
    view = a_view([a_row("a", actions=(Action.EDIT, Action.COPY), divider="Scene 5")])
    item = interface_of(view).child(0)
    assert item.text(QAccessible.Text.Name).startswith("Scene 5, Mira")
    assert item.text(QAccessible.Text.Description) == "Edit, Copy message"
    view.activateWindow()
    view.setFocus()
    told = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert [event.message() for event in told] == ["Edit", "Copy message"]


def test_views_come_and_go_without_harm_to_the_process(a_view, some_rows, qapp):
    for _ in range(20):
        view = a_view(some_rows(5))
        story = interface_of(view)
        assert [story.child(place).text(QAccessible.Text.Name) for place in range(5)]
        del story
        view.close()
        view.deleteLater()
        qapp.processEvents()
        del view
        gc.collect()


def test_qt_keeps_no_item_of_a_transcript_that_is_gone(qapp, some_rows):
    model = TranscriptModel(None)
    model.set_rows(some_rows(2))
    view = TranscriptView(model, STYLE)
    story = interface_of(view)
    known = [QAccessible.uniqueId(each) for each in (story, story.child(0), story.child(1))]
    del story
    Shiboken.delete(view)
    del view
    gc.collect()
    assert [QAccessible.accessibleInterface(id_) for id_ in known] == [None] * 3


ENDING = """
import gc
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from desktop.widgets.transcript import Row, RowKind, TranscriptModel, TranscriptView

application = QApplication([])
QAccessible.setActive(True)
model = TranscriptModel()
model.set_rows([Row(id="a", kind=RowKind.NARRATOR, text="Rain.", name="Mira")])
view = TranscriptView(model)
story = QAccessible.queryAccessibleInterface(view)
assert story.child(0).isValid()
view.deleteLater()  # Qt does not come to it any more
del view, model, story
gc.collect()
"""


def test_a_program_that_was_read_aloud_ends_well(request):
    ended = subprocess.run(
        [sys.executable, "-c", ENDING],
        check=False,
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
