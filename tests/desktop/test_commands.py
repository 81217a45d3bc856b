"""Everything that can be done: in the menus, in the palette, on its keys, and only when it can be."""

import asyncio
from collections import Counter

import pytest
from engines import scripted_settings
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.qt.theme import SCALES
from desktop.shell.menu_button import AltKey
from desktop.shell.palette import Palette
from desktop.shell.shortcuts_page import OTHERS, ShortcutsPage, shortcuts


def commands(shown):
    return workspace(shown)._actions.commands


def workspace(shown):
    from desktop.shell.workspace import Workspace

    return shown.window.findChild(Workspace)


def action(shown, name):
    return workspace(shown)._actions.action(name)


def press(shown, key, modifier=Qt.KeyboardModifier.NoModifier, do=QTest.keyClick):
    """Press a key as the window system would: from the loop, as that may run other tasks."""
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: do(shown.window.windowHandle(), key, modifier))


def offered(shown):
    palette = shown.window.findChild(Palette)
    return [palette._list.item(row).text() for row in range(palette._list.count())]


async def test_every_command_has_a_name_an_icon_and_keys_of_its_own(a_window):
    async with a_window() as shown:
        keys = Counter(key.toString() for each in commands(shown) for key in each.keys)
        assert [key for key, count in keys.items() if count > 1] == []
        assert "" not in keys
        assert all(
            each.name and not action(shown, each.name).icon().isNull() for each in commands(shown)
        )
        names = Counter(each.name for each in commands(shown))
        assert max(names.values()) == 1


async def test_every_command_is_in_a_menu_and_in_the_palette(a_window):
    async with a_window() as shown:
        menus = {each.text(): each.menu() for each in shown.window.top.menu.menu.actions()}
        shown.window.top.search.click()
        for each in commands(shown):
            assert action(shown, each.name) in menus[each.menu].actions()
            assert any(line.startswith(each.name) for line in offered(shown))


async def test_what_cannot_be_done_is_disabled_until_it_can(a_window, until):
    async with a_window(["She nods."]) as shown:
        for name in ("Stop this turn", "Undo", "Redo", "Take back the last message"):
            assert not action(shown, name).isEnabled()
        shown.send("I wait.")
        await until(lambda: action(shown, "Stop this turn").isEnabled())
        assert not action(shown, "Undo").isEnabled()
        await until(lambda: action(shown, "Undo").isEnabled())
        assert not action(shown, "Stop this turn").isEnabled()
        action(shown, "Undo").trigger()
        await until(lambda: action(shown, "Redo").isEnabled())
        assert not action(shown, "Undo").isEnabled()


async def test_the_palette_finds_sessions_and_connections_by_name(a_window, until):
    async with a_window() as shown:
        shown.window.top.search.click()
        (summary,) = await shown.engine.sessions()
        await until(lambda: any(f"Open session: {summary.name}" in line for line in offered(shown)))
        label = scripted_settings().connections[0].label
        assert any(line.startswith(f"Switch to {label}") for line in offered(shown))


async def test_a_session_that_was_found_opens(a_window, until):
    async with a_window() as shown:
        first, adventure = (await shown.engine.sessions())[0], (await shown.engine.adventures())[0]
        await shown.engine.new_session(adventure)
        shown.window.show_models()
        palette = shown.window.findChild(Palette)
        shown.window.top.search.click()
        palette._field.setText(f"open session {adventure.title}")
        await until(lambda: adventure.title in palette._list.item(0).text())
        QTest.keyClick(palette._field, Qt.Key.Key_Return)
        turns = workspace(shown)._session.turns
        await until(lambda: turns.session.adventure.title == adventure.title)
        assert turns.session.id != first.id
        assert shown.window.session.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen screen has no windows
@pytest.mark.parametrize("key", [Qt.Key.Key_F10, Qt.Key.Key_Alt])
async def test_the_menu_opens_by_keyboard(a_window, until, key):
    async with a_window() as shown:
        button = shown.window.top.menu
        assert button.accessibleName() == "Menu"
        shown.window.activateWindow()
        await until(shown.window.isActiveWindow)
        press(shown, key)
        await until(button.menu.isVisible)
        button.menu.close()


