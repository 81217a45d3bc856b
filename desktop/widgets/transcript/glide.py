"""Smooth scrolling: a distance that is covered over a few frames."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_FRAME_MS: Final = 12
_SHARE: Final = 0.34
"""Of what is left to go, covered in one frame."""


class Glide:
    """Moves by calling `move` with pixels. With `smooth` false it moves at once."""

    def __init__(self, move: Callable[[int], None], parent: QObject) -> None:
        self.smooth = True
        self._move = move
        self._left = 0
        self._timer = QTimer(parent)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._step)

    def by(self, pixels: int) -> None:
        """Go further by `pixels`; a change of direction forgets what was left."""
        if not self.smooth:
            self._move(pixels)
            return
        self._left = pixels if self._left * pixels < 0 else self._left + pixels
        self._timer.start()

    def stop(self) -> None:
        self._left = 0
        self._timer.stop()

    def _step(self) -> None:
        part = round(self._left * _SHARE) or (1 if self._left > 0 else -1)
        self._left -= part
        if self._left == 0:
            self._timer.stop()
        self._move(part)
