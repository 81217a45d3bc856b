"""Find in the story, with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from desktop.texts import story as texts


@pytest.fixture
def press(qtbot):
    def key(widget, which, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(widget, which, modifier)

    return key


def command(shown, name):
    next(each for each in shown.window.findChildren(QAction) if each.text() == name).trigger()


async def test_hits_are_counted_and_visited_by_key_and_the_focus_comes_back(
    a_window, until, press, qtbot
):
    async with a_window(lambda completion: "The lamp, the lamp.") as shown:
        shown.send("I light the lamp.")
        await until(lambda: shown.texts[-1].startswith("The lamp") and not shown.is_busy)
        shown.page.composer.edit.setFocus()
        finder = shown.page.finder
        assert finder.isHidden()
        command(shown, texts.FIND)
        assert shown.window.focusWidget() is finder.field
        qtbot.keyClicks(finder.field, "LAMP")
        await until(lambda: finder.tally.text() == "1 of 3")
        press(finder.field, Qt.Key.Key_Return)
        assert finder.tally.text() == "2 of 3"
        press(finder.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        command(shown, texts.PREVIOUS_HIT)
        assert finder.tally.text() == "3 of 3"
        command(shown, texts.NEXT_HIT)
        assert finder.tally.text() == "1 of 3"
        press(finder.field, Qt.Key.Key_Escape)
        assert finder.isHidden()
        assert shown.window.focusWidget() is shown.page.composer.edit
        assert shown.page.story.reader.query.is_empty


async def test_words_that_are_nowhere_are_said_to_be(a_window, until, qtbot):
    async with a_window() as shown:
        command(shown, texts.NEXT_HIT)
        finder = shown.page.finder
        qtbot.keyClicks(finder.field, "zeppelin")
        await until(lambda: finder.tally.text() == texts.FIND_NOTHING)
        assert not finder.next.isEnabled()
        finder.field.clear()
        await until(lambda: finder.tally.text() == "")


async def test_what_is_selected_is_looked_for_and_closing_is_a_button_too(a_window, until):
    async with a_window() as shown:
        story = shown.page.story
        story.set_current(shown.page.transcript.row(0).id)
        place = story.reader.place_at(story.column.message(0).body_origin)
        story.reader.select_word(place)
        word = story.selected_text()
        command(shown, texts.FIND)
        assert word
        assert shown.page.finder.field.text() == word
        shown.page.finder.close_button.click()
        assert shown.page.finder.isHidden()
