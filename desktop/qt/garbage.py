"""Collecting garbage on the window's own thread, and nowhere else.

Python collects wherever it happens to allocate. In a worker thread that would destroy Qt objects
off the thread they live on, timers among them, and take the whole process down.
"""

import gc
from typing import Final, Self

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 500


class Collector(QObject):
    """Collects from its making to the end of its block, which leaves collecting as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > threshold
        ]
        if due:
            gc.collect(due[-1])

    def settle(self) -> None:
        """Look no more at what is there now: the program itself, which stays to its end."""
        gc.collect()
        gc.freeze()
