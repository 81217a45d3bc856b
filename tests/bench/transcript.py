"""What a reader of a long session waits for: opening it, streaming at its end, scrolling, resizing."""

import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from transcripts import STYLE

from desktop.widgets.transcript import Row, RowKind, TranscriptModel, TranscriptView

T = TypeVar("T")

MESSAGES = 10_000
WORDS = 120
DELTAS = 400


def rows() -> list[tuple[str, str, str]]:
    """Measured lines: what, measured, target."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    warm = _opened(_story(20))
    _paint(warm)
    before = _resident_megabytes()
    story = _story(MESSAGES)
    held = _resident_megabytes()
    milliseconds, view = _timed(lambda: _opened(story))
    _paint(view)
    added = _resident_megabytes() - before
    lines = [
        (f"open {MESSAGES:,} messages × {WORDS} words", f"{milliseconds:.0f} ms", "< 150 ms"),
        (
            "memory above an empty transcript, rows included",
            f"{added:.0f} MB ({held - before:.0f} MB of rows)",
            "< 60 MB",
        ),
        _line("one streamed delta at the end", _streamed(view), "p99 < 8 ms"),
        _line("wheel, 60 pixels", _wheeled(view), ""),
        _line("jump anywhere", _jumped(view), ""),
        _line("resize to another column width", _resized(view), ""),
        _line("a message of 20,000 words appended", _long_messages(view), "max < 100 ms"),
        _line("hostile text of 0.2 to 10 MB appended and painted", _hostile(view), "max < 100 ms"),
        _line("find: one slice of counting", _searched(view), "max < 50 ms"),
    ]
    view.deleteLater()
    warm.deleteLater()
    app.processEvents()
    return lines


def _story(count: int) -> list[Row]:
    dice = random.Random(7)
    words = [
        "the",
        "rain",
        "door",
        "a",
        "lamp",
        "her",
        "hand",
        "turns",
        "over",
        "salt",
        "road",
        "and",
        "Mira",
        "said",
        "quietly",
        "it",
        "was",
    ]
    kinds = [RowKind.NARRATOR, RowKind.PLAYER, RowKind.CHARACTER]
    return [
        Row(id=str(i), kind=kinds[i % 3], name="Mira", text=_prose(dice, words, WORDS))
        for i in range(count)
    ]


def _prose(dice: random.Random, words: list[str], length: int) -> str:
    chosen = [dice.choice(words) for _ in range(length)]
    chosen[0] = "*" + chosen[0]
    chosen[length // 8] += "*"
    chosen[length // 4] = '"' + chosen[length // 4]
    chosen[length // 2] += '."\n\n'
    return " ".join(chosen)


def _opened(story: list[Row]) -> TranscriptView:
    model = TranscriptModel()
    view = TranscriptView(model, STYLE)
    model.setParent(view)
    view.set_smooth(False)
    view.resize(1000, 900)
    view.show()
    model.set_rows(story)
    _paint(view)
    return view


def _paint(view: TranscriptView) -> None:
    view.viewport().repaint()


def _streamed(view: TranscriptView) -> list[float]:
    """The text grows to about 500 words; what one repaint costs with a delta in it."""
    view.scroll_to_newest()
    view.model.append(Row(id="stream", kind=RowKind.CHARACTER, name="Tam", text="", open=True))
    dice = random.Random(3)

    marks = {19: " *then", 29: " now.*", 39: ' "So', 59: ' he."', 89: "\n\n"}

    def delta(turn: int) -> None:
        word = dice.choice([" lamp", " door", " turns", " quietly"])
        view.model.extend("stream", marks.get(turn % 90, word))
        view._show_changes()
        QApplication.sendPostedEvents()
        _paint(view)

    return [_timed(lambda turn=turn: delta(turn))[0] for turn in range(DELTAS)]


def _wheeled(view: TranscriptView) -> list[float]:
    return [_timed(lambda: _scrolled(view, -60))[0] for _ in range(300)]


def _jumped(view: TranscriptView) -> list[float]:
    dice = random.Random(5)
    bar = view.verticalScrollBar()

    def jump() -> None:
        bar.setValue(dice.randrange(bar.maximum()))
        _paint(view)

    return [_timed(jump)[0] for _ in range(100)]


def _resized(view: TranscriptView) -> list[float]:
    def resize(width: int) -> None:
        view.resize(width, 900)
        _paint(view)

    return [_timed(lambda width=width: resize(width))[0] for width in range(400, 700, 15)]


def _long_messages(view: TranscriptView) -> list[float]:
    dice = random.Random(11)
    words = ["rain", "lamp", "salt", "road", "harbour"]
    paragraphs = "\n\n".join(_prose(dice, words, 100) for _ in range(200))
    one = " ".join(dice.choice(words) for _ in range(20_000))
    brackets = "[" * 100_000
    nested = "> " * 20_000 + "*" * 20_000

    def show(index: int, text: str) -> None:
        view.model.append(Row(id=f"long{index}", kind=RowKind.NARRATOR, text=text))
        view.scroll_to_newest()
        _paint(view)

    texts = [paragraphs, one, brackets, nested] * 3
    return [_timed(lambda i=i, t=t: show(i, t))[0] for i, t in enumerate(texts)]


def _hostile(view: TranscriptView) -> list[float]:
    """Everything that is slow to read, as large as it is still read, and larger."""

    def show(index: int, text: str) -> None:
        view.model.append(Row(id=f"hostile{index}", kind=RowKind.NARRATOR, text=text))
        view.scroll_to_newest()
        _paint(view)

    small = [
        ("[" * 155 + "\n\n") * 600,
        ("*a" * 79 + "\n\n") * 600,
        ("[a](b)" * 40 + "\n\n") * 750,
        "> x\n" * 9_900,
        "x" * 190_000,
        ("a" + "\u0301" * 50) * 3_000,
    ]
    large = [unit * (10_000_000 // len(unit)) for unit in ("> ", "*", "[", "(", "`a", "x", "\n")]
    samples = [
        _timed(lambda index=index, text=text: show(index, text))[0]
        for index, text in enumerate([*small, *large])
    ]
    view.model.truncate_after("long11")
    return samples


def _searched(view: TranscriptView) -> list[float]:
    """How long the loop is held, for words that are nowhere, often and everywhere."""
    slices = []
    for words in ("zeppelin", "lamp", "a"):
        view.search.look_for(words)
        while view.search.tally.total is None:
            slices.append(_timed(QApplication.processEvents)[0])
    view.search.look_for("")
    return slices


def _scrolled(view: TranscriptView, pixels: int) -> None:
    view.scroll_by(pixels)
    _paint(view)


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1_000, result


def _line(what: str, samples: list[float], target: str) -> tuple[str, str, str]:
    ordered = sorted(samples)
    p99 = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    measured = f"p50 {statistics.median(ordered):.1f} · p99 {p99:.1f} · max {ordered[-1]:.1f} ms"
    return what, measured, target


def _resident_megabytes() -> float:
    status = Path("/proc/self/statm")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    for line in rows():
        print(" | ".join(line))
