"""The cards of the three roles: facts, fallbacks and a trial; adding a connection to the end."""

from dataclasses import replace

import pytest
from engines import SCRIPTED, scripted_settings
from PySide6.QtWidgets import QLineEdit

from desktop.connections.connection_card import ConnectionCard
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Profile, Provider
from engine.domain.secrets import EnvironmentKey
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError
from engine.providers.scripted import Scripted

REFUSED = "Scripted refused the key. Paste another one."


@pytest.fixture
def models(until):
    """The models page of a window that is open."""

    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models

    return find


async def test_a_test_shows_the_sentence_and_how_fast_it_came(a_window, until, models):
    async with a_window(["A lantern sways."]) as shown:
        card = (await models(shown)).roles[ModelRole.COT]
        card.test.click()
        await until(lambda: "to first word" in card.result)
        assert "“A lantern sways.”" in card.result
        assert card.test.isEnabled()
        await until(lambda: "to first word" in card.facts)


async def test_a_test_that_fails_says_why_in_its_card(a_window, until, models):
    async with a_window([AuthenticationError("Scripted", REFUSED)]) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        card.test.click()
        await until(lambda: card.result == REFUSED)
        await until(card.test.isEnabled)


async def test_fallbacks_are_numbered_and_dearer_ones_say_that_they_ask_first(
    a_window, until, models
):
    async with a_window(settings=_with_fallbacks()) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        await until(lambda: "asks first" in card.fallbacks)
        assert card.fallbacks.splitlines() == [
            "2  large · Scripted",
            "3  google/gemini-2.5-pro · OpenRouter · may cost more: asks first",
        ]


async def test_a_connection_added_with_its_key_is_checked_and_offered_for_everything(
    a_window, until, models, monkeypatch
):
    async def two(self):
        return (ModelFacts(model="a"), ModelFacts(model="b"))

    monkeypatch.setattr(Scripted, "models", two)
    async with a_window() as shown:
        page = await models(shown)
        page.add_button.click()
        page.add.providers.setCurrentIndex(page.add.providers.findData("openrouter"))
        assert page.add.key.echoMode() is QLineEdit.EchoMode.Password
        page.add.key.setText("sk-or-v1-0123456789")
        page.add.add.click()
        assert not page.add.key.text()
        await until(lambda: page.offer.sentence.startswith("OpenRouter works."))
        added = page.connections.entries.entries[-1]
        assert (added.line, added.mark) == ("key checked · 2 models", "good")


async def test_a_connection_that_refuses_says_so_in_the_list(a_window, until, models, monkeypatch):
    async def refused(self):
        raise AuthenticationError("Scripted", REFUSED)

    monkeypatch.setattr(Scripted, "models", refused)
    async with a_window() as shown:
        page = await models(shown)
        assert page.connections.entries.entries[0].mark == "faint"
        page.connections.opened.emit("scripted")
        page.connection.check.click()
        await until(lambda: page.connections.entries.entries[0].line == REFUSED)
        assert page.connections.entries.entries[0].mark == "bad"
        assert "refused" in page.roles[ModelRole.MAIN].state


async def test_what_is_being_chosen_is_left_alone_while_other_things_are_learnt(
    a_window, until, models
):
    async with a_window(["A lantern sways."], settings=_with_fallbacks()) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        card.change.click()
        card.connections.setCurrentIndex(card.connections.findData("openrouter"))
        card.test.click()
        await until(lambda: "to first word" in card.facts)
        assert card.connections.currentData() == "openrouter"


def test_where_a_key_is_kept_is_said_with_the_names_as_they_are(qtbot):
    card = ConnectionCard()
    qtbot.addWidget(card)
    key = EnvironmentKey(variable="SOME_API_KEY")
    provider = Provider(id=ProviderId("p"), label="P", adapter="openai_compatible")
    connection = Connection(id=ConnectionId("c"), provider=provider.id, label="C", key=key)
    card.show_connection(connection, provider)
    assert card.kept == "Key from the environment variable SOME_API_KEY"


def _with_fallbacks():
    settings, openrouter = scripted_settings(), ConnectionId("openrouter")
    large = Profile(id=ProfileId("large"), connection=ConnectionId("scripted"), model="large")
    dear = Profile(id=ProfileId("dear"), connection=openrouter, model="google/gemini-2.5-pro")
    connection = Connection(id=openrouter, provider=ProviderId("openrouter"), label="OpenRouter")
    return replace(
        settings,
        connections=(*settings.connections, connection),
        profiles=(*settings.profiles, large, dear),
        roles={**settings.roles, ModelRole.MAIN: (SCRIPTED, large.id, dear.id)},
    )
