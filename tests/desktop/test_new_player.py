"""A new player's first quarter of an hour, with nothing but a keyboard, on the program as it is."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
from engines import paths_in
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from stages import until

from desktop.app import Program
from desktop.widgets.tiles import Tile

pytestmark = [pytest.mark.model, pytest.mark.slow]

TYPO, KEY = "sk-right-4821930571x", "sk-right-4821930571"
MOVE = "I slide the sealed letter across the bar to Mira."
SECOND_MOVE = "I wait for an answer."
SAID = "She does not touch it"


class _Service(BaseHTTPRequestHandler):
    """An OpenAI-shaped service with one key and one model, which never says the same twice."""

    answers = count(1)

    def do_GET(self) -> None:
        self._answer(json.dumps({"object": "list", "data": [{"id": "storyteller"}]}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        said = {"content": f"{SAID}, {next(self.answers)}."}
        chunks = [
            {"choices": [{"index": 0, "delta": said, "finish_reason": None}]},
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        ]
        frames = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
        self._answer("".join([*frames, "data: [DONE]\n\n"]), "text/event-stream")

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def _answer(self, text: str, kind: str = "application/json") -> None:
        knows = self.headers["Authorization"] == f"Bearer {KEY}"
        body = text if knows else json.dumps({"error": {"message": "Incorrect API key."}})
        self.send_response(200 if knows else 401)
        self.send_header("Content-Type", kind if knows else "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


@contextmanager
def a_service() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Keyboard:
    """Keys go where the focus is; all of them from the loop, as the window system sends them."""

    def __init__(self, program: Program) -> None:
        self.window = program.window

    async def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        await self._do(lambda: QTest.keyClick(self.window.windowHandle(), key, held))

    async def type(self, text: str) -> None:
        await self._do(lambda: QTest.keyClicks(QApplication.focusWidget(), text))

    async def choose(self, command: str) -> None:
        """By its name, in the palette."""
        await self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        await self.type(command)
        await self.press(Qt.Key.Key_Return)

    async def _do(self, act) -> None:
        done = asyncio.Event()

        def run() -> None:
            act()
            done.set()

        asyncio.get_running_loop().call_soon(run)
        await done.wait()


async def test_a_new_player_plays_connects_switches_swipes_and_undoes_by_keyboard(qapp, tmp_path):
    program = Program(qapp, paths_in(tmp_path))
    running = asyncio.ensure_future(program.main())
    keys = Keyboard(program)
    try:
        with a_service() as address:
            await _begins(program, keys)
            await _connects(program, keys, address)
            await _swipes_and_undoes(program, keys)
    finally:
        program.window.close()
        await running


async def _begins(program, keys) -> None:
    """The first card has the focus; the story's field has it afterwards."""
    window = program.window
    await until(lambda: window.session and _focus() == "Play now")
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: window.session.transcript.rowCount() == 1 and _focus_is_in(window.composer))
    await keys.type(MOVE)
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: window.session.transcript.rowCount() >= 3)
    await until(lambda: not _is_busy(window))


async def _connects(program, keys, address) -> None:
    """A key with a typo, then the right one, then all three roles."""
    window = program.window
    await keys.choose("Add a connection")
    await until(lambda: isinstance(QApplication.focusWidget(), Tile))
    for _ in range(40):
        if _focus().startswith("Any OpenAI-compatible"):
            break
        await keys.press(Qt.Key.Key_Right)
    await keys.press(Qt.Key.Key_Return)
    form = window._models.add.form
    await until(form.address.hasFocus)
    await keys.type(address)
    await keys.press(Qt.Key.Key_Tab)
    await keys.type(TYPO)
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: form.trouble)
    assert "401" in form.trouble
    assert _focus_is_in(form.key)
    await keys.type(KEY)  # what was wrong is selected, and goes
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: _focus() == "Use it for all three roles")
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: _all_roles_use(window, "storyteller"))


async def _swipes_and_undoes(program, keys) -> None:
    window = program.window
    control = Qt.KeyboardModifier.ControlModifier
    await keys.press(Qt.Key.Key_1, control)
    await keys.type(SECOND_MOVE)
    await keys.press(Qt.Key.Key_Return)
    await until(lambda: _last(window).startswith(SAID) and not _is_busy(window))
    first = _last(window)
    await keys.press(Qt.Key.Key_R, control)
    await until(lambda: _last(window) not in ("", first) and not _is_busy(window))
    second = _last(window)
    await keys.press(Qt.Key.Key_BracketLeft, control)
    await until(lambda: _last(window) == first)
    await keys.press(Qt.Key.Key_Z, control, Qt.KeyboardModifier.AltModifier)
    await until(lambda: _last(window) == second)


def _last(window) -> str:
    transcript = window.session.transcript
    return transcript.row(transcript.rowCount() - 1).text


def _focus() -> str:
    widget = QApplication.focusWidget()
    return widget.accessibleName() or getattr(widget, "text", str)() if widget else ""


def _focus_is_in(widget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))


def _all_roles_use(window, model: str) -> bool:
    return all(model in pill.accessibleName() for pill in window.top.pills.values())


def _is_busy(window) -> bool:
    return window.session.composer.button.text() == "Stop"
