"""Opening the window, what may go wrong with that, and leaving nothing behind."""

import asyncio
import gc
import logging
import shutil
import weakref
from collections.abc import Callable
from functools import partial

import pytest
from engines import paths_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from desktop.app import Program, choices
from desktop.qt.log import end_log, start_log
from desktop.qt.theme import Scheme
from desktop.session.page import SessionPage
from desktop.shell.first_window import first_window
from desktop.shell.window import MainWindow
from desktop.texts.profiles import TITLE as PROFILES
from desktop.texts.shell import AGAIN, BACKUP, FRESH, LEAVE, MODELS_TITLE
from desktop.texts.side import LIBRARY
from desktop.texts.usage import TITLE as USAGE
from engine.app import Engine
from engine.errors import DamagedLibraryError, LibraryLockedError, NewerSchemaError
from engine.providers.scripted import Reply

LOCKED = "Another Triptych has this library open. Close it, then press Try again."


async def test_closing_in_mid_reply_keeps_the_text_and_leaves_no_task(a_window, until):
    before = asyncio.all_tasks()
    async with a_window([Reply(steps=("The fire ", asyncio.Event()))]) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[2:] == ["The fire"])
    assert asyncio.all_tasks() == before
    async with a_window() as again:
        assert again.texts[1:] == ["I wait.", "The fire"]


async def test_a_closed_window_leaves_nothing_behind(a_window, until):
    widgets = set(QApplication.allWidgets())
    program = await _after_a_turn_and_a_look_at_every_page(a_window, until)
    await until(lambda: set(QApplication.allWidgets()) <= widgets)
    await asyncio.sleep(0)  # the loop lets go of the task that ended last
    gc.collect()
    assert program() is None


