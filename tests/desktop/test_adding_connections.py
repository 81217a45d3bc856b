"""Adding a connection from the pictures to the first turn on it, with the keyboard alone."""

import asyncio

import httpx
import pytest
from engines import scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from wire import KEY, connected

from desktop.connections.provider_tiles import Group, initials
from engine.domain.ids import ConnectionId
from engine.domain.providers import ModelFacts
from engine.domain.tasks import ModelRole
from engine.errors import ConnectionFailedError
from engine.providers.scripted import Scripted

FLASH, LITE = "google/gemini-2.5-flash", "google/gemini-2.5-flash-lite"
TYPO = KEY.replace("0", "O")


class Server:
    """Stands in OpenRouter's place and knows one key; every other connection is scripted."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.headers["authorization"] != f"Bearer {KEY}":
            return httpx.Response(401, json={"error": {"message": "No such key.", "code": 401}})
        if request.url.path.endswith("/credits"):
            return httpx.Response(200, json={"data": {"total_credits": 10, "total_usage": 5.88}})
        return httpx.Response(200, json={"data": [{"id": FLASH}, {"id": LITE}]})

    def serve(self, shown) -> None:
        before = shown.engine._workings.connections._open_adapter

        def open_adapter(provider, connection, key):
            if provider.id == "openrouter":
                return connected(self, provider, key=key)
            return before(provider, connection, key)

        shown.engine._workings.connections._open_adapter = open_adapter


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def models(until):
    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        await until(shown.window._models.isVisible)
        return shown.window._models

    return find


def focused() -> QWidget:
    return QApplication.focusWidget()


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


async def test_a_key_with_a_typo_is_pasted_again_and_the_story_goes_on_there(
    a_window, until, models, server, caplog
):
    caplog.set_level("DEBUG")
    async with a_window() as shown:
        server.serve(shown)
        page = await models(shown)
        page.add_button.setFocus()
        press(Qt.Key.Key_Space)
        await until(lambda: focused() in page.add.board.tiles)
        while focused().text() != "OpenRouter":
            press(Qt.Key.Key_Right)
        press(Qt.Key.Key_Return)
        await until(lambda: focused() is page.add.form.key)
        assert page.add.form.key.echoMode() is QLineEdit.EchoMode.Password
        paste(f"  {TYPO}\n")
        press(Qt.Key.Key_Return)
        await until(lambda: page.add.form.trouble.startswith("OpenRouter refused this key (401)."))
        await until(lambda: not page.add.form.check.is_busy)
        assert focused() is page.add.form.key
        assert page.add.form.key.hasSelectedText()
        assert shown.engine.settings == scripted_settings()
        paste(KEY)
        assert page.add.form.trouble == ""
        press(Qt.Key.Key_Return)
        await until(page.add.models.isVisible)
        assert page.add.models.title == "OpenRouter works: 2 models."
        assert focused() is page.add.models.accept
        press(Qt.Key.Key_Space)
        await until(page.notice.isVisible)
        assert page.notice.sentence == "All three roles now use OpenRouter."
        assert page.roles[ModelRole.MAIN].state == "OpenRouter answers."
        entry = page.connections.entries.entries[-1]
        assert (entry.line, entry.mark) == ("key checked · 2 models · $4.12 left", "good")
        used = [each.profile.model for each in shown.engine.connections.role_models()]
        assert used == [FLASH, LITE, LITE]
        lists = [each for each in server.asked if each.url.path.endswith("/models")]
        tried = [each.headers["authorization"] for each in lists]
        assert tried == [f"Bearer {TYPO}", f"Bearer {KEY}"]
        _assert_unseen(page, caplog)
        page.notice.buttons[0].setFocus()
        press(Qt.Key.Key_Space)
        await until(lambda: shown.engine.settings.roles == scripted_settings().roles)


def _assert_unseen(page: QWidget, caplog) -> None:
    for widget in page.findChildren(QWidget):
        said = (widget.property("text"), widget.property("displayText"), widget.toolTip())
        assert KEY not in " ".join(str(each) for each in (*said, widget.accessibleName()))
    assert KEY not in caplog.text
    assert TYPO not in caplog.text


async def test_another_model_than_the_proposed_one_is_taken(a_window, until, models, server):
    async with a_window() as shown:
        server.serve(shown)
        page = await models(shown)
        await _enter(page, until, "OpenRouter", key=KEY)
        await until(page.add.models.isVisible)
        assert page.add.models.models[ModelRole.COT].text() == LITE
        page.add.models.changes[ModelRole.COT].click()
        rows = page.picker.models.rows
        assert {row.connection for row in rows} == {"openrouter"}
        QTest.keyClicks(page.picker.field, FLASH)
        QTest.keyClick(page.picker.field, Qt.Key.Key_Return)
        assert page.add.models.models[ModelRole.COT].text() == FLASH
        page.add.models.accept.click()
        await until(lambda: shown.engine.connections.role_models()[1].profile.model == FLASH)
        await until(lambda: page.notice.sentence)
        await until(page.notice.buttons[0].hasFocus)
        assert page.notice.buttons[0].text() == "Undo"


async def test_what_is_no_key_is_refused_before_anybody_is_asked(a_window, until, models, server):
    async with a_window() as shown:
        server.serve(shown)
        page = await models(shown)
        await _enter(page, until, "OpenRouter", key="your-api-key")
        await until(lambda: "not like a key" in page.add.form.trouble)
        assert page.add.form.key.hasFocus()
        assert server.asked == []


async def test_a_server_that_is_off_can_be_added_for_later(a_window, until, models, monkeypatch):
    async def off(self):
        raise ConnectionFailedError("LM Studio", "Nothing answers at 127.0.0.1:4321.")

    monkeypatch.setattr(Scripted, "models", off)
    async with a_window() as shown:
        page = await models(shown)
        await _enter(page, until, "LM Studio", address="http://127.0.0.1:4321/v1")
        await until(lambda: page.add.form.trouble.startswith("Nothing answers at 127.0.0.1:4321."))
        assert page.add.form.address.hasFocus()
        shown.press("Add it anyway")
        await until(lambda: shown.engine.settings.connection(ConnectionId("lm_studio")))
        added = shown.engine.settings.connection(ConnectionId("lm_studio"))
        assert added.base_url == "http://127.0.0.1:4321/v1"
        await until(page.connections.isVisible)


async def test_a_server_without_a_model_is_added_and_checked_again(
    a_window, until, models, monkeypatch
):
    async with a_window() as shown:
        page = await models(shown)
        await _enter(page, until, "LM Studio")
        await until(page.add.models.isVisible)
        assert page.add.models.title.startswith("LM Studio answers, but has no model loaded.")
        assert page.add.models.accept.isHidden()

        async def loaded(self):
            return (ModelFacts(model="qwen3-8b"),)

        monkeypatch.setattr(Scripted, "models", loaded)
        shown.press("Check again")
        await until(page.add.models.accept.isVisible)
        assert page.add.models.models[ModelRole.UTILITY].text() == "qwen3-8b"
        shown.press("Not now")
        entry = page.connections.entries.entries[-1]
        await until(lambda: page.connections.entries.entries[-1].line.endswith("qwen3-8b loaded"))
        assert entry.id == "lm_studio"
        assert shown.engine.settings.roles == scripted_settings().roles


async def test_a_check_that_takes_long_is_cancelled_and_leaves_nothing(
    a_window, until, models, monkeypatch
):
    async def never(self):
        await asyncio.Event().wait()

    monkeypatch.setattr(Scripted, "models", never)
    async with a_window() as shown:
        page = await models(shown)
        await _enter(page, until, "LM Studio")
        check = page.add.form.check
        await until(lambda: check.text() == "Checking…")
        await until(lambda: check.text() == "Cancel")
        check.click()
        await until(lambda: check.text() == "Check")
        assert shown.engine.settings == scripted_settings()


async def test_the_page_opens_at_the_group_that_is_asked_for_and_escape_goes_back(
    a_window, until, models
):
    async with a_window() as shown:
        page = await models(shown)
        page.open_add(Group.COMPUTER)
        assert focused().text() == "Built in"
        press(Qt.Key.Key_Up)
        assert focused().text() != "Built in"
        page.open_add(Group.COMPUTER)
        shown.window.resize(900, 560)
        last = page.add.board.tiles[-1]
        for _ in page.add.board.tiles:
            press(Qt.Key.Key_Right)
        assert focused() is last
        await until(lambda: not last.visibleRegion().isEmpty())
        page.open_add(Group.COMPUTER)
        press(Qt.Key.Key_Left)
        assert focused().text() == "Any OpenAI-compatible server"
        press(Qt.Key.Key_Return)
        assert focused() is page.add.form.address
        press(Qt.Key.Key_Return)
        assert page.add.form.trouble.startswith("There is no address")
        press(Qt.Key.Key_Escape)
        await until(lambda: focused() in page.add.board.tiles)
        press(Qt.Key.Key_Escape)
        await until(page.roles[ModelRole.MAIN].isVisible)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("OpenRouter", "OR"),
        ("LM Studio", "LS"),
        ("llama.cpp server", "LC"),
        ("Ollama", "Ol"),
        ("Any OpenAI-compatible server", "AO"),
    ],
)
def test_a_mark_has_the_initials(name, letters):
    assert initials(name) == letters


async def _enter(page, until, name: str, *, key: str = "", address: str = "") -> None:
    page.open_add()
    next(tile for tile in page.add.board.tiles if tile.text() == name).click()
    if address:
        page.add.form.address.setText(address)
    page.add.form.key.setText(key)
    page.add.form.check.click()
