"""The window's entry: the log, then the program."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from engine.paths import default_paths

_LOG_BYTES: Final = 1_000_000
_LOG_FILES: Final = 3


def main() -> int:
    """Start the window; the exit code."""
    paths = default_paths()
    start_log(paths.logs, os.environ.get("TRIPTYCH_LOG_LEVEL", "INFO"))
    from desktop.app import run

    return run(paths)


def start_log(folder: Path, level: str) -> logging.Handler:
    """Write what Triptych logs from `level` on, and others' warnings, into `folder`.

    Other packages stay at warnings whatever the level is: theirs would quote prompts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "triptych.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    known = logging.getLevelNamesMapping()
    logging.getLogger("triptych").setLevel(known.get(level.upper(), logging.INFO))
    return handler


if __name__ == "__main__":
    sys.exit(main())
