"""Sentences over the page: seen, heard, out of the way, and gone by themselves."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPropertyAnimation, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.qt.theme import Theme
from desktop.widgets.toasts import MOST, Toasts
from engine.paths import resources_folder

LONG = "The story was taken out of the list, and every branch of it went with it. " * 4


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    QCursor.setPos(page.mapToGlobal(QPoint(2, 2)))
    return page


@pytest.fixture
def theme(qapp):
    return Theme(qapp, resources_folder() / "themes")


@pytest.fixture
def toasts(page, theme):
    theme.is_calm = True
    return Toasts(page, theme, seconds=0.05, seconds_with_button=0.05)


@pytest.fixture
def lasting(page, theme):
    theme.is_calm = True
    return Toasts(page, theme, seconds=3600, seconds_with_button=3600)


def sentences(toasts):
    return [each.sentence for each in toasts.shown]


def test_a_sentence_stands_at_the_bottom_in_the_middle_and_goes(qtbot, page, toasts):
    toasts.say("Copied.")
    (toast,) = toasts.shown
    assert toast.isVisible()
    assert toast.geometry().center().x() == pytest.approx(page.rect().center().x(), abs=1)
    assert page.height() / 2 < toast.geometry().bottom() < page.height()
    qtbot.waitUntil(lambda: not toasts.shown)


def test_its_button_does_what_it_says_and_the_sentence_goes(qtbot, lasting):
    done = []
    lasting.say("Deleted.", "Undo", lambda: done.append("undone"))
    lasting.button.click()
    assert done == ["undone"]
    assert not lasting.shown


def test_no_more_than_three_stand_at_once_and_none_over_another(lasting):
    for number in range(5):
        lasting.say(f"{number}")
    assert sentences(lasting) == ["2", "3", "4"]
    places = [each.geometry() for each in lasting.shown]
    assert len(places) == MOST
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(places))


def test_it_never_takes_the_focus_but_gives_it_back_when_it_had_it(qtbot, page, lasting):
    field = QLineEdit(page)
    field.show()
    page.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    lasting.say("Deleted.", "Undo")
    assert field.hasFocus()
    lasting.focus_button()
    assert lasting.button.hasFocus()
    qtbot.keyClick(lasting.button, Qt.Key.Key_Escape)
    assert not lasting.shown
    assert field.hasFocus()


def test_it_stays_while_it_is_pointed_at_or_has_the_focus(qtbot, page, toasts):
    page.activateWindow()
    toasts.say("Deleted.", "Undo")
    (toast,) = toasts.shown
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    qtbot.waitUntil(lambda: not toast._timer.isActive())
    assert toasts.shown
    toasts.focus_button()
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    toast._timer.start()
    qtbot.waitUntil(lambda: not toast._timer.isActive())
    assert toasts.shown
    toast.button.clearFocus()
    qtbot.waitUntil(lambda: not toasts.shown)


def test_a_long_sentence_is_broken_into_lines(page, lasting):
    lasting.say(LONG, "Undo")
    (toast,) = lasting.shown
    assert page.rect().contains(toast.geometry())
    needed = toast._sentence.heightForWidth(toast._sentence.width())
    assert toast._sentence.height() >= needed


def test_it_slides_only_where_motion_is_wanted(page, theme, lasting):
    lasting.say("Still.")
    theme.is_calm = False
    lasting.say("Moving.")
    slides = [each.findChild(QPropertyAnimation).state() for each in lasting.shown]
    assert slides == [QPropertyAnimation.State.Stopped, QPropertyAnimation.State.Running]


def test_it_moves_with_its_page(page, lasting):
    lasting.say("Copied.")
    before = lasting.shown[0].pos()
    page.resize(1000, 700)
    assert lasting.shown[0].pos() != before
