"""The first page: from a new library to a story that is played, in at most three presses."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from builders import TODAY, an_adventure
from engines import paths_in, scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.app import Program
from desktop.connections.provider_tiles import Group
from engine.app import Engine
from engine.app.connections import EngineConnections
from engine.domain.found import FoundWithModels
from engine.domain.ids import ProviderId
from engine.providers.scripted import Scripted
from engine.settings import save_settings


@pytest.fixture
def a_new_window(tmp_path, qapp, until):
    """A window on a library in which nothing was played."""

    @asynccontextmanager
    async def build(adventures=1):
        paths = paths_in(tmp_path)
        save_settings(paths.settings, scripted_settings())
        opened = []

        async def open_engine(_paths) -> Engine:
            engine = await Engine.open(
                paths,
                open_adapter=lambda *_: Scripted(["She nods."]),
                environment={},
                now=lambda: TODAY,
            )
            opened.append(engine)
            if adventures != 1:
                stories = tuple(
                    replace(an_adventure(), title=f"Story {n}") for n in range(adventures)
                )

                async def several():
                    return stories

                engine.adventures = several
            return engine

        program = Program(qapp, paths, open_engine)
        running = asyncio.ensure_future(program.main())
        await until(lambda: program.window.welcome and program.window.welcome.isVisible())
        try:
            yield program.window, opened[0]
        finally:
            program.window.close()
            await running

    yield build
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


async def one_server(self, origins=()):
    yield FoundWithModels(
        provider=ProviderId("lm_studio"),
        label="LM Studio",
        base_url="http://127.0.0.1:1234/v1",
        models=("qwen3-8b",),
    )


def rows(window):
    return window.session.transcript.rowCount()


async def test_nothing_begins_by_itself_in_a_new_library(a_new_window):
    async with a_new_window() as (_, engine):
        assert await engine.sessions() == ()


async def test_one_press_of_enter_plays(a_new_window, until):
    async with a_new_window() as (window, engine):
        window.activateWindow()
        await until(window.welcome.play.hasFocus)
        QTest.keyClick(window.welcome.play, Qt.Key.Key_Return)
        await until(lambda: rows(window) == 1)
        assert window.session.isVisible()
        assert window.composer.edit.hasFocus()
        assert len(await engine.sessions()) == 1


@pytest.mark.parametrize(("card", "group"), [("key", Group.KEY), ("server", Group.COMPUTER)])
async def test_a_card_leads_to_the_providers_it_speaks_of(
    a_new_window, until, monkeypatch, card, group
):
    monkeypatch.setattr(EngineConnections, "find_local_servers", one_server)
    async with a_new_window() as (window, _):
        await until(lambda: window.has_models)
        asked = []
        window._models.add.begin = asked.append
        getattr(window.welcome, card).click()
        assert window._models.isVisible()
        assert asked == [group]
        found = window._models.found
        if group is Group.COMPUTER:
            await until(lambda: list(found.cards) == ["127.0.0.1:1234"])
            assert found.button.hasFocus()
        else:
            assert not found.button.is_busy
        await until(lambda: not found.button.is_busy)
        QTest.keyClick(window._models, Qt.Key.Key_Escape)
        assert not window._models.add.isVisible()
        QTest.keyClick(window._models, Qt.Key.Key_Escape)
        await until(window.welcome.isVisible)


async def test_a_new_connection_is_one_press_from_the_story(a_new_window, until):
    async with a_new_window() as (window, _):
        await until(lambda: window.has_models)
        window.add_connection()
        page = window._models
        page.add.board.chosen.emit("scripted")
        page.add.form.check.click()
        await until(page.add.models.isVisible)
        page.add.models.accept.click()
        await until(page.notice.isVisible)
        assert [each.text() for each in page.notice.buttons] == ["Begin the story", "Undo", "Close"]
        assert page.notice.buttons[0].hasFocus()
        page.notice.buttons[0].click()
        await until(lambda: rows(window) == 1)
        assert window.session.isVisible()


async def test_an_accepted_connection_is_one_press_from_the_story(a_new_window, until):
    async with a_new_window() as (window, engine):
        await until(lambda: window.has_models)
        connection = engine.settings.connections[0]
        window._models.connection.switch_requested.emit(connection.id)
        await until(window.strip.isVisible)
        begin = next(b for b in window.strip.buttons if b.text() == "Begin the story")
        assert isinstance(begin, QPushButton)
        begin.click()
        await until(lambda: rows(window) == 1)
        assert window.session.isVisible()


async def test_among_several_stories_one_is_chosen(a_new_window, until):
    async with a_new_window(adventures=3) as (window, engine):
        page = window.welcome
        stories = {b.text(): b for b in page.findChildren(QPushButton) if b.isCheckable()}
        assert list(stories) == ["Story 0", "Story 1", "Story 2"]
        stories["Story 2"].click()
        page.play.click()
        await until(lambda: rows(window) >= 1)
        (summary,) = await engine.sessions()
        assert summary.adventure_title == "Story 2"


async def test_without_an_adventure_the_page_says_what_to_do(a_new_window):
    async with a_new_window(adventures=0) as (window, _):
        assert not window.welcome.play.isEnabled()
        assert window.welcome._nothing.isVisible()
