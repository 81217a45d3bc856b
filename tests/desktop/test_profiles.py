"""LLM profiles in the window: edited, copied, deleted, imported with a look before, taken back."""

from dataclasses import replace

import pytest
from engines import scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.profiles.entered import Entered, entered_of, problems, profile_of, renamed
from desktop.profiles.feature import ProfilesFeature
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Profile

GOOD = """
llm_config: {default_profile_id: smart}
llm_profiles:
  - {id: smart, model: gpt-4, temperature: 0.5, api_key_ref: OPENAI_API_KEY}
characters:
  gm: {name: Game Master, type: gm, ai_config: {profile_id: smart, may_fall_back: false}}
"""
BEFORE = Profile(id=ProfileId("p"), connection=ConnectionId("c"), model="m", temperature=0.5)
IDS = (ProfileId("other"), ProfileId("third"))
OTHERS = (
    *(replace(BEFORE, id=id_) for id_ in IDS),
    replace(BEFORE, id=ProfileId("back"), fallbacks=(BEFORE.id,)),
    replace(BEFORE, id=ProfileId("far"), fallbacks=(IDS[0], ProfileId("back"))),
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"temperature": "", "top_p": "0,9", "max_tokens": "300"}, ""),
        ({"fallbacks": "other, third"}, ""),
        ({"extra": '{"seed": 7}'}, ""),
        ({"id": " "}, "needs a name"),
        ({"id": "other"}, "another profile called other"),
        ({"model": ""}, "needs a model"),
        ({"temperature": "2.5"}, "Temperature must be between 0 and 2"),
        ({"top_p": "nan"}, "Top p must be between"),
        ({"max_tokens": "0"}, "Max tokens must be a whole number"),
        ({"context_window": "many"}, "Context window must be"),
        ({"fallbacks": "p"}, "cannot fall back to itself"),
        ({"fallbacks": "nobody"}, "no profile called nobody"),
        ({"fallbacks": "back"}, "p → back → p would go round in a circle. Take back out."),
        ({"fallbacks": "third, far"}, "p → far → back → p would go round in a circle."),
        ({"extra": "[1]"}, "must be a JSON object"),
        ({"extra": "{"}, "must be a JSON object"),
    ],
)
def test_what_is_typed_is_a_profile_or_is_told_why_not(changed, said):
    entered = replace(entered_of(BEFORE), **changed)
    found = " ".join(problems(entered, BEFORE, OTHERS))
    assert said in found
    assert bool(found) is bool(said)
    if not found:
        assert problems(entered_of(profile_of(entered, BEFORE)), BEFORE, OTHERS) == ()


def test_a_profile_becomes_the_texts_that_stand_for_it():
    whole = replace(BEFORE, top_p=0.9, max_tokens=300, extra_params={"seed": 7}, fallbacks=IDS)
    assert profile_of(entered_of(whole), BEFORE) == whole
    assert isinstance(entered_of(whole), Entered)


def test_another_name_is_used_wherever_the_old_one_was():
    settings = scripted_settings()
    old = settings.profiles[0]
    found = renamed(settings, old.id, replace(old, id=ProfileId("new")))
    assert [each.id for each in found.profiles] == ["new"]
    assert set(found.roles.values()) == {("new",)}


@pytest.fixture
def profiles(until):
    async def find(shown) -> ProfilesFeature:
        await until(lambda: shown.window._profiles)
        return shown.window._profiles.findChild(ProfilesFeature)

    return find


async def test_a_file_is_looked_at_imported_and_taken_back(a_window, until, profiles, tmp_path):
    path = tmp_path / "game.yaml"
    async with a_window() as shown:
        feature, page = await profiles(shown), shown.window._profiles
        path.write_text(GOOD.replace("0.5", "50"), encoding="utf-8")
        await feature.read(path)
        assert page.isVisible()
        assert page.report.title == "game.yaml cannot be imported yet"
        assert "line 4" in page.report.parts[0].lines[0][0]
        assert page.report.accept.isHidden()
        path.write_text(GOOD, encoding="utf-8")
        await feature.read(path)
        before = shown.engine.settings
        told = {part.title: part.lines for part in page.report.parts}
        assert told["PROFILES"] == (("smart", "gpt-4 on OpenAI"),)
        assert told["CONNECTIONS"][0][0] == "OpenAI"
        assert "OPENAI_API_KEY" in told["CONNECTIONS"][0][1]
        assert told["CHARACTERS"] == (("Game Master (the narrator)", "smart, and no other"),)
        assert len(told["MODEL ROLES"]) == 3
        assert any("is not set" in line for line, _ in told["TO KNOW"])
        shown.press("Import")
        await until(lambda: shown.engine.settings.profile(ProfileId("smart")))
        await until(lambda: shown.window.toasts.button)
        assert not page.is_reporting
        assert shown.window._models.connections.entries.entries[-1].title == "OpenAI"
        assert shown.window.toasts.shown[-1].sentence == "game.yaml was imported."
        shown.window.toasts.button.click()
        await until(lambda: "smart" not in [each.id for each in page.entries.entries.entries])
        assert shown.engine.settings == before


