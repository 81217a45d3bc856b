"""The window as it stands before anything else is imported."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.qt.theme import Theme, load_fonts
from desktop.shell.window import MainWindow
from desktop.shell.window_memory import recall
from engine.paths import Paths


def first_window(application: QApplication, paths: Paths) -> MainWindow:
    """The window, dressed and placed as it was left the last time."""
    load_fonts(paths.resources / "fonts")
    application.setWindowIcon(QIcon(str(paths.resources / "icons" / "triptych.png")))
    theme = Theme(application, paths.resources / "themes")
    remembered = recall(paths.data)
    theme.set_calm(remembered.calm)
    theme.wear(remembered.scheme, remembered.scale)
    window = MainWindow(theme)
    window.put_back(remembered.geometry)
    window.columns = remembered.columns
    return window
