"""Everything that can be done is found by typing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.qt.icons import Icon
from desktop.qt.theme import Theme
from desktop.shell.actions import Command
from desktop.shell.palette import Palette, matching
from engine.paths import resources_folder


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
        Command(menu=menu, name=name, icon=Icon.STORY, run=lambda name=name: done.append(name))
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
def palette(qtbot, qapp):
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    return Palette(window, Theme(qapp, resources_folder() / "themes"))


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


def test_what_cannot_be_done_is_passed_over_and_does_not_run(qtbot, palette, commands, done):
    stop = replace(commands[0], is_enabled=lambda: False)
    palette.offer((stop, *commands[1:]))
    assert palette._list.currentRow() == 1
    qtbot.keyClick(palette._field, Qt.Key.Key_Up)
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()


def test_what_comes_later_is_found_too_and_leaves_the_choice_alone(qtbot, palette, commands, done):
    palette.offer(commands[:2])
    qtbot.keyClick(palette._field, Qt.Key.Key_Down)
    palette.add(commands[2:])
    assert palette._list.count() == len(commands)
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert done == ["Story"]


def test_escape_is_the_palettes_even_where_it_is_a_shortcut(qtbot, palette, commands, done):
    shortcut = QShortcut(QKeySequence("Esc"), palette.window())
    shortcut.activated.connect(lambda: done.append("stopped"))
    palette.offer(commands)
    palette.window().activateWindow()
    qtbot.waitUntil(palette._field.hasFocus)
    qtbot.keyClick(palette.window().windowHandle(), Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []
