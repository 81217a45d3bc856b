"""Models that are no longer offered, wherever they are used, and what comes nearest to them."""

from dataclasses import replace

from engines import scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, ModelFacts, Profile
from engine.domain.tasks import ModelRole, Task
from engine.providers.scripted import Scripted
from engine.settings import TaskSetting, with_connection

FAR = ConnectionId("openrouter")
FLASH, PRO = "google/gemini-1.5-flash", "google/gemini-1.5-pro"
NEW_FLASH, NEW_PRO = "google/gemini-2.5-flash", "google/gemini-2.5-pro"
LISTED = (
    ModelFacts(model=NEW_FLASH, created=2),
    ModelFacts(model=NEW_PRO, created=3),
    ModelFacts(model="sao10k/l3-euryale-70b", created=1),
)


async def test_what_is_gone_says_so_everywhere_and_one_press_takes_the_nearest(
    a_window, until, monkeypatch
):
    async def listed(self):
        return LISTED

    monkeypatch.setattr(Scripted, "models", listed)
    async with a_window(settings=_settings()) as shown:
        engine = shown.engine
        await engine.connections.keep_key(FAR, "sk-or-v1-0123456789")
        await engine.connections.models(engine.settings.connection(FAR))
        await until(lambda: shown.window._models)
        shown.window.show_models()
        page = shown.window._models
        card, row = page.roles[ModelRole.MAIN], page.tasks.rows[Task.INTENT]
        await until(lambda: card.gone.text == "No longer offered, nearest: gemini-2.5-flash")
        assert card.fallbacks.rows[0].text.text().endswith("nearest: gemini-2.5-pro")
        assert "no longer offered, nearest: gemini-2.5-pro" in row.goes_to.currentText()
        assert "flash, no longer offered" in page.tasks.rows[Task.NARRATION].goes_to.currentText()
        assert page.roles[ModelRole.COT].warning == "Tuned for roleplay: it may judge badly"

        shown.window.activateWindow()
        await until(shown.window.isActiveWindow)
        card.change.setFocus()
        card.change.click()
        picker = page.picker
        await until(lambda: len(picker.models.rows) >= len(LISTED))
        assert picker.models.rows[0].model == NEW_FLASH
        assert f"nearest to {FLASH}" in picker.models.rows[0].line
        QTest.keyClick(picker.field, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is picker.order
        QTest.keyClick(picker.order, Qt.Key.Key_Tab)
        QTest.keyClick(picker.field, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is picker.order
        QTest.keyClick(picker.order, Qt.Key.Key_End)
        assert not picker.isHidden()
        assert [each.model for each in picker.models.rows][:1] == [NEW_FLASH]
        assert "euryale" in [each for each in picker.models.rows if each.doubt][-1].model
        QTest.keyClick(picker.order, Qt.Key.Key_Escape)
        assert picker.isHidden()
        assert QApplication.focusWidget() is card.change

        card.gone.take.click()
        await until(lambda: engine.settings.profile(ProfileId("flash")).model == NEW_FLASH)
        await until(lambda: card.gone.text == "")
        row = page.tasks.rows[Task.NARRATION]
        await until(lambda: row.goes_to.currentText().startswith("Gemini 2.5 Flash"))
        card.fallbacks.rows[0].take.click()
        await until(lambda: engine.settings.profile(ProfileId("pro")).model == NEW_PRO)
        await until(row.take.isHidden)
        assert engine.settings.roles[ModelRole.MAIN] == ("flash", "pro")


def _settings():
    names = {"flash": FLASH, "pro": PRO, "tale": "sao10k/l3-euryale-70b"}
    profiles = (
        Profile(id=ProfileId(id_), connection=FAR, model=model) for id_, model in names.items()
    )
    settings = scripted_settings()
    far = Connection(id=FAR, provider=ProviderId("openrouter"), label="OpenRouter")
    return replace(
        with_connection(settings, far),
        profiles=(*settings.profiles, *profiles),
        roles={
            **settings.roles,
            ModelRole.MAIN: (ProfileId("flash"), ProfileId("pro")),
            ModelRole.COT: (ProfileId("tale"),),
        },
        tasks=(TaskSetting(task=Task.INTENT, profile=ProfileId("pro")),),
    )
