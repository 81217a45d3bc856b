"""Presets and tiers in the window: looked at, applied, kept, taken back."""

from dataclasses import replace

import pytest
from engines import SCRIPTED, scripted_settings

from desktop.connections.choices import moved
from desktop.connections.preset_lines import writing_line
from desktop.connections.task_lines import task_lines
from desktop.texts.connections import UNDO
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.module_presets import ModulePreset, SeenPreset
from engine.domain.offers import Gone
from engine.domain.presets import PresetName
from engine.domain.providers import Connection, ModelFacts, Profile
from engine.domain.tasks import Complexity, ModelRole, Task
from engine.domain.tiers import Tier
from engine.settings import starter_settings, with_connection

OTHER = Profile(id=ProfileId("other"), connection=ConnectionId("scripted"), model="other")
TWO = replace(scripted_settings(), profiles=(*scripted_settings().profiles, OTHER))


@pytest.fixture
def models(until):
    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models

    return find


@pytest.fixture
def undo(until):
    """Press Undo when it is offered for what was done last."""

    async def press(page, about):
        await until(lambda: page.notice.isVisible() and about in page.notice.sentence)
        next(each for each in page.notice.buttons if each.text() == UNDO).click()

    return press


async def test_a_preset_is_seen_before_it_is_applied_and_taken_back(a_window, until, models, undo):
    settings = with_connection(starter_settings(), scripted_settings().connections[0])
    async with a_window(settings=settings) as shown:
        page, engine = await models(shown), shown.engine
        page.presets.fill()
        names = [each.text() for each in page.presets.menu_.actions() if each.text()]
        assert names[:4] == ["All local", "Cheap", "Balanced", "Best"]
        before = engine.settings.roles
        page.presets.menu_.actions()[0].trigger()
        await until(page.preset.isVisible)
        assert "scripted" in page.preset.text
        assert engine.settings.roles == before
        page.preset.apply.click()
        await until(lambda: engine.settings.roles != before and page.preset.isHidden())
        assert page.roles[ModelRole.MAIN].model != "SmolLM2 135M"
        await undo(page, "in force")
        await until(lambda: engine.settings.roles == before)

        page.presets.save_requested.emit()
        assert not page.saving.save.isEnabled()
        page.saving.field.setText("Mine")
        page.saving.field.returnPressed.emit()
        await until(page.saving.isHidden)
        page.presets.chosen.emit("Mine")
        await until(page.preset.isVisible)
        assert not page.preset.apply.isEnabled()
        page.preset.delete.click()
        await until(lambda: engine.presets.names() == tuple(PresetName))
        await undo(page, "deleted")
        await until(lambda: engine.presets.names() == (*PresetName, "Mine"))


async def test_models_for_writing_become_profiles_where_their_provider_is_there(
    a_window, until, models, undo
):
    link = Connection(id=ConnectionId("c"), provider=ProviderId("openai"), label="Mine")
    async with a_window(settings=with_connection(scripted_settings(), link)) as shown:
        page, engine = await models(shown), shown.engine
        page.presets.writing_requested.emit()
        await until(page.writing.isVisible)
        page.writing.kinds.setCurrentIndex(4)
        page.writing.kind_chosen.emit(4)
        assert len(page.writing.buttons) == 3
        page.writing.buttons[1].click()
        await until(lambda: engine.settings.profile(ProfileId("c:battle:gpt-4.1")))
        await undo(page, "is there")
        await until(lambda: not engine.settings.profile(ProfileId("c:battle:gpt-4.1")))


async def test_tiers_grid_and_complexity_are_changed_in_their_section(a_window, until, models):
    async with a_window(settings=TWO) as shown:
        page, engine = await models(shown), shown.engine
        section = page.tiers
        assert section.grid is None
        shown.window.open_tiers()
        small = section.tiers[Tier.SMALL]
        next(each for each in small.menu_.actions() if "other" in each.text()).trigger()
        await until(lambda: engine.settings.tier_profiles(Tier.SMALL) == ("other",))
        small.added.emit(SCRIPTED)
        await until(lambda: len(small.rows) == 2)
        small.moved.emit(SCRIPTED, -1)
        await until(lambda: engine.settings.tier_profiles(Tier.SMALL) == (SCRIPTED, "other"))
        small.removed.emit(SCRIPTED)
        await until(lambda: engine.settings.tier_profiles(Tier.SMALL) == ("other",))

        cell = section.grid.cells[Task.NARRATION, Complexity.SIMPLE]
        assert cell.currentText() == "Small"
        cell.activated.emit(3)
        await until(lambda: cell.currentText() == "Premium")
        cell.activated.emit(0)
        await until(lambda: not engine.settings.grid)
        section.grid.pins[Task.NARRATION].activated.emit(1)
        goes_to = page.tasks.rows[Task.NARRATION].goes_to
        await until(lambda: goes_to.currentText() == "other (simple)")
        assert engine.settings.task_setting(Task.NARRATION).complexity is Complexity.SIMPLE
        section.memories[Task.INTENT].click()
        await until(lambda: not engine.settings.task_setting(Task.INTENT).remembers)


def test_the_table_says_which_models_do_a_task_by_how_hard_it_is():
    settings = replace(TWO, tiers={Tier.SMALL: (OTHER.id,)})
    lines = task_lines(
        settings, (), (), lambda profile: ModelFacts(model=profile.model), lambda profile: None
    )
    ways = {line.task: line.profiles[0][1] for line in lines}
    assert ways[Task.NARRATION] == "other (the harder, the stronger)"
    assert ways[Task.INTENT] == "other (simple)"
    assert moved(("a", "b", "c"), "a", 2) == ("b", "c", "a")


def test_a_model_that_is_gone_offers_the_nearest():
    preset = ModulePreset(
        module="m", provider=ProviderId("p"), model="old", temperature=0.5, top_p=0.9, note="Good."
    )
    seen = SeenPreset(
        preset=preset,
        module="M",
        connection=scripted_settings().connections[0],
        gone=Gone(model="old", nearest="new"),
    )
    line = writing_line(seen, "P")
    assert (line.state, line.model) == ("No longer offered, nearest: new.", "new")
    assert not writing_line(replace(seen, gone=Gone(model="old", nearest="")), "P").deed
