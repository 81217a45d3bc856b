"""How long the window's thread is held while turns are played: a beat that should come every 2 ms."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles

from engines import scripted_settings
from measured import numbers_of_a_child
from PySide6.QtCore import QObject, Qt, QTimer
from stages import Script, Stage, State, on_stage
from window_states import judged

from desktop.app import new_loop
from desktop.qt.application import new_application
from desktop.qt.garbage import Collector
from engine.app import Engine
from engine.providers.scripted import Reply

TURNS = 20
BEAT_MS = 2
WORDS = 120
WORDS_PER_SECOND = 60
SENTENCE = ["Rain", "*falls*", "on", "the", "“harbour”", "and", "the", "lamp", "burns", "low."]

Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Measured lines: what, measured, target. A process of its own, warm after its first turn."""
    beats, p99, longest, work = numbers_of_a_child(Path(__file__))
    return [
        (
            f"the window's thread held, {TURNS} turns ({beats:,.0f} beats)",
            f"p99 {p99:.1f} ms, longest {longest:.0f} ms; most work at once {work:.0f} ms",
            "≤ 50 ms",
        )
    ]


class Heart(QObject):
    """Notes how late each beat is by the clock, and how long the thread worked since the last.

    Both in ms: on a busy machine the clock also counts what other programs took.
    """

    def __init__(self) -> None:
        super().__init__()
        self.late: list[tuple[float, float]] = []
        self._last = _now()
        timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        now = _now()
        passed, worked = (after - before for after, before in zip(now, self._last, strict=True))
        self.late.append((max(passed - BEAT_MS, 0), worked))
        self._last = now


async def _measured(application) -> Sequence[float]:
    state = State(
        name="heartbeat", settings=scripted_settings(), script=_telling, before=_with_a_session
    )
    with tempfile.TemporaryDirectory() as home, Collector() as collector:
        async with on_stage(application, Path(home), state) as stage:
            await stage.play("I listen.")
            collector.settle()
            async with _beating() as heart:
                for number in range(TURNS):
                    await stage.play(f"I ask Mira and Tam about the letter, a {number}th time.")
            _read(stage)
    late, worked = zip(*heart.late, strict=True)
    return len(late), quantiles(late, n=100)[98], max(late), max(worked)


@asynccontextmanager
async def _beating() -> AsyncGenerator[Heart, None]:
    heart = Heart()
    try:
        yield heart
    finally:
        heart.deleteLater()


async def _with_a_session(engine: Engine) -> None:
    await engine.new_session((await engine.adventures())[0])


def _telling(_: asyncio.Event) -> Script:
    """Replies at a good model's speed; verdicts at once."""

    def script(completion):
        return judged(completion) if completion.aside else Reply(steps=tuple(_words()))

    return script


def _words():
    for number in range(WORDS):
        due = asyncio.Event()
        asyncio.get_running_loop().call_later(number / WORDS_PER_SECOND, due.set)
        yield due
        yield f"{SENTENCE[number % len(SENTENCE)]} "


def _read(stage: Stage) -> None:
    """The turns that were measured were played."""
    assert len(stage.texts) > 2 * TURNS, stage.texts


def _now() -> tuple[float, float]:
    return time.perf_counter() * 1000, time.thread_time() * 1000


if __name__ == "__main__":
    application = new_application()
    with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
        print(*runner.run(_measured(application)))
    sys.exit()
