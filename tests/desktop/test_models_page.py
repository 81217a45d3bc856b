"""Choosing models and setting up connections in the window."""

import asyncio
from decimal import Decimal
from functools import partial

import pytest
from engines import scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.connections.choices import (
    new_connection,
    proposed_model,
    with_fallback,
    with_fallback_moved,
    with_role,
    without_fallback,
)
from engine.app.connections import EngineConnections
from engine.app.network import EngineNetwork
from engine.domain.findings import KeyRefused, NobodyThere, Works
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError, ConnectionFailedError
from engine.providers.scripted import Scripted
from engine.settings import with_connection

KEY = "sk-or-v1-0123456789"
OPENROUTER = Connection(
    id=ConnectionId("openrouter"), provider=ProviderId("openrouter"), label="OpenRouter"
)


@pytest.fixture
def models(a_window, until):
    """The models page of a window that is open."""

    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models

    return find


async def test_a_model_role_is_given_another_model_which_the_next_turn_uses(
    a_window, until, models
):
    async with a_window(["She nods."]) as shown:
        page = await models(shown)
        card = page.roles[ModelRole.MAIN]
        card.change.click()
        await until(page.picker.isVisible)
        QTest.keyClicks(page.picker.field, "scripted-large")
        QTest.keyClick(page.picker.field, Qt.Key.Key_Return)
        await until(lambda: card.model == "scripted-large")
        assert page.picker.isHidden()
        pill = shown.window.top.pills[ModelRole.MAIN]
        await until(lambda: pill.accessibleName() == "MAIN scripted-large Scripted")
        shown.window.show_session()
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert shown.adapter.requests[0].model == "scripted-large"


async def test_a_model_is_found_among_hundreds_by_typing_and_arrows(
    a_window, until, models, monkeypatch
):
    async def many(self):
        return tuple(ModelFacts(model=f"maker/tale-{n}b", context_window=8192) for n in range(600))

    monkeypatch.setattr(Scripted, "models", many)
    async with a_window() as shown:
        page = await models(shown)
        page.roles[ModelRole.MAIN].change.click()
        await until(lambda: len(page.picker.models.rows) == 600)
        field = page.picker.field
        QTest.keyClicks(field, "tale 59")
        found = [row.model for row in page.picker.models.rows]
        assert found[:3] == ["maker/tale-59b", "maker/tale-159b", "maker/tale-259b"]
        assert found[-1] == "tale 59"
        QTest.keyClick(field, Qt.Key.Key_Down)
        said = page.picker.models.rows[1].said
        assert said == "maker/tale-159b, exact [YES]/[NO], Scripted, 8 k context"
        QTest.keyClick(field, Qt.Key.Key_Return)
        await until(lambda: page.roles[ModelRole.MAIN].model == "tale-159b")


async def test_escape_leaves_the_list_of_models_and_goes_back_to_its_button(
    a_window, until, models
):
    async with a_window() as shown:
        page = await models(shown)
        card = page.roles[ModelRole.UTILITY]
        card.change.setFocus()
        card.change.click()
        QTest.keyClick(page.picker.field, Qt.Key.Key_Escape)
        assert page.picker.isHidden()
        assert card.change.hasFocus()
        assert shown.engine.settings == scripted_settings()


async def test_a_key_is_kept_where_it_is_said_and_never_seen_again(a_window, until, models, caplog):
    caplog.set_level("DEBUG")
    async with a_window() as shown:
        page = await models(shown)
        added = new_connection(
            shown.engine.settings, shown.engine.providers[ProviderId("openrouter")], ""
        )
        await shown.engine.change_settings(partial(with_connection, connection=added))
        page.connections.opened.emit(added.id)
        card = page.connection
        assert card.key.echoMode() is QLineEdit.EchoMode.Password
        card.key.setText(KEY)
        card.keep.click()
        await until(lambda: "memory" in card.kept and not card.key.text())
        await until(lambda: not card.check.is_busy)
        for widget in page.findChildren(QWidget):
            for said in (widget.accessibleName(), widget.toolTip(), _text(widget)):
                assert KEY not in said
        assert KEY not in caplog.text
        assert KEY not in (shown.engine.paths.settings).read_text()


async def test_what_is_no_key_is_told_so(a_window, until, models):
    async with a_window() as shown:
        page = await models(shown)
        added = new_connection(
            shown.engine.settings, shown.engine.providers[ProviderId("openrouter")], ""
        )
        await shown.engine.change_settings(partial(with_connection, connection=added))
        page.connections.opened.emit(added.id)
        page.connection.key.setText("your-api-key")
        page.connection.keep.click()
        await until(lambda: "not like a key" in page.connection.result)
        assert page.connection.key.selectedText()


