"""The window's entry: first the window, then everything behind it."""

import sys

from PySide6.QtCore import QLocale

from desktop.qt.application import install_translation, new_application
from engine.paths import default_paths


def main() -> int:
    """Open the window, and stay until it is closed; the exit code."""
    paths = default_paths()
    application = new_application()
    install_translation(application, paths.resources / "translations", QLocale.system())
    # Not before: texts are looked up when they are imported.
    from desktop.shell.first_window import first_window

    window = first_window(application, paths)
    window.show()
    # Painted now: the loop and what it takes are still to be imported.
    application.processEvents()
    from desktop.app import run

    return run(application, window, paths)


if __name__ == "__main__":
    sys.exit(main())
