"""A picture of a window that has come to rest."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QWidget

_PAUSE_SECONDS = 0.05
_MOST_TRIES = 40


async def take(window: QWidget, path: Path) -> None:
    """Save what `window` shows once two looks in a row agree, or after two seconds."""
    before = None
    for _ in range(_MOST_TRIES):
        await asyncio.sleep(_PAUSE_SECONDS)
        now = window.grab().toImage()
        if now == before:
            break
        before = now
    if not now.save(str(path)):
        raise OSError(f"{path} could not be written")
    print(path, flush=True)
