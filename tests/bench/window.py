"""What the window costs: its start, its memory, and the way from *Send* to the first word painted."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from statistics import median

from measured import most_megabytes, numbers_of_a_child

STARTS = 5
SENDS = 10
LENGTHS = (2, 64, 2_000)
FIRST_TOKEN_SECONDS = 0.2
WORD = "Rain falls. "

Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Measured lines: what, measured, target. Every start is a process of its own, bare and
    window by turns."""
    bare, painted, ready, memory = _starts()
    return [
        ("bare QMainWindow, cold start to painted", f"{bare:.0f} ms", ""),
        (
            "window painted, takes typing from the next event on",
            f"{painted:.0f} ms ({painted / bare:.2f} ×)",
            "≤ 1.6 ×, < 1.0 s",
        ),
        ("the last session in it, takes a turn", f"{ready:.0f} ms ({ready / bare:.2f} ×)", ""),
        ("memory in a small session, without a model", f"{memory:.0f} MB", "< 150 MB"),
        *(_sends(length) for length in LENGTHS),
    ]


def _starts() -> tuple[float, float, float, float]:
    """Medians: milliseconds of the bare window, of ours painted, of ours ready; its megabytes."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as home:
        _child(home, "bare")
        _child(home, "window")  # the first start makes the library
        for _ in range(STARTS):
            bare += _child(home, "bare")
            ours.append(_child(home, "window"))
    painted, ready, memory = zip(*ours, strict=True)
    return median(bare), median(painted), median(ready), median(memory)


def _sends(length: int) -> Row:
    with tempfile.TemporaryDirectory() as home:
        added, bare = _child(home, f"sends-{length}")
    return (
        f"send to first word painted, above the bare adapter, {length:,} messages",
        f"{added:+.1f} ms (bare: {bare:.0f} ms)",
        "≤ 30 ms",
    )


def _child(home: str, what: str) -> list[float]:
    return numbers_of_a_child(Path(__file__), what, home, repr(time.monotonic()))


def _bare(_home: Path, began: float) -> Sequence[float]:
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Triptych"))
    window.resize(1480, 920)
    window.show()
    application.processEvents()
    return [_since(began)]


def _window(home: Path, began: float) -> Sequence[float]:
    """The very steps of the window's entry, with no more installed than the program brings."""
    for tool in ("click", "pygments", "rich"):
        sys.modules[tool] = None  # httpx would import its own command line with them
    from PySide6.QtCore import QLocale

    from desktop.qt.application import install_translation, new_application
    from engine.paths import Paths, resources_folder

    paths = Paths(resources=resources_folder(), data=home, logs=home)
    application = new_application()
    install_translation(application, paths.resources / "translations", QLocale.system())
    from desktop.shell.first_window import first_window

    window = first_window(application, paths)
    window.show()
    application.processEvents()
    painted = _since(began)
    from desktop.app import Program, new_loop
    from desktop.qt.garbage import Collector

    async def main(collector: Collector) -> float:
        if not paths.settings.exists():
            _use_scripted(paths)
        program = Program(application, paths, window=window, ready=collector.settle)
        running = asyncio.ensure_future(program.main())
        while window.session is None or not window.session.transcript.rowCount():
            if window.welcome and window.welcome.isVisible():
                window.welcome.play.click()  # the first start has no story yet
            await asyncio.sleep(0.01)  # to look more often would take from what is measured
        window.grab()
        ready = _since(began)
        window.close()
        await running
        return ready

    with (
        Collector() as collector,
        asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner,
    ):
        ready = runner.run(main(collector))
    return [painted, ready, most_megabytes()]


def _use_scripted(paths) -> None:
    from engines import scripted_settings

    from engine.settings import save_settings

    save_settings(paths.settings, scripted_settings())


def _measured_sends(home: Path, length: int) -> Sequence[float]:
    """Milliseconds from *Send* to the first word painted less those of the adapter alone."""
    from desktop.qt.application import new_application

    application = new_application()
    from desktop.app import new_loop

    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        return runner.run(_by_turns(application, home, length))


async def _by_turns(application, home: Path, length: int) -> Sequence[float]:
    from engine.domain.messages import ChatMessage, ChatRole
    from engine.providers.base import Completion

    bare, ours = [], []
    asked = Completion(
        model="scripted", messages=(ChatMessage(chat_role=ChatRole.USER, text="Go on."),)
    )
    async with _played(application, home, length) as (window, adapter):
        for number in range(SENDS):
            began = time.monotonic()
            async with aclosing(adapter.stream(asked)) as events:
                await anext(events)
            bare.append(_since(began))
            ours.append(await _send(window, f"I wait, for the {number}th time."))
    return [median(ours) - median(bare), median(bare)]


@asynccontextmanager
async def _played(application, home: Path, length: int) -> AsyncGenerator:
    """A window on a session of that many messages, and the adapter that answers in it."""
    from worlds import a_session

    from desktop.app import Program
    from desktop.qt.garbage import Collector
    from engine.app import Engine
    from engine.paths import Paths, resources_folder
    from engine.providers.scripted import Reply, Scripted

    def script(completion):
        if completion.constraint:
            return "[NO]"
        # The rest comes later, as it does from a model: the turn's end is not what is measured.
        first, rest = asyncio.Event(), asyncio.Event()
        asyncio.get_running_loop().call_later(FIRST_TOKEN_SECONDS, first.set)
        asyncio.get_running_loop().call_later(2 * FIRST_TOKEN_SECONDS, rest.set)
        return Reply(steps=(first, WORD, rest, WORD))

    paths = Paths(resources=resources_folder(), data=home, logs=home)
    _use_scripted(paths)
    adapter = Scripted(script)

    async def open_engine(paths):
        engine = await Engine.open(paths, open_adapter=lambda *_: adapter, environment={})
        await a_session(engine, length)
        return engine

    with Collector() as collector:
        program = Program(application, paths, open_engine, ready=collector.settle)
        running = asyncio.ensure_future(program.main())
        window = program.window
        while window.session is None or not window.session.transcript.rowCount():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield window, adapter
        window.close()
        await running


async def _send(window, text: str) -> float:
    """Milliseconds until the first word of the reply is painted; waits for the turn's end."""
    painted = asyncio.Event()
    page, before = window.session, window.session.transcript.rowCount()
    watch = _painting_watch(page, before + 2, painted)
    began = time.monotonic()
    window.composer.edit.setPlainText(text)
    window.composer.submit()
    await painted.wait()
    taken = _since(began)
    page.story.viewport().removeEventFilter(watch)
    while window.composer.button.text() == "Stop":  # noqa: ASYNC110 - widgets set no events
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)  # the work behind the scenes has its time, as a reader gives it
    return taken


def _painting_watch(page, rows: int, painted: asyncio.Event):
    """Sets `painted` when the transcript was painted with text in its row number `rows`."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched, event) -> bool:
            model = page.transcript
            is_there = model.rowCount() >= rows and model.row(rows - 1).text
            if event.type() is QEvent.Type.Paint and is_there:
                QTimer.singleShot(0, painted.set)
            return False

    watch = Watch(page)
    page.story.viewport().installEventFilter(watch)
    return watch


def _since(began: float) -> float:
    return (time.monotonic() - began) * 1000


if __name__ == "__main__":
    wanted, folder, started = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    measure, _, count = wanted.partition("-")
    match measure:
        case "bare":
            numbers = _bare(folder, started)
        case "window":
            numbers = _window(folder, started)
        case _:
            numbers = _measured_sends(folder, int(count))
    print(*numbers)
