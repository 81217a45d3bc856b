"""Texts in the player's language, and as many forms of them as there are numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import untranslated
from PySide6.QtCore import QCoreApplication, QTranslator
from untranslated import PLANTED, is_plain

from desktop.qt.application import install_translation
from desktop.texts import plural, tr

ROOT = Path(__file__).resolve().parents[2]
LRELEASE = Path(sys.executable).with_name("pyside6-lrelease")
SEEN = (
    "welcome", "new-session", "after-turn", "sessions", "characters", "rules", "adventures", "why",
    "earlier-turn", "swipes", "finding", "new-scene", "editing", "world", "cost", "log", "manners",
    "suggested", "interrupted", "error", "consent", "palette", "shortcuts", "models",
    "models-chooser", "models-connection", "models-refused-key", "models-added", "built-in",
    "damaged",
)  # fmt: skip
GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context><name>Triptych</name>
<message><source>New session</source><translation>Neue Sitzung</translation></message>
<message numerus="yes"><source>%n calls</source><translation>
<numerusform>%n Aufruf</numerusform><numerusform>%n Aufrufe</numerusform>
</translation></message>
</context></TS>
"""
SPEAKING = """
import sys
from pathlib import Path
import desktop.__main__
assert not [name for name in sys.modules if name.startswith("desktop.texts")], "looked up early"
from PySide6.QtCore import QLocale
from desktop.qt.application import install_translation, new_application
application = new_application()
install_translation(application, Path(sys.argv[1]), QLocale(sys.argv[2]))
from desktop.texts import right, shell
print(shell.NEW_SESSION, right.calls(1), right.calls(2), sep="|", end="")
"""


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


def test_no_text_of_the_window_stays_behind_when_a_language_is_installed(tmp_path):
    found = _child(untranslated.__file__, str(tmp_path), *SEEN)
    assert json.loads(found) == {name: [PLANTED] for name in SEEN}


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("Save", True),
        ("«Save» now", True),
        ("«As {name}»", False),
        ("Mira · «turn 2»", False),
        ("«SEND»  Ctrl+Enter", False),
        ("Mira waits", True),
    ],
)
def test_a_text_is_left_behind_if_it_has_words_that_are_neither_translated_nor_data(text, is_left):
    assert is_plain(text, frozenset({"Mira"})) is is_left


@pytest.fixture
def translations(tmp_path) -> Path:
    """A folder with a German translation."""
    if not LRELEASE.exists():
        pytest.skip("no lrelease to make a translation with")
    source = tmp_path / "triptych_de.ts"
    source.write_text(GERMAN, "utf-8")
    subprocess.run([LRELEASE, source], check=True, capture_output=True)
    return tmp_path


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de_AT", "Neue Sitzung|1 Aufruf|2 Aufrufe"),
        ("nb_NO", "New session|1 call|2 calls"),
    ],
)
def test_the_window_speaks_the_language_of_the_system_if_there_is_a_translation(
    translations, locale, said
):
    assert _child("-c", SPEAKING, str(translations), locale) == said


@pytest.mark.parametrize(
    ("languages", "is_translated"),
    [(["fr-FR", "de-DE", "en-GB"], True), (["en-GB", "de-DE"], False), (["fr-FR"], False)],
)
def test_the_first_language_that_is_known_is_spoken(qapp, translations, languages, is_translated):
    locale = SimpleNamespace(uiLanguages=lambda: languages)
    assert install_translation(qapp, translations, locale) is is_translated
    for each in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(each)
        each.deleteLater()
    assert tr("New session") == "New session"


def _child(*arguments: str) -> str:
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "support")))
    environment = {**os.environ, "PYTHONPATH": path, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
