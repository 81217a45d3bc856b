"""Longer work on the window's thread, done a little at a time so that nothing waits for it."""

from collections.abc import Iterator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_SECONDS: Final = 0.006


class Slices(QObject):
    """Goes on with one piece of work; another takes its place."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_active(self) -> bool:
        return self._timer.isActive()

    def start(self, work: Iterator[object]) -> None:
        """Take every step of `work`, pausing between steps; little work is done at once."""
        self._work = work
        self._timer.start()
        self._go_on()

    def _go_on(self) -> None:
        until = perf_counter() + _SECONDS
        for _ in self._work:
            if perf_counter() > until:
                return
        self._timer.stop()
        self.done.emit()
