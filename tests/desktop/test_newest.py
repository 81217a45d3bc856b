"""The way back to the end of the story."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from transcripts import STYLE

from desktop.qt.theme import Theme
from desktop.session.newest import NewestButton
from desktop.texts import story as texts
from desktop.widgets.transcript import Row, RowKind, TranscriptModel, TranscriptView

THEMES = Path(__file__).parents[2] / "resources" / "themes"


def row(number: int) -> Row:
    return Row(id=str(number), kind=RowKind.NARRATOR, name="Mira", text="Rain. " * 60)


@pytest.fixture
def story(qtbot):
    model = TranscriptModel()
    view = TranscriptView(model, STYLE)
    model.setParent(view)
    qtbot.addWidget(view)
    view.set_smooth(False)
    view.resize(700, 500)
    model.set_rows([row(number) for number in range(30)])
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def button(story):
    return NewestButton(Theme(QApplication.instance(), THEMES), story)


def test_it_is_there_only_while_the_end_is_not(story, button, qtbot):
    assert button.isHidden()
    story.scroll_by(-400)
    assert button.isVisible()
    button.click()
    assert button.isHidden()


def test_it_counts_what_has_come_meanwhile(story, button):
    story.scroll_by(-400)
    assert button.text() == texts.NEWEST
    for number in (30, 31):
        story.model.append(row(number))
    assert button.text() == f"{texts.NEWEST} · {texts.new_messages(2)}"
    story.model.truncate_after("30")
    assert button.text() == f"{texts.NEWEST} · {texts.new_messages(1)}"
    button.click()
    story.scroll_by(-400)
    assert button.text() == texts.NEWEST


def test_it_stays_in_the_middle_of_the_lower_edge(story, button):
    story.scroll_by(-400)
    story.resize(500, 400)
    assert abs(button.geometry().center().x() - 250) <= 1
    assert 300 < button.geometry().bottom() < 400