async def test_check_says_how_many_models_there_are(a_window, until, models, monkeypatch):
    async def two(self):
        return (ModelFacts(model="a"), ModelFacts(model="b"))

    monkeypatch.setattr(Scripted, "models", two)
    async with a_window() as shown:
        page = await models(shown)
        page.connections.opened.emit("scripted")
        page.connection.check.click()
        await until(lambda: page.connection.result == "It works: 2 models.")


async def test_check_says_what_is_wrong(a_window, until, models, monkeypatch):
    async def refused(self):
        raise AuthenticationError("Scripted", "Scripted refused the key. Paste another one.")

    monkeypatch.setattr(Scripted, "models", refused)
    async with a_window() as shown:
        page = await models(shown)
        page.connections.opened.emit("scripted")
        page.connection.check.click()
        await until(
            lambda: page.connection.result == "Scripted refused the key. Paste another one."
        )
        await until(lambda: not page.connection.check.is_busy)


async def test_a_connection_is_renamed_and_moved_to_another_address(a_window, until, models):
    async with a_window(settings=_with_lm_studio()) as shown:
        page = await models(shown)
        page.connections.opened.emit("lm_studio")
        card = page.connection
        card.name.setText("The big machine")
        QTest.keyClick(card.name, Qt.Key.Key_Return)
        await until(lambda: page.connections.entries.entries[-1].title == "The big machine")
        card.address.setText("http://127.0.0.7:1234/v1")
        card.save_address.click()
        await until(lambda: "127.0.0.7:1234" in page.connections.entries.entries[-1].line)
        kept = shown.engine.settings.connection(ConnectionId("lm_studio"))
        assert (kept.label, kept.base_url) == ("The big machine", "http://127.0.0.7:1234/v1")
        await until(lambda: not card.check.is_busy)
        card.name.clear()
        card.save_name.click()
        await until(lambda: "needs a name" in card.result)


async def test_removing_a_connection_says_who_used_it_and_is_undone(a_window, until, models):
    async with a_window() as shown:
        page = await models(shown)
        page.connections.opened.emit("scripted")
        assert page.connection.used_by == "Used by Main, CoT and Utility."
        page.connection.remove.click()
        await until(page.notice.isVisible)
        assert page.notice.sentence == (
            "Scripted was removed. Main, CoT and Utility used it; choose another model there."
        )
        assert page.connection.isHidden()
        assert page.roles[ModelRole.MAIN].model == "No model yet"
        shown.press("Undo")
        await until(lambda: shown.engine.settings == scripted_settings())
        await until(lambda: page.roles[ModelRole.MAIN].model == "Scripted")


async def test_every_connection_is_checked_at_the_start_and_the_window_waits_for_none(
    a_window, until, models, monkeypatch
):
    found = {"openrouter": Works(sentence="", models=(ModelFacts(model="a"),) * 342),
             "lm_studio": NobodyThere(sentence="Nothing answers.")}  # fmt: skip
    held, asked = asyncio.Event(), []

    async def check(self, connection, key=""):
        asked.append(connection.id)
        await held.wait()
        return found.get(connection.id, Works(sentence="", models=(ModelFacts(model="scripted"),)))

    async def credit(self, connection):
        if connection.id == "openrouter":
            return Decimal("4.12")
        raise ConnectionFailedError("Nobody", "Nobody says.")

    monkeypatch.setattr(EngineConnections, "check", check)
    monkeypatch.setattr(EngineConnections, "credit", credit)
    settings = with_connection(_with_lm_studio(), OPENROUTER)
    async with a_window(["She nods."], settings=settings) as shown:
        await until(lambda: len(asked) == 3)
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        page = await models(shown)
        pill, card = shown.window.top.pills[ModelRole.MAIN], page.roles[ModelRole.MAIN]
        assert page.connections.entries.entries[1].line == "127.0.0.1:1234 · checking…"
        assert (pill._dot, card.state) == ("faint", "Scripted: checking…")
        held.set()
        await until(lambda: page.connections.entries.entries[2].line.endswith("left"))
        states = {each.id: (each.line, each.mark) for each in page.connections.entries.entries}
        assert states["lm_studio"] == ("127.0.0.1:1234 · not running", "faint")
        assert states["openrouter"] == ("key checked · 342 models · $4.12 left", "good")
        await until(lambda: pill._dot == "good")
        assert card.state == pill.accessibleDescription() == "Scripted answers."
        assert asked.count("openrouter") == 1


async def test_a_call_that_fails_or_is_answered_shows_in_its_connections_dot(
    a_window, until, models, monkeypatch
):
    refused = AuthenticationError("Scripted", "Scripted refused the key (401).", status=401)
    found = KeyRefused(sentence=str(refused), status=401)

    async def check(self, connection, key=""):
        return found

    monkeypatch.setattr(EngineConnections, "check", check)
    async with a_window(["She nods.", refused]) as shown:
        page = await models(shown)
        pill = shown.window.top.pills[ModelRole.MAIN]
        await until(lambda: pill._dot == "bad")
        shown.send("I wait.")
        await until(lambda: pill._dot == "good" and not shown.is_busy)
        shown.send("I wait on.")
        await until(lambda: pill._dot == "bad" and not shown.is_busy)
        assert page.connections.entries.entries[0].line.startswith("key refused (401)")


