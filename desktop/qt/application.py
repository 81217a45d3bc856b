"""The application, and the player's language: before any module with a text is imported."""

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

NAME: Final = "Triptych"
_WRITTEN_IN: Final = QLocale.Language.English


def new_application() -> QApplication:
    application = QApplication(sys.argv[:1])
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
