"""The log file: what the maintainer reads, and never a key or the story."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_BYTES: Final = 1_000_000
_FILES: Final = 3


def start_log(folder: Path, level: str) -> logging.Handler:
    """Write what Triptych logs from `level` on, and others' warnings, into `folder`.

    Other packages stay at warnings whatever the level is: theirs would quote prompts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "triptych.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    known = logging.getLevelNamesMapping()
    logging.getLogger("triptych").setLevel(known.get(level.upper(), logging.INFO))
    return handler


def end_log(handler: logging.Handler) -> None:
    logging.getLogger().removeHandler(handler)
    handler.close()
