"""Choosing models and setting up connections in the window."""

import pytest
from engines import scripted_settings
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.connections.choices import new_connection, proposed_model, with_role
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import ModelFacts, Provider
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError
from engine.providers.scripted import Scripted
from engine.settings import with_connection

KEY = "sk-or-v1-0123456789"


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
        await until(lambda: card.models.currentText() == "scripted")
        card.models.setCurrentText("scripted-large")
        card.use.click()
        await until(lambda: card.model == "scripted-large")
        pill = shown.window.top.pills[ModelRole.MAIN]
        await until(lambda: pill.accessibleName() == "MAIN scripted-large Scripted")
        shown.window.show_session()
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert shown.adapter.requests[0].model == "scripted-large"


async def test_a_connection_is_added_and_becomes_the_one_that_is_shown(a_window, until, models):
    async with a_window() as shown:
        page = await models(shown)
        page.add_button.click()
        page.add.providers.setCurrentIndex(page.add.providers.findData("lm_studio"))
        assert page.add.address.text() == "http://127.0.0.1:1234/v1"
        page.add.address.setText("http://127.0.0.1:4321/v1")
        page.add.add.click()
        await until(lambda: shown.engine.settings.connection(ConnectionId("lm_studio")))
        added = shown.engine.settings.connection(ConnectionId("lm_studio"))
        assert added.base_url == "http://127.0.0.1:4321/v1"
        await until(lambda: page.connection.address.text() == added.base_url)


async def test_a_key_is_kept_where_it_is_said_and_never_seen_again(a_window, until, models, caplog):
    caplog.set_level("DEBUG")
    async with a_window() as shown:
        page = await models(shown)
        added = new_connection(
            shown.engine.settings, shown.engine.providers[ProviderId("openrouter")], ""
        )
        await shown.engine.change_settings(with_connection(shown.engine.settings, added))
        page.connections.opened.emit(added.id)
        shown.window._models.connections.opened.emit(added.id)
        card = page.connection
        assert card.key.echoMode() is QLineEdit.EchoMode.Password
        card.key.setText(KEY)
        card.keep.click()
        await until(lambda: "memory" in card.kept and card.check.isEnabled())
        assert not card.key.text()
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
        await shown.engine.change_settings(with_connection(shown.engine.settings, added))
        page.connections.opened.emit(added.id)
        page.connection.key.setText("your-api-key")
        page.connection.keep.click()
        await until(lambda: "not like a key" in page.connection.result)


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
        assert page.connection.check.isEnabled()


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
    assert proposed_model(proposing, ModelRole.MAIN, (ModelFacts(model="a"),)) == "best"


def _text(widget: QWidget) -> str:
    return str(widget.property("text") or "") + str(widget.property("plainText") or "")