@pytest.mark.parametrize(
    ("between", "calls"), [(None, 1), (QEvent.Type.KeyPress, 0), (QEvent.Type.FocusOut, 0)]
)
def test_alt_calls_for_the_menu_only_when_pressed_alone(qtbot, between, calls):
    window, heard = QWidget(), []
    qtbot.addWidget(window)
    alt = AltKey(window)
    alt.pressed_alone.connect(lambda: heard.append("menu"))
    window.installEventFilter(alt)
    events = {
        None: QEvent(QEvent.Type.None_),
        QEvent.Type.KeyPress: QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier
        ),
        QEvent.Type.FocusOut: QFocusEvent(QEvent.Type.FocusOut),
    }
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Alt, none))
    QApplication.sendEvent(window, events[between])
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Alt, none))
    assert len(heard) == calls


async def test_shortcuts_work_without_a_menu_bar(a_window, until):
    async with a_window() as shown:
        shown.window.activateWindow()
        await until(shown.window.isActiveWindow)
        press(shown, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        await until(shown.window.findChild(Palette).isVisible)


async def test_the_search_button_says_how_and_follows_its_command(a_window):
    async with a_window() as shown:
        search = shown.window.top.search
        assert search.text() == "Ctrl+K  Search or do anything"
        assert search.accessibleName() == "Search or do anything"
        assert "Ctrl+K" in search.toolTip()
        action(shown, "Search or do anything").setEnabled(False)
        assert not search.isEnabled()


async def test_the_pills_stand_in_the_middle_and_words_go_where_there_is_no_room(a_window):
    async with a_window() as shown:
        window, top = shown.window, shown.window.top
        window.resize(1480, 920)
        pills = list(top.pills.values())
        left = pills[0].mapTo(top, pills[0].rect().topLeft()).x()
        right = pills[-1].mapTo(top, pills[-1].rect().topRight()).x()
        assert (left + right) / 2 == pytest.approx(top.width() / 2, abs=8)
        window.resize(window.minimumSize())
        assert top.search.text() == ""
        assert not top.search.icon().isNull()


async def test_the_shortcuts_page_has_every_shortcut_and_escape_leads_back(a_window, until):
    async with a_window() as shown:
        window = shown.window
        await until(lambda: window.has_models)
        window.show_models()
        window.activateWindow()
        await until(window.isActiveWindow)
        press(shown, Qt.Key.Key_F1)
        await until(lambda: window.findChild(ShortcutsPage))
        page = window.findChild(ShortcutsPage)
        await until(page.isVisible)
        written = {label.text() for label in page.findChildren(QLabel)}
        for row in (*shortcuts(commands(shown)), *OTHERS):
            assert row.name in written
            assert {
                key.toString(QKeySequence.SequenceFormat.NativeText)
                for key in QKeySequence.listFromString(row.keys)
            } <= written
        press(shown, Qt.Key.Key_Escape)
        await until(window._models.isVisible)
        assert window.top.menu.text() == "Models & connections"


async def test_reduced_motion_stills_everything_and_is_remembered(a_window, qapp):
    async with a_window() as shown:
        assert shown.page.story._glide.smooth
        action(shown, "Reduced motion").trigger()
        assert action(shown, "Reduced motion").isChecked()
        assert not shown.page.story._glide.smooth
        assert qapp.cursorFlashTime() == 0
    async with a_window() as again:
        assert again.window.theme.is_calm
        assert not again.page.story._glide.smooth
        again.window.theme.set_calm(False)


async def test_text_grows_and_shrinks_between_80_and_200_percent(a_window):
    async with a_window() as shown:
        theme = shown.window.theme
        for _ in SCALES:
            action(shown, "Smaller text").trigger()
        assert theme.scale == 0.8
        assert not action(shown, "Smaller text").isEnabled()
        for _ in SCALES:
            action(shown, "Larger text").trigger()
        assert theme.scale == 2.0
        action(shown, "Text size: normal").trigger()
        assert theme.scale == 1.0


async def test_the_colours_in_use_are_checked(a_window):
    async with a_window() as shown:
        action(shown, "Light").trigger()
        names = ("As the system", "Light", "Dark")
        assert [action(shown, name).isChecked() for name in names] == [False, True, False]


async def test_a_notice_is_reached_by_its_key(a_window, until):
    async with a_window() as shown:
        shown.window.activateWindow()
        await until(shown.window.isActiveWindow)
        shown.window.toasts.say("Deleted.", "Undo")
        press(shown, Qt.Key.Key_F6)
        await until(shown.window.toasts.button.hasFocus)
