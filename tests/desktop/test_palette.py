"""Everything that can be done is found by typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.shell.actions import Command
from desktop.shell.palette import Palette, matching


@pytest.fixture
def done():
    return []


@pytest.fixture
def commands(done):
    rows = (
        ("Story", "Stop this turn"),
        ("View", "Story"),
        ("View", "Larger text"),
        ("View", "Dark"),
    )
    return tuple(
        Command(menu=menu, name=name, shortcut="", run=lambda name=name: done.append(name))
        for menu, name in rows
    )


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["Stop this turn", "Story", "Larger text", "Dark"]),
        ("story", ["Story", "Stop this turn"]),
        ("text LARG", ["Larger text"]),
        ("view d", ["Dark"]),
        ("xyz", []),
    ],
)
def test_words_find_what_has_them_all_and_what_is_named_so_comes_first(commands, typed, names):
    assert [command.name for command in matching(commands, typed)] == names


@pytest.fixture
def palette(qtbot):
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    return Palette(window)


def test_the_chosen_command_runs_and_the_palette_goes(qtbot, palette, commands, done):
    palette.offer(commands)
    assert palette.isVisible()
    qtbot.keyClicks(palette._field, "view")
    qtbot.keyClick(palette._field, Qt.Key.Key_Down)
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert done == ["Larger text"]
    assert not palette.isVisible()


def test_escape_does_nothing_but_close(qtbot, palette, commands, done):
    palette.offer(commands)
    qtbot.keyClick(palette._field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []


def test_where_nothing_is_found_enter_does_nothing(qtbot, palette, commands, done):
    palette.offer(commands)
    qtbot.keyClicks(palette._field, "xyz")
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert done == []
