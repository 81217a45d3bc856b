"""Texts in the player's language, and as many forms of them as there are numbers."""

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from desktop.texts import plural, tr


class _Echo(QTranslator):
    def translate(self, context, sourceText, disambiguation=None, n=-1):  # noqa: N803 - Qt's
        return f"«{context}: {sourceText}»"

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's
        return False


@pytest.fixture
def translator(qapp):
    installed = _Echo(qapp)
    QCoreApplication.installTranslator(installed)
    yield
    QCoreApplication.removeTranslator(installed)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (21, "21 calls")]
)
def test_a_number_of_things_is_said_in_the_right_form(qapp, count, said):
    assert plural("1 call", "%n calls", count) == said


def test_without_a_translation_a_text_is_what_it_is(qapp):
    assert tr("New session") == "New session"


@pytest.mark.usefixtures("translator")
def test_a_translation_takes_the_place_of_a_text_and_of_both_forms():
    assert tr("New session") == "«Triptych: New session»"
    assert plural("1 call", "%n calls", 1) == "«Triptych: 1 calls»"
