"""Servers on this computer: looked for, found in every state, set up with one press or two."""

import asyncio
from functools import partial

import httpx
import pytest
from local_servers import (
    LLAMA_SERVER,
    LLAMA_SERVER_LOADING,
    OLLAMA,
    TABBY,
    standing,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.domain.providers import ModelFacts
from engine.play.stream import streamed
from engine.providers.scan import find_servers
from engine.providers.scripted import Scripted

PATIENCE = httpx.Timeout(20.0)


@pytest.fixture
def models(until):
    """The models page; a look for servers looks at these origins alone, however long it takes."""

    async def find(shown, *origins):
        await until(lambda: shown.window._models)
        client, providers = shown.engine._workings.clients.loopback, shown.engine.providers

        def look(only=origins):
            return streamed(
                partial(find_servers, client, providers, origins=only, patience=PATIENCE)
            )

        shown.engine.connections.find_local_servers = look
        return shown.window._models

    return find


async def test_a_server_is_found_used_and_not_offered_again(a_window, until, models, monkeypatch):
    async def two(self):
        return (ModelFacts(model="llama3.2:3b"), ModelFacts(model="qwen3:8b"))

    monkeypatch.setattr(Scripted, "models", two)
    async with standing(OLLAMA) as server, a_window() as shown:
        place = server.origin.removeprefix("http://")
        page = await models(shown, server.origin)
        shown.window.find_servers()
        assert page.isVisible()
        await until(lambda: page.found.cards)
        card = page.found.cards[place]
        assert card.sentence == f"Ollama 0.12.6 at {place} with 1 model"
        await until(lambda: not page.found.button.is_busy)
        QTest.keyClick(page.found.button, Qt.Key.Key_Tab)
        assert card.use.hasFocus()
        card.use.click()
        await until(page.add.models.isVisible)
        assert page.add.models.title == "Ollama works: 2 models."
        assert not page.found.cards
        page.add.models.accept.click()
        await until(page.notice.isVisible)
        used = shown.engine.connections.role_models()
        assert {each.profile.model for each in used} == {"llama3.2:3b"}
        assert used[0].connection.base_url == server.origin
        page.found.button.click()
        await until(lambda: page.found.said.startswith(f"Nothing new: Ollama at {place}"))
        assert not page.found.cards
        assert page.connections.entries.entries[-1].line == f"{place} · 2 models"


async def test_a_key_is_asked_for_where_the_server_was_found(a_window, until, models):
    keys = []

    def open_adapter(before, provider, connection, key):
        if provider.id == "tabbyapi":
            keys.append(key)
        return before(provider, connection, key)

    async with standing(TABBY) as server, a_window() as shown:
        page = await models(shown, server.origin)
        connections = shown.engine._workings.connections
        connections._open_adapter = partial(open_adapter, connections._open_adapter)
        shown.window.find_servers()
        await until(lambda: page.found.cards)
        (card,) = page.found.cards.values()
        assert card.sentence.endswith("wants a key")
        card.use.click()
        assert QApplication.focusWidget() is card.key
        card.key.setText("a-local-key-123")
        card.use.click()
        await until(page.add.models.isVisible)
        assert set(keys) == {"a-local-key-123"}
        assert not page.found.cards


async def test_a_server_that_is_loading_becomes_usable_and_one_that_went_is_told(
    a_window, until, models
):
    pages = dict(LLAMA_SERVER_LOADING)
    async with a_window() as shown:
        async with standing(pages) as server:
            page = await models(shown, server.origin)
            shown.window.find_servers()
            await until(lambda: page.found.cards)
            (card,) = page.found.cards.values()
            assert card.sentence.endswith("is still loading its model")
            assert card.use.isHidden()
            await until(lambda: not page.found.button.is_busy)
            asked = len(server.asked)
            card.again.click()
            await until(lambda: len(server.asked) > asked and not card.again.is_busy)
            assert card.use.isHidden()
            pages.update(LLAMA_SERVER)
            card.again.click()
            await until(card.use.isVisible)
            assert card.sentence.endswith("with 1 model")
            pages.update(LLAMA_SERVER_LOADING)
            page.found.button.click()
            await until(lambda: card.again.isVisible() and not page.found.button.is_busy)
        card.again.click()
        await until(lambda: page.found.said.startswith("Nothing answers at"))
        assert not page.found.cards
        page.found.button.click()
        await until(lambda: page.found.said.startswith("No model server runs on this computer."))


async def test_a_look_that_hangs_is_cancelled_and_not_now_takes_a_card_away(
    a_window, until, models
):
    async with standing(OLLAMA) as server, a_window() as shown:
        page = await models(shown, server.origin)
        found = shown.engine.connections.find_local_servers

        async def never_ending():
            async for each in found():
                yield each
            await asyncio.Event().wait()

        shown.engine.connections.find_local_servers = never_ending
        shown.window.find_servers()
        await until(lambda: page.found.cards)
        button = page.found.button
        await until(lambda: button.text() == "Looking…")
        await until(lambda: button.text() == "Cancel")
        button.click()
        await until(lambda: button.text() == "Find local servers")
        assert page.found.said == ""
        (card,) = page.found.cards.values()
        card.decline.setFocus()
        card.decline.click()
        assert not page.found.cards
        assert QApplication.focusWidget() is button
