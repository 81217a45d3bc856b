"""Pointing all three roles at another connection from the top bar, and taking it back."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from engines import SCRIPTED, scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.shell.switching import Switching
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection, ModelFacts
from engine.domain.tasks import ModelRole
from engine.errors import ConnectionFailedError
from engine.providers.scripted import Scripted
from engine.settings import with_approved

OPENROUTER = Connection(
    id=ConnectionId("openrouter"), provider=ProviderId("openrouter"), label="Open & Router"
)
LOCAL = Connection(
    id=ConnectionId("lm_studio"), provider=ProviderId("lm_studio"), label="LM Studio"
)
SETTINGS = replace(
    scripted_settings(), connections=(*scripted_settings().connections, OPENROUTER, LOCAL)
)
NOT_RUNNING = "LM Studio did not answer. Start it, then try again."


async def test_the_menu_offers_every_connection_and_a_way_to_add_one(a_window, until, entries):
    async with a_window(settings=SETTINGS) as shown:
        found = entries(shown)
        assert list(found) == [
            "Scripted (all three roles)",
            "Open && Router",
            "LM Studio",
            "Add a connection…",
        ]
        await until(lambda: shown.window._models)
        found["Add a connection…"].trigger()
        assert shown.window._models.add.isVisible()


async def test_one_choice_points_all_three_roles_and_undo_points_them_back(
    a_window, until, entries
):
    async with a_window(settings=SETTINGS) as shown:
        entries(shown)["Open && Router"].trigger()
        strip = shown.window.strip
        await until(lambda: strip.sentence == "All three roles now use Open & Router.")
        assert {each.connection.id for each in shown.engine.connections.role_models()} == {
            OPENROUTER.id
        }
        for pill in shown.window.top.pills.values():
            assert "Open & Router" in pill.accessibleName()
        shown.press("Undo")
        await until(lambda: "what they used before" in strip.sentence)
        for role in ModelRole:
            assert shown.engine.settings.role_profiles(role) == (SCRIPTED,)
        assert shown.window.top.pills[ModelRole.MAIN].accessibleName() == "MAIN Scripted Scripted"


async def test_what_was_changed_after_a_switch_outlives_its_undo(a_window, until, entries):
    async with a_window(settings=SETTINGS) as shown:
        entries(shown)["Open && Router"].trigger()
        await until(lambda: shown.window.strip.sentence)
        await shown.engine.change_settings(partial(with_approved, profile=SCRIPTED))
        shown.press("Undo")
        await until(lambda: shown.engine.settings.role_profiles(ModelRole.MAIN) == (SCRIPTED,))
        assert shown.engine.settings.approved == (SCRIPTED,)


async def test_a_server_that_does_not_answer_is_told_of_and_nothing_changes(
    a_window, until, entries, monkeypatch
):
    async def fail(self):
        raise ConnectionFailedError("LM Studio", NOT_RUNNING)

    monkeypatch.setattr(Scripted, "models", fail)
    async with a_window(settings=SETTINGS) as shown:
        entries(shown)["LM Studio"].trigger()
        await until(lambda: shown.window.strip.sentence == NOT_RUNNING)
        assert shown.engine.settings == SETTINGS
        assert shown.window.top.switcher.isEnabled()


async def test_while_a_server_is_asked_the_window_goes_on_and_a_second_switch_waits(
    a_window, until, entries, monkeypatch
):
    asked = asyncio.Event()

    async def slow(self):
        await asked.wait()
        return (ModelFacts(model="qwen3-8b"),)

    monkeypatch.setattr(Scripted, "models", slow)
    async with a_window(["She nods."], settings=SETTINGS) as shown:
        entries(shown)["LM Studio"].trigger()
        button = shown.window.top.switcher
        await until(lambda: button.text() == "Switching…")
        assert not button.isEnabled()
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        asked.set()
        await until(button.isEnabled)
        await until(lambda: "LM Studio" in shown.window.strip.sentence)


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen screen has no windows
async def test_the_menu_opens_by_keyboard(a_window, until):
    async with a_window(settings=SETTINGS) as shown:
        button = shown.window.top.switcher
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() == "Switch all three roles to another connection"
        QTest.keyClick(button, Qt.Key.Key_Space)
        await until(button.menu_.isVisible)
        button.menu_.close()


async def test_the_page_offers_the_same_switch(a_window, until):
    async with a_window(settings=SETTINGS) as shown:
        await until(lambda: shown.window._models)
        shown.window.show_models()
        page = shown.window._models
        page.connections.opened.emit(OPENROUTER.id)
        page.connection.switch.click()
        await until(lambda: "Open & Router" in shown.window.strip.sentence)
        await until(lambda: page.roles[ModelRole.COT].model == "Gemini 2.5 Flash Lite")


@pytest.fixture
def entries():
    """The menu's entries by their text, as it stands when it opens."""

    def find(shown):
        button = shown.window.top.switcher
        button.opening.emit()
        return {each.text(): each for each in button.menu_.actions() if not each.isSeparator()}

    return find


async def test_a_switch_that_takes_long_can_be_called_off(a_window, until, entries, monkeypatch):
    asked = asyncio.Event()

    async def never(self):
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Scripted, "models", never)
    async with a_window(settings=SETTINGS) as shown:
        shown.window.findChild(Switching)._patience.setInterval(0)
        entries(shown)["LM Studio"].trigger()
        await asked.wait()
        await until(lambda: shown.window.strip.sentence == "Asking LM Studio for its models…")
        shown.press("Cancel")
        await until(shown.window.top.switcher.isEnabled)
        assert shown.engine.settings == SETTINGS
        assert not shown.window.strip.isVisible()