async def test_a_profile_is_edited_copied_deleted_and_brought_back(a_window, until, profiles):
    async with a_window() as shown:
        await profiles(shown)
        page = shown.window._profiles
        shown.window.show_models()
        shown.press("Edit profiles…")
        await until(page.isVisible)
        first = shown.engine.settings.profiles[0]
        form = page.form
        assert form.id.text() == first.id
        assert "Used by" in form.used_by.text()
        form.temperature.setText("1.25")
        form.temperature.editingFinished.emit()
        await until(lambda: shown.engine.settings.profiles[0].temperature == 1.25)
        form.extra.setPlainText("{oops")
        form.extra.left.emit()
        await until(lambda: "JSON object" in form.trouble.text())
        assert shown.engine.settings.profiles[0].extra_params == {}
        form.extra.setPlainText('{"seed": 7}')
        form.extra.left.emit()
        await until(lambda: shown.engine.settings.profiles[0].extra_params == {"seed": 7})
        await until(form.trouble.isHidden)
        page.copy.click()
        await until(lambda: form.id.text() == f"{first.id} 2")
        assert "nothing" in form.used_by.text()
        page.entries.setCurrentIndex(page.entries.model().index(0, 0))
        assert form.id.text() == first.id
        before = shown.engine.settings
        page.delete.click()
        await until(lambda: shown.engine.settings.profile(first.id) is None)
        await until(lambda: shown.window.toasts.button)
        shown.window.toasts.button.click()
        await until(lambda: form.id.text() == first.id)
        assert shown.engine.settings == before


@pytest.mark.qt_log_ignore("propagateSizeHints")
async def test_the_profiles_are_written_where_the_dialog_says(
    a_window, until, profiles, tmp_path, qapp
):
    async with a_window() as shown:
        feature = await profiles(shown)
        feature.choose_export()
        await until(lambda: shown.window._profiles.window().findChildren(QFileDialog))
        (dialog,) = shown.window.findChildren(QFileDialog)
        path = tmp_path / "out.yaml"
        dialog.filesSelected.emit([str(path)])
        dialog.accept()
        await until(path.exists)
        assert "llm_profiles:" in path.read_text(encoding="utf-8")
        await until(lambda: shown.window.toasts.shown)
        assert "No key is among them" in shown.window.toasts.shown[-1].sentence


async def test_what_was_typed_goes_to_its_own_profile_and_escape_takes_it_back(
    a_window, until, profiles
):
    async with a_window() as shown:
        await profiles(shown)
        page, toasts = shown.window._profiles, shown.window.toasts
        shown.window.show_models()
        shown.press("Edit profiles…")
        await until(page.isVisible)
        form, first = page.form, shown.engine.settings.profiles[0]
        page.copy.click()
        await until(lambda: form.id.text() == f"{first.id} 2")

        form.id.setText("second")
        form.id.editingFinished.emit()
        page.entries.setCurrentIndex(page.entries.model().index(0, 0))
        await until(lambda: shown.engine.settings.profile(ProfileId("second")))
        assert shown.engine.settings.profiles[0] == first
        assert form.id.text() == first.id

        form.temperature.setText("hot")
        form.temperature.editingFinished.emit()
        page.copy.click()
        await until(lambda: form.id.text() == f"{first.id} 2")
        form.id.setText("second")
        form.id.editingFinished.emit()
        page.entries.setCurrentIndex(page.entries.model().index(0, 0))
        await until(lambda: toasts.shown)
        assert "another profile called second" in toasts.shown[-1].sentence
        assert form.trouble.isHidden()

        form.temperature.setText("hot")
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert form.temperature.text() == ""
        assert page.isVisible()
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert not page.isVisible()