async def test_escape_leads_from_page_to_page_and_what_comes_is_reached_by_keys(
    a_window, until, models
):
    async with a_window() as shown:
        page = await models(shown)
        assert page.connections.hasFocus()
        assert page.connections.currentIndex().row() == 0
        page.open_add()
        page.add.board.chosen.emit("builtin")
        assert page.built_in.isVisible()
        QTest.keyClick(page.connections, Qt.Key.Key_Escape)
        assert not page.built_in.isVisible()
        QTest.keyClick(page.connections, Qt.Key.Key_Escape)
        await until(shown.window.session.isVisible)


async def test_in_a_dry_run_nobody_is_asked(a_window, until, models, monkeypatch):
    asked = []
    monkeypatch.setattr(EngineConnections, "check", lambda *given: asked.append(given))
    monkeypatch.setattr(EngineNetwork, "is_off", True)
    async with a_window() as shown:
        page = await models(shown)
        await until(lambda: shown.window.has_library)
        assert page.connections.entries.entries[0].line == "not checked"
        assert not asked


def test_a_model_role_keeps_its_fallbacks_and_a_profile_is_used_again():
    settings = scripted_settings()
    changed = with_role(settings, ModelRole.MAIN, ConnectionId("scripted"), "large")
    assert changed.roles[ModelRole.MAIN] == ("scripted:large",)
    assert changed.roles[ModelRole.COT] == settings.roles[ModelRole.COT]
    back = with_role(changed, ModelRole.MAIN, ConnectionId("scripted"), "scripted")
    assert back.roles[ModelRole.MAIN] == ("scripted",)
    assert sorted(profile.model for profile in back.profiles) == ["large", "scripted"]


def test_several_connections_to_one_provider_stand_side_by_side():
    provider = Provider(
        id=ProviderId("lm"), label="LM", adapter="x", base_url="http://127.0.0.1:1/v1"
    )
    first = new_connection(scripted_settings(), provider, "http://127.0.0.1:1/v1")
    both = with_connection(scripted_settings(), first)
    second = new_connection(both, provider, "http://127.0.0.1:2/v1")
    assert (first.id, first.label, first.base_url) == ("lm", "LM", "")
    assert (second.id, second.label, second.base_url) == ("lm-2", "LM 2", "http://127.0.0.1:2/v1")


def test_the_proposed_model_is_the_providers_own_else_the_first_one_found():
    bare = Provider(id=ProviderId("p"), label="P", adapter="x")
    assert proposed_model(bare, ModelRole.MAIN, ()) == ""
    assert proposed_model(bare, ModelRole.MAIN, (ModelFacts(model="a"),)) == "a"
    proposing = Provider(
        id=ProviderId("p"), label="P", adapter="x", proposed={ModelRole.MAIN: "best"}
    )
    assert proposed_model(proposing, ModelRole.MAIN, ()) == "best"
    offered = (ModelFacts(model="a"), ModelFacts(model="best"))
    assert proposed_model(proposing, ModelRole.MAIN, offered) == "best"
    assert proposed_model(proposing, ModelRole.MAIN, offered[:1]) == "a"


def test_fallbacks_are_moved_removed_and_added():
    settings = scripted_settings()
    here = ConnectionId("scripted")
    for model in ("a", "b", "c"):
        settings = with_fallback(settings, ModelRole.MAIN, here, model)
    assert _main(settings) == ["scripted", "a", "b", "c"]
    *_, b, c = settings.role_profiles(ModelRole.MAIN)
    raised = with_fallback_moved(settings, ModelRole.MAIN, c, -1)
    assert _main(raised) == ["scripted", "a", "c", "b"]
    assert with_fallback_moved(settings, ModelRole.MAIN, c, 1) == settings
    left = without_fallback(settings, ModelRole.MAIN, b)
    assert _main(left) == ["scripted", "a", "c"]
    assert without_fallback(left, ModelRole.MAIN, b) == left
    assert with_fallback_moved(left, ModelRole.MAIN, b, -1) == left
    assert _main(with_fallback(settings, ModelRole.MAIN, here, "a")) == ["scripted", "b", "c", "a"]


def _main(settings):
    profiles = map(settings.profile, settings.role_profiles(ModelRole.MAIN))
    return [profile.model for profile in profiles]


def _with_lm_studio():
    provider = ProviderId("lm_studio")
    return with_connection(
        scripted_settings(),
        Connection(id=ConnectionId("lm_studio"), provider=provider, label="LM Studio"),
    )


def _text(widget: QWidget) -> str:
    return str(widget.property("text") or "") + str(widget.property("plainText") or "")
