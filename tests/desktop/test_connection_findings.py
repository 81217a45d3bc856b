"""What a check finds is said where it was asked for, and put right there with one press."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from certificates import AUTHORITY
from engines import scripted_settings
from local_servers import LM_STUDIO, OLLAMA, standing
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.connections.connection_line import line_of
from desktop.connections.finding_words import STATES, WayOut, finding_view, mark_of, page_of
from desktop.qt.dialogs import QuestionDialog
from engine.domain.findings import (
    Finding,
    FoundElsewhere,
    KeyRefused,
    NobodyThere,
    NoCredit,
    NoModel,
    NotSecure,
    Works,
)
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.errors import AuthenticationError, OutOfCreditError
from engine.providers.scripted import Scripted
from engine.settings import with_connection

STUDIO = Connection(
    id=ConnectionId("lm_studio"), provider=ProviderId("lm_studio"), label="LM Studio"
)
ROUTER = Connection(
    id=ConnectionId("openrouter"), provider=ProviderId("openrouter"), label="OpenRouter"
)
OWN = Connection(
    id=ConnectionId("own"), provider=ProviderId("any_openai_compatible"), label="Mine",
    base_url="https://llm.test/v1",
)  # fmt: skip
ONE = (ModelFacts(model="a", name="Model A"),)
HERE = Provider(id=ProviderId("p"), label="P", adapter="x", base_url="http://127.0.0.1:1/v1",
                needs_key=False, local=True)  # fmt: skip
KEYED = Provider(id=ProviderId("p"), label="P", adapter="x", base_url="https://p.test/v1")
BUILT_IN = replace(HERE, adapter="builtin", base_url="")


@pytest.fixture
def models(until):
    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models

    return find


def answering(monkeypatch, *answers):
    """Every connection answers so, one time after another; the last answer stays."""
    left = list(answers)

    async def models(self):
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Scripted, "models", models)


async def test_a_server_that_is_another_is_taken_as_what_it_is(a_window, until, models):
    async with standing(OLLAMA) as server:
        settings = with_connection(
            scripted_settings(), replace(STUDIO, base_url=f"{server.origin}/wrong")
        )
        async with a_window(settings=settings) as shown:
            _as_it_is(shown)
            page = await models(shown)
            page.connections.opened.emit("lm_studio")
            card = page.connection
            card.check.click()
            await until(card.finding.way_out.isVisible)
            assert card.result.startswith(f"It is Ollama that answers there, at {server.origin}.")
            await until(lambda: page.connections.entries.entries[-1].line.endswith("— fix"))
            card.finding.way_out.click()
            await until(lambda: card.result == "It works: 1 model.")
            kept = shown.engine.settings.connections[-1]
            assert (kept.provider, kept.base_url, kept.label) == (
                "ollama", server.origin, "LM Studio",
            )  # fmt: skip
            assert card.finding.way_out.isHidden()
            page.open_add()
            form = page.add.form
            page.add.fill_in("ollama", f"{server.origin.removeprefix('http://')}/api/tags", "")
            form.check.click()
            await until(page.add.models.isVisible)
            assert form.address.text() == server.origin
            assert form.repaired == f"The address was put right: {server.origin}"


async def test_the_form_takes_the_address_at_which_the_server_was_found(a_window, until, models):
    async with standing(LM_STUDIO) as server, a_window() as shown:
        _as_it_is(shown)
        page = await models(shown)
        page.open_add()
        form = page.add.form
        page.add.fill_in("ollama", server.origin, "")
        form.check.click()
        await until(form.finding.way_out.isVisible)
        assert QApplication.focusWidget() is form.finding.way_out
        form.finding.way_out.click()
        await until(page.add.models.isVisible)
        assert page.add.models.title.startswith("LM Studio works:")
        assert shown.engine.settings.connections[-1].provider == "lm_studio"


async def test_an_address_on_a_card_is_put_right_for_all_to_see(
    a_window, until, models, monkeypatch
):
    settings = with_connection(scripted_settings(), STUDIO)
    refused = AuthenticationError("LM Studio", "LM Studio wants a key.", status=401)
    answering(monkeypatch, refused)
    async with a_window(settings=settings) as shown:
        page = await models(shown)
        page.connections.opened.emit("lm_studio")
        card = page.connection
        card.address.setText("localhost:4321/v1/chat/completions")
        QTest.keyClick(card.address, "\r")
        await until(lambda: card.repaired)
        assert card.address.text() == "http://127.0.0.1:4321/v1"
        assert shown.engine.settings.connections[-1].base_url == "http://127.0.0.1:4321/v1"
        await until(lambda: card.result == "LM Studio wants a key.")
        await until(lambda: not card.check.is_busy)
        card.check.setFocus()
        card.check.click()
        await until(lambda: QApplication.focusWidget() is card.key)
        card.address.setText("no address at all")
        card.save_address.click()
        await until(lambda: "is not an address" in card.result)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_where_credit_is_missing_the_providers_page_opens_after_a_question(
    a_window, until, models, monkeypatch
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    answering(monkeypatch, OutOfCreditError("OpenRouter", "No credit.", details="402: top up"))
    async with a_window(settings=with_connection(scripted_settings(), ROUTER)) as shown:
        shown.engine._workings.connections._needs_keys = False
        page = await models(shown)
        page.connections.opened.emit("openrouter")
        finding = page.connection.finding
        page.connection.check.click()
        await until(finding.way_out.isVisible)
        assert not finding._details.isVisible()
        finding.more.click()
        assert finding._details.isVisible()
        assert finding.details == "402: top up"
        finding.way_out.click()
        await until(lambda: shown.window.findChild(QuestionDialog))
        assert not opened
        shown.window.findChild(QuestionDialog).accept()
        await until(lambda: opened)
        assert opened[0].startswith("https://openrouter.ai/")


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_a_file_of_certificates_is_trusted_and_the_check_made_again(
    a_window, until, models, monkeypatch, tmp_path
):
    file = tmp_path / "our authority.pem"
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda self: [str(file)])
    settings = with_connection(scripted_settings(), OWN)
    async with a_window(settings=settings) as shown:
        found = [NotSecure(sentence="It is not secure."), Works(sentence="", models=ONE)]

        async def check(connection, key=""):
            return found[bool(shown.engine.settings.ca_file)]

        shown.engine.connections.check = check
        page = await models(shown)
        page.connections.opened.emit("own")
        card = page.connection
        assert card.trust.said == "this computer's certificates"
        card.check.click()
        await until(card.finding.way_out.isVisible)
        await _choose(shown, until, card.finding.way_out)
        await until(page.failure.isVisible)
        assert "could not be read: No such file" in page.failure.sentence
        assert shown.engine.settings.ca_file == ""
        file.write_text(AUTHORITY)
        await _choose(shown, until, card.trust.choose)
        await until(lambda: card.result == "It works: 1 model.")
        assert card.trust.said == "this computer's certificates and our authority.pem"
        card.trust.forget.click()
        await until(lambda: card.trust.said == "this computer's certificates")
        assert shown.engine.settings.ca_file == ""


def test_every_finding_has_words_and_a_colour():
    assert set(STATES) == set(get_args(Finding))


@pytest.mark.parametrize(
    ("finding", "provider", "credit", "line", "mark"),
    [
        (None, KEYED, None, "no key yet", "faint"),
        (None, HERE, None, "127.0.0.1:1 · not checked", "faint"),
        (Works(sentence="", models=ONE), KEYED, Decimal("4.12"),
         "key checked · 1 model · $4.12 left", "good"),
        (Works(sentence="", models=()), KEYED, None, "key checked", "good"),
        (Works(sentence="", models=ONE), HERE, None, "127.0.0.1:1 · Model A loaded", "good"),
        (Works(sentence="", models=ONE * 2), HERE, None, "127.0.0.1:1 · 2 models", "good"),
        (Works(sentence="", models=(*ONE, ModelFacts(model="b", loaded=True))), HERE, None,
         "127.0.0.1:1 · b loaded", "good"),
        (Works(sentence="", models=(ModelFacts(model="b", loaded=False),)), HERE, None,
         "127.0.0.1:1 · 1 model", "good"),
        (Works(sentence="", models=ONE), BUILT_IN, None, "Model A · ready", "good"),
        (NoModel(sentence=""), HERE, None, "127.0.0.1:1 · no model loaded", "faint"),
        (NobodyThere(sentence=""), HERE, None, "127.0.0.1:1 · not running", "faint"),
        (NobodyThere(sentence=""), KEYED, None, "not reached", "bad"),
        (KeyRefused(sentence="", status=401), KEYED, None, "key refused (401) — fix", "bad"),
        (KeyRefused(sentence=""), KEYED, None, "no key — fix", "bad"),
    ],
)  # fmt: skip
def test_a_connection_is_told_in_a_line(finding, provider, credit, line, mark):
    connection = Connection(id=ConnectionId("c"), provider=provider.id, label="C")
    assert line_of(connection, provider, finding, credit) == line
    assert mark_of(finding, provider) == mark


def test_a_page_is_offered_only_where_one_is_known():
    broke = NoCredit(sentence="No credit.")
    assert page_of(KEYED, broke) == ""
    assert finding_view(broke, "P").way_out is WayOut.NONE
    known = replace(KEYED, metadata={"key_page": "https://p.test/keys"})
    assert page_of(known, broke) == "https://p.test/keys"
    assert finding_view(broke, "P", page_of(known, broke)).way_out is WayOut.OPEN_PAGE
    both = replace(known, metadata={**known.metadata, "credit_page": "https://p.test/credit"})
    assert page_of(both, broke) == "https://p.test/credit"
    elsewhere = FoundElsewhere(sentence="", provider=ProviderId("p"), base_url="http://x")
    assert finding_view(elsewhere, "P").way_out is WayOut.USE_ADDRESS


def _as_it_is(shown) -> None:
    """Connections over HTTP lead where they say."""
    from engine.providers.adapters import adapter_for

    connections = shown.engine._workings.connections
    before, clients = connections._open_adapter, shown.engine._workings.clients

    def open_adapter(provider, connection, key):
        if provider.adapter == "scripted":
            return before(provider, connection, key)
        return adapter_for(provider, connection, key, clients, model_file=lambda name: name)

    connections._open_adapter = open_adapter


async def _choose(shown, until, button) -> None:
    button.click()
    await until(lambda: shown.window.findChild(QFileDialog))
    shown.window.findChild(QFileDialog).done(1)
    await until(lambda: not shown.window.findChild(QFileDialog))
