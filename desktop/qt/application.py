"""The application, and the player's language: before any module with a text is imported."""

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.qt.imports import import_plainly

NAME: Final = "Triptych"
_WRITTEN_IN: Final = QLocale.Language.English


def new_application() -> QApplication:
    import_plainly()
    # The same style everywhere. To name it later would have PySide make all it knows of styles.
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setApplicationName(NAME)
    application.setDesktopFileName(NAME.lower())
    # The window's own signal ends the program: Qt's would end the loop before we have cleaned up.
    application.setQuitOnLastWindowClosed(False)
    return application


def install_translation(application: QApplication, folder: Path, locale: QLocale) -> bool:
    """Speak the first of the player's languages that we know; whether that is a translation."""
    for language in locale.uiLanguages():
        if QLocale(language).language() is _WRITTEN_IN:
            return False
        translator = QTranslator(application)
        if translator.load(f"{NAME.lower()}_{language.replace('-', '_')}", str(folder)):
            return application.installTranslator(translator)
    return False