async def _after_a_turn_and_a_look_at_every_page(a_window, until) -> weakref.ref[Program]:
    async with a_window(["She nods."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        window = shown.window
        for show, title in (
            (window.show_models, MODELS_TITLE),
            (window.show_profiles, PROFILES),
            (window.show_usage, USAGE),
            (window.show_library, LIBRARY),
        ):
            await until(partial(_has_come, window, show, title))
        return weakref.ref(shown.program)


def _has_come(window: MainWindow, show: Callable[[], None], title: str) -> bool:
    """Whether the page is shown; a page that has not been made yet is asked for once more."""
    show()
    return window.top.menu.text() == title


async def test_a_locked_library_is_a_sentence_with_a_button_that_tries_again(tmp_path, qapp, until):
    paths = paths_in(tmp_path)
    tries = []

    async def open_engine(_paths) -> Engine:
        tries.append(len(tries))
        if len(tries) == 1:
            raise LibraryLockedError(LOCKED)
        return await Engine.open(paths, environment={})

    program = Program(qapp, paths, open_engine)
    running = asyncio.ensure_future(program.main())
    failure = program.window.failure
    await until(lambda: failure.sentence == LOCKED)
    assert [button.text() for button in failure.buttons] == [AGAIN, LEAVE]
    failure.buttons[0].click()
    await begun(program, until)
    program.window.close()
    await running


async def test_the_program_ends_from_the_failure_page_too(tmp_path, qapp, until):
    async def open_engine(_paths) -> Engine:
        raise LibraryLockedError(LOCKED)

    program = Program(qapp, paths_in(tmp_path), open_engine)
    running = asyncio.ensure_future(program.main())
    await until(lambda: program.window.failure.buttons)
    program.window.failure.buttons[1].click()
    await running


async def test_a_damaged_library_can_be_replaced_by_its_backup(a_window, tmp_path, qapp, until):
    async with a_window(["She nods."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
    paths = paths_in(tmp_path)
    backup = tmp_path / "backup.db"
    shutil.move(paths.library, backup)

    async def open_engine(_paths) -> Engine:
        if paths.library.exists():
            return await Engine.open(paths, environment={})
        error = DamagedLibraryError("The library is damaged.")
        error.set_aside, error.backup = tmp_path / "aside.db", backup
        raise error

    program = Program(qapp, paths, open_engine)
    running = asyncio.ensure_future(program.main())
    await until(lambda: program.window.failure.buttons)
    assert program.window.failure.buttons[0].text() == BACKUP
    program.window.failure.buttons[0].click()
    await until(lambda: _rows(program) == 3)
    program.window.close()
    await running


def test_an_empty_library_is_offered_only_where_the_damaged_one_is_out_of_the_way(tmp_path):
    damaged = DamagedLibraryError("Damaged.")
    assert FRESH not in choices(damaged)
    damaged.set_aside = tmp_path
    assert choices(damaged) == (FRESH, LEAVE)
    damaged.backup = tmp_path
    assert choices(damaged) == (BACKUP, FRESH, LEAVE)
    assert choices(NewerSchemaError("Newer.")) == (LEAVE,)


async def test_what_is_typed_while_the_library_opens_stays(tmp_path, qapp, until):
    go_on = asyncio.Event()

    async def open_engine(_paths) -> Engine:
        await go_on.wait()
        return await Engine.open(paths_in(tmp_path), environment={})

    program = Program(qapp, paths_in(tmp_path), open_engine)
    running = asyncio.ensure_future(program.main())
    composer = program.window.composer
    await until(program.window.isVisible)
    composer.edit.setPlainText("I wait.")
    assert not composer.button.isEnabled()
    go_on.set()
    await begun(program, until)
    await until(composer.button.isEnabled)
    assert composer.text == "I wait."
    program.window.close()
    await running


def test_what_is_typed_before_the_story_is_shown_goes_into_the_composer(qapp, qtbot, tmp_path):
    window = first_window(qapp, paths_in(tmp_path))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.add_session_page(SessionPage(window.theme, window.composer))
    QTest.keyClicks(window.focusWidget(), "I wait.")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert window.composer.text == "I wait."
    assert not window.top.menu.menu.isVisible()


async def test_closing_while_the_library_opens_ends_the_program(tmp_path, qapp, until):
    async def open_engine(_paths) -> Engine:
        await asyncio.Event().wait()
        raise AssertionError

    program = Program(qapp, paths_in(tmp_path), open_engine)
    running = asyncio.ensure_future(program.main())
    await until(program.window.isVisible)
    program.window.close()
    await running


async def test_colours_and_text_size_are_as_they_were_left(a_window):
    async with a_window() as shown:
        theme = shown.program._theme
        theme.wear(Scheme.LIGHT, 1.0)
        theme.step_scale(1)
    async with a_window() as again:
        assert (again.program._theme.scheme, again.program._theme.scale) == (Scheme.LIGHT, 1.15)


@pytest.mark.expects_log
@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_what_nobody_expected_is_told_with_details_and_logged_without_them(
    a_window, until, caplog
):
    async with a_window() as shown:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "", "exception": LookupError("the secret letter")}
        )
        await until(lambda: shown.window.findChildren(QDialog))
        (dialog,) = shown.window.findChildren(QDialog)
        assert "the secret letter" in dialog.findChild(QPlainTextEdit).toPlainText()
        assert "LookupError" in caplog.text
        assert "secret" not in caplog.text
        dialog.reject()
        await until(lambda: not shown.window.findChildren(QDialog))


async def begun(program: Program, until) -> None:
    """Press the first card of a new library's first page; the story's opening is there."""
    await until(lambda: program.window.welcome and program.window.welcome.isVisible())
    program.window.welcome.play.click()
    await until(lambda: _rows(program) == 1)


def _rows(program: Program) -> int:
    page = program.window.session
    return page.transcript.rowCount() if page else 0


def test_the_log_file_takes_triptychs_own_words_and_others_warnings(tmp_path):
    ours = logging.getLogger("triptych")
    level = ours.level
    handler = start_log(tmp_path / "logs", "debug")
    try:
        logging.getLogger("triptych.test").debug("ours")
        logging.getLogger("httpx").info("theirs")
    finally:
        end_log(handler)
        ours.setLevel(level)
    text = (tmp_path / "logs" / "triptych.log").read_text()
    assert "ours" in text
    assert "theirs" not in text
