"""The columns beside the story: there while there is room, and as the player left them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from desktop.qt.theme import Scheme
from desktop.session.column_room import STORY, ColumnMemory, columns_from, fitting, widths
from desktop.session.columns import Column
from desktop.texts import side as texts

WIDE, NARROW = 1480, 900


@pytest.mark.parametrize(
    ("width", "scale", "beside"),
    [
        (1480, 1.0, (True, True)),
        (1100, 1.0, (True, True)),
        (900, 1.0, (True, False)),
        (1480, 1.5, (True, True)),
        (1100, 1.5, (True, False)),
        (1100, 2.0, (False, False)),
        (600, 1.0, (False, False)),
    ],
)
def test_the_right_column_goes_before_the_left_one(width, scale, beside):
    assert fitting(width, scale, ColumnMemory()) == beside


@pytest.mark.parametrize("width", range(500, 2000, 50))
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5, 2.0])
def test_the_story_keeps_its_least_width_whatever_is_beside_it(width, scale):
    memory = ColumnMemory(left=600, right=600)
    left, right = widths(width, scale, memory)
    assert left + right == 0 or width - left - right >= STORY * scale - 1


def test_what_the_player_closed_stays_closed_with_any_room():
    memory = ColumnMemory(left_is_closed=True)
    assert fitting(4000, 1.0, memory) == (False, True)
    assert fitting(900, 1.0, memory) == (False, True)


@pytest.mark.parametrize(
    "memory",
    [ColumnMemory(), ColumnMemory(left=300, right=260), ColumnMemory(right_is_closed=True)],
)
def test_columns_are_remembered_as_they_were(memory):
    assert columns_from(memory.text) == memory


@pytest.mark.parametrize("text", ["", "248", "a b c d", "-1 -1 0 0", "1 2 3 4 5", "² ² ² ²"])
def test_what_cannot_be_read_is_as_at_first(text):
    assert columns_from(text) == ColumnMemory()


def test_an_absurd_width_is_held_within_bounds():
    assert columns_from("9999999 1 0 0") == ColumnMemory(left=600, right=260)


# In the window


def press(shown, name):
    next(a for a in shown.window.findChildren(QAction) if a.text() == name).trigger()


async def at(shown, until, width):
    shown.window.resize(width, 700)
    await until(lambda: shown.page.width() == width)


async def without_room(shown, until):
    await at(shown, until, NARROW)
    shown.window.theme.wear(Scheme.DARK, 2.0)


async def test_columns_go_with_the_room_and_come_back_with_it(a_window, until):
    async with a_window() as shown:
        side, right = shown.page.side, shown.page.right
        for width, beside in (
            (WIDE, (True, True)),
            (NARROW, (True, False)),
            (WIDE, (True, True)),
        ):
            await at(shown, until, width)
            assert (side.isVisible(), right.isVisible()) == beside
            buttons = (shown.page.left_button, shown.page.right_button)
            assert tuple(each.isChecked() for each in buttons) == beside


async def test_larger_text_takes_the_room_of_the_right_column(a_window, until):
    async with a_window() as shown:
        await at(shown, until, 1100)
        shown.window.theme.wear(Scheme.DARK, 1.5)
        assert shown.page.side.isVisible()
        assert not shown.page.right.isVisible()
        shown.window.theme.wear(Scheme.DARK, 1.0)
        assert shown.page.right.isVisible()


@pytest.mark.parametrize(
    ("name", "column"), [(texts.LEFT_COLUMN, "side"), (texts.RIGHT_COLUMN, "right")]
)
async def test_a_column_is_closed_and_opened_by_its_command(a_window, until, name, column):
    async with a_window() as shown:
        await at(shown, until, WIDE)
        widget = getattr(shown.page, column)
        press(shown, name)
        assert not widget.isVisible()
        await at(shown, until, 1700)
        assert not widget.isVisible()
        press(shown, name)
        assert widget.isVisible()


async def test_a_column_without_room_lies_over_the_story_until_that_is_gone_on_with(
    a_window, until
):
    async with a_window() as shown:
        await without_room(shown, until)
        story = shown.page.story.width()
        press(shown, texts.LEFT_COLUMN)
        assert shown.page.side.isVisible()
        assert shown.page.story.width() >= story
        assert shown.page.side.geometry().left() == 0
        QTest.keyClick(shown.page.side.sessions, Qt.Key.Key_Escape)
        assert not shown.page.side.isVisible()
        press(shown, texts.RIGHT_COLUMN)
        assert shown.page.right.geometry().right() == shown.page.columns.width() - 1
        press(shown, texts.RIGHT_COLUMN)
        assert not shown.page.right.isVisible()


async def test_what_lies_over_the_story_goes_when_one_writes_on(a_window, until):
    async with a_window() as shown:
        await without_room(shown, until)
        press(shown, texts.LEFT_COLUMN)
        shown.page.columns._follow_focus(None, shown.page.composer.edit)
        assert not shown.page.side.isVisible()


async def test_a_column_over_the_story_stands_beside_it_again_once_there_is_room(a_window, until):
    async with a_window() as shown:
        await without_room(shown, until)
        press(shown, texts.LEFT_COLUMN)
        shown.window.theme.wear(Scheme.DARK, 1.0)
        assert shown.page.side.isVisible()
        assert shown.page.story.mapTo(shown.page, shown.page.story.pos()).x() > 200


async def test_the_next_start_finds_the_columns_as_they_were_left(a_window, until):
    async with a_window() as shown:
        await at(shown, until, WIDE)
        shown.page.columns._splitter.moveSplitter(300, 1)
        press(shown, texts.RIGHT_COLUMN)
        left = shown.page.side.width()
    async with a_window() as shown:
        await at(shown, until, WIDE)
        assert shown.page.side.width() == left
        assert not shown.page.columns.is_shown(Column.RIGHT)
