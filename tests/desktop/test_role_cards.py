"""The cards of the three roles: facts, fallbacks and a trial; adding a connection to the end."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from engines import SCRIPTED, scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.connections.feature import ConnectionsFeature
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Profile
from engine.domain.secrets import EnvironmentKey
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError
from engine.providers.scripted import Reply, Scripted
from engine.settings import SpendingLimits, starter_settings, with_connection, with_profile

REFUSED = "Scripted refused the key. Paste another one."


@pytest.fixture
def models(until):
    """The models page of a window that is open, once the checks at the start have answered."""

    async def find(shown):
        await until(lambda: shown.window._models)
        offered = shown.program.window.findChild(ConnectionsFeature)._offered
        ids = [
            each.id
            for each in shown.engine.settings.connections
            if each.provider in shown.engine.providers
        ]
        await until(lambda: all(offered.knows(id_) and not offered.is_asking(id_) for id_ in ids))
        shown.window.show_models()
        return shown.window._models

    return find


async def test_a_test_shows_the_sentence_and_how_fast_it_came(a_window, until, models):
    async with a_window(["A lantern sways."]) as shown:
        card = (await models(shown)).roles[ModelRole.COT]
        card.test.click()
        await until(lambda: "to first word" in card.facts)
        assert card.result.startswith("“A lantern sways.”")
        assert "to first word" not in card.result
        assert not card.test.is_busy
        assert card.state == "Scripted answers."
        assert page_entry(shown).mark == "good"


async def test_a_test_that_takes_long_is_cancelled_by_its_own_button(a_window, until, models):
    gate = asyncio.Event()
    async with a_window([Reply(steps=("A lantern", gate, "."))]) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        card.test.setFocus()
        card.test.click()
        await until(lambda: "A lantern" in card.result)
        card.test.click()
        assert card.test.is_busy
        await until(lambda: card.test.text() == "Cancel")
        card.test.click()
        await until(lambda: not card.test.is_busy)
        assert (card.test.text(), card.test.hasFocus()) == ("Test", True)
        assert shown.adapter.stopped


async def test_a_test_that_fails_says_why_in_its_card(a_window, until, models):
    async with a_window([AuthenticationError("Scripted", REFUSED)]) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        card.test.click()
        await until(lambda: card.result == REFUSED)
        await until(lambda: not card.test.is_busy)
        assert (page_entry(shown).line, page_entry(shown).mark) == ("no key — fix", "bad")


async def test_a_test_beyond_the_spending_limit_says_so_and_blames_no_connection(
    a_window, until, models
):
    dear = ProfileId("dear")
    settings = _with_fallbacks()
    settings = replace(
        settings,
        roles={**settings.roles, ModelRole.MAIN: (dear,)},
        limits=SpendingLimits(day=Decimal("0.0001")),
    )
    async with a_window(settings=settings) as shown:
        await shown.engine.connections.keep_key(ConnectionId("openrouter"), "sk-or-v1-0123456789")
        card = (await models(shown)).roles[ModelRole.MAIN]
        card.test.click()
        await until(lambda: "spending limit of $0.0001 a day" in card.result)
        assert page_entry(shown, "openrouter").mark == "faint"


async def test_fallbacks_are_numbered_and_dearer_ones_say_that_they_ask_first(
    a_window, until, models
):
    settings = _with_fallbacks()
    own = (ProfileId("large"), ProfileId("gone"), ProfileId("dear"))
    settings = with_profile(settings, replace(settings.profile(SCRIPTED), fallbacks=own))
    settings = replace(settings, roles={**settings.roles, ModelRole.COT: (SCRIPTED,)})
    async with a_window(settings=settings) as shown:
        cards = (await models(shown)).roles
        card = cards[ModelRole.MAIN]
        assert card.own == "Before these, its profile's own: large, Gemini 2.5 Pro"
        assert cards[ModelRole.COT].own == "Its profile's own: large, Gemini 2.5 Pro"
        await until(lambda: "costs money" in lines_of(card)[-1])
        assert lines_of(card) == ["large · Scripted", "Gemini 2.5 Pro · ask me first: costs money"]
        assert "google/gemini-2.5-pro · OpenRouter" in card.fallbacks.rows[1].toolTip()


async def test_fallbacks_are_moved_and_removed_with_the_keyboard(a_window, until, models):
    async with a_window(settings=_with_fallbacks()) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        rows = card.fallbacks.rows
        height = rows[1].sizeHint().height()
        rows[1].setFocus()
        assert rows[1].up.isVisible()
        assert rows[1].sizeHint().height() == height
        QTest.keyClick(rows[1], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        await until(lambda: shown.engine.settings.roles[ModelRole.MAIN][1:] == ("dear", "large"))
        await until(lambda: lines_of(card)[0].startswith("Gemini 2.5 Pro"))
        await until(lambda: [row.hasFocus() for row in card.fallbacks.rows] == [True, False])
        QTest.keyClick(card.fallbacks.rows[0], Qt.Key.Key_Delete)
        await until(lambda: shown.engine.settings.roles[ModelRole.MAIN] == (SCRIPTED, "large"))
        await until(lambda: lines_of(card) == ["large · Scripted"])


async def test_a_fallback_is_added_from_the_list_and_a_cheaper_one_says_so(a_window, until, models):
    settings = _with_fallbacks()
    settings = replace(settings, roles={**settings.roles, ModelRole.MAIN: (ProfileId("dear"),)})
    async with a_window(settings=settings) as shown:
        page = await models(shown)
        card = page.roles[ModelRole.MAIN]
        card.add_fallback.click()
        QTest.keyClicks(page.picker.field, "large")
        QTest.keyClick(page.picker.field, Qt.Key.Key_Return)
        await until(lambda: lines_of(card) == ["large · Scripted (cheaper)"])


async def test_a_price_that_only_the_price_table_knows_stands_on_the_card(a_window, until, models):
    service = Connection(id=ConnectionId("o"), provider=ProviderId("openai"), label="OpenAI")
    four = Profile(id=ProfileId("four"), connection=service.id, model="gpt-4o")
    settings = with_profile(with_connection(scripted_settings(), service), four)
    settings = replace(settings, roles={**settings.roles, ModelRole.MAIN: (four.id,)})
    async with a_window(settings=settings) as shown:
        card = (await models(shown)).roles[ModelRole.MAIN]
        await until(lambda: "$2.50 / $10.00 per M" in card.facts)


async def test_a_judge_at_chance_is_warned_of_on_its_card_alone(a_window, until, models):
    async with a_window(settings=starter_settings()) as shown:
        page = await models(shown)
        assert page.roles[ModelRole.COT].warning == "Cannot judge: rules go by their cues"
        assert page.roles[ModelRole.MAIN].warning == ""


async def test_a_connection_that_refuses_says_so_in_the_list(a_window, until, models, monkeypatch):
    async def one(self):
        return (ModelFacts(model="scripted"),)

    async def refused(self):
        raise AuthenticationError("Scripted", REFUSED, status=401)

    monkeypatch.setattr(Scripted, "models", one)
    async with a_window() as shown:
        page = await models(shown)
        await until(lambda: page_entry(shown).mark == "good")
        monkeypatch.setattr(Scripted, "models", refused)
        page.connections.opened.emit("scripted")
        page.connection.check.click()
        await until(lambda: page_entry(shown).line == "key refused (401) — fix")
        assert page_entry(shown).mark == "bad"
        assert page.roles[ModelRole.MAIN].state == "Scripted: key refused (401) — fix"
        assert page.connection.result == REFUSED


def lines_of(card) -> list[str]:
    return [row.text.text() for row in card.fallbacks.rows]


def page_entry(shown, id_: str = "scripted"):
    entries = shown.window._models.connections.entries.entries
    return next(each for each in entries if each.id == id_)


async def test_where_a_key_is_kept_is_said_with_the_names_as_they_are(a_window, until, models):
    key = EnvironmentKey(variable="SOME_API_KEY")
    settings = _with_fallbacks()
    connection = replace(settings.connections[-1], key=key)
    async with a_window(settings=with_connection(settings, connection)) as shown:
        page = await models(shown)
        page.connections.opened.emit("openrouter")
        assert page.connection.kept == "Key from the environment variable SOME_API_KEY"


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
