"""The program itself in a display of its own, worked with the keyboard and read through its library."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.domain.messages import Message
from engine.domain.sessions import OpenSession
from engine.paths import Paths
from engine.storage.sessions import list_sessions, load_session
from engine.storage.stored_json import JOURNAL_ENTRY

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
_LOOK_AGAIN_SECONDS = 0.05
_ENTER_AGAIN_SECONDS = 2

Answer = TypeVar("Answer")

NEEDED = ("Xvfb", "xdotool")


def missing_programs() -> list[str]:
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def a_display() -> Iterator[str]:
    """An X server without a screen, on the first display that is free; its name."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1600x1000x24",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@dataclass
class RealWindow:
    """One run of `python -m desktop` on the library of `paths`."""

    process: subprocess.Popen[bytes]
    display: str
    paths: Paths
    output: Path

    def wait_until_it_stands(self) -> None:
        self._xdotool("search", "--sync", "--onlyvisible", "--name", "^Triptych$", "windowfocus")

    def begin(self) -> None:
        """Press the first card of the first page until there is a story."""
        for _ in range(PATIENCE_SECONDS // _ENTER_AGAIN_SECONDS):
            self.press("Return")
            with suppress(TimeoutError):
                wait_for(lambda: self.path, _ENTER_AGAIN_SECONDS)
                return
        raise TimeoutError

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "2", text)

    def press(self, key: str) -> None:
        self._xdotool("key", key)

    def enter(self, text: str) -> Message:
        """Type `text` and press Enter until the window takes it; the message as it is saved."""
        self.type(text)
        for _ in range(PATIENCE_SECONDS // _ENTER_AGAIN_SECONDS):
            self.press("Return")
            with suppress(TimeoutError):
                return wait_for(lambda: self.said(text), _ENTER_AGAIN_SECONDS)
        raise TimeoutError

    def said(self, text: str) -> Message | None:
        return next((each for each in self.path if each.text == text), None)

    @property
    def session(self) -> OpenSession | None:
        """The session played last, as the library has it now; None before there is one."""
        try:
            with self._library() as db:
                found = list_sessions(db)
                return load_session(db, found[0].id) if found else None
        except sqlite3.OperationalError:
            return None

    @property
    def path(self) -> tuple[Message, ...]:
        return self.session.path if self.session else ()

    @property
    def journal(self) -> str:
        """As much of the reply being written as a crash would leave."""
        with self._library() as db:
            rows = db.execute("SELECT entry FROM journal").fetchall()
        open_ = [JOURNAL_ENTRY.value(entry).open for (entry,) in rows]
        return "".join(message.text for message in open_ if message)

    @property
    def log(self) -> str:
        return (self.paths.logs / "triptych.log").read_text(encoding="utf-8")

    def close(self) -> int:
        """Close the window with the keyboard; the exit code."""
        self.press("ctrl+q")
        return self.process.wait(PATIENCE_SECONDS)

    @contextmanager
    def _library(self) -> Iterator[sqlite3.Connection]:
        address = f"{self.paths.library.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as db:
            yield db

    def _xdotool(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            timeout=PATIENCE_SECONDS,
        )


@contextmanager
def a_real_window(display: str, paths: Paths) -> Iterator[RealWindow]:
    """The window, standing. What it leaves behind if a test fails is ended."""
    paths.data.mkdir(parents=True, exist_ok=True)
    output = paths.data / "output.txt"
    with output.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "desktop"],
            cwd=ROOT,
            env=_environment(display, paths),
            stdout=file,
            stderr=file,
        )
    window = RealWindow(process=process, display=display, paths=paths, output=output)
    try:
        window.wait_until_it_stands()
        yield window
    finally:
        for pid in processes_of(paths):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def processes_of(paths: Paths) -> list[int]:
    """The processes that run on this library: the program's own, and its children's."""
    mark = f"TRIPTYCH_HOME={paths.data}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and mark in _environment_of(entry)
    ]


def wait_for(ask: Callable[[], Answer | None], seconds: float = PATIENCE_SECONDS) -> Answer:
    """What `ask` says, once it says something. Raise `TimeoutError` when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise TimeoutError


def _environment(display: str, paths: Paths) -> dict[str, str]:
    return {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "TRIPTYCH_HOME": str(paths.data),
        "TRIPTYCH_LOG_LEVEL": "DEBUG",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
    }


def _environment_of(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []  # it has just ended, or is not ours
