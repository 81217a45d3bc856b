"""What presets make of the models that are offered."""

from dataclasses import replace

import pytest
from builders import a_check
from routers import dollars, some_settings

from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.presets import OfferedModel, PresetName
from engine.domain.providers import FREE, ModelFacts
from engine.domain.tasks import ModelRole, Task
from engine.domain.tiers import Tier
from engine.errors import SettingsError
from engine.routing.presets import preset, restored, saved, tier_of
from engine.settings import TaskSetting, without_profile

SETTINGS = some_settings(("local", "cloud", "builtin"))
LINKS = {each.id: each for each in SETTINGS.connections}


def an_offer(where, model, price=None, *, check=None, judges=None, tags=()):
    return OfferedModel(
        connection=LINKS[ConnectionId(where)],
        facts=ModelFacts(model=model, tags=tags, judges=judges),
        is_local=where != "cloud",
        price=FREE if where != "cloud" else price,
        check=check,
    )


STARTER = an_offer("builtin", "SmolLM2-135M", judges=False)
SMALL = an_offer("local", "qwen3-8b")
YES_SAYER = an_offer("local", "yes-70b", check=a_check(10, 0, 0))
CHEAP = an_offer("cloud", "nano", dollars("0.1", "0.4"))
MIDDLE = an_offer("cloud", "middle", dollars("1", "4"), tags=("roleplay",))
STRONG = an_offer("cloud", "opus", dollars("5", "25"), check=a_check(8, 8, 8))
JUDGE = an_offer("cloud", "haiku", dollars("1", "5"), check=a_check(10, 10, 9))
UNPRICED = an_offer("cloud", "secret")
ALL = (STARTER, SMALL, YES_SAYER, CHEAP, MIDDLE, STRONG, JUDGE, UNPRICED)
CLOUD = (STARTER, CHEAP, MIDDLE, STRONG, JUDGE, UNPRICED)


@pytest.mark.parametrize(
    ("name", "offered", "main", "cot", "utility"),
    [
        (PresetName.ALL_LOCAL, ALL, "qwen3-8b", "qwen3-8b", "qwen3-8b"),
        (PresetName.ALL_LOCAL, CLOUD, "SmolLM2-135M", "SmolLM2-135M", "SmolLM2-135M"),
        (PresetName.CHEAP, ALL, "qwen3-8b", "qwen3-8b", "qwen3-8b"),
        (PresetName.CHEAP, CLOUD, "nano", "nano", "nano"),
        (PresetName.BALANCED, CLOUD, "middle", "nano", "nano"),
        (PresetName.BEST, ALL, "opus", "haiku", "opus"),
    ],
)
def test_a_preset_chooses_by_what_is_known_of_each_model(name, offered, main, cot, utility):
    after = preset(name, SETTINGS, offered).after
    used = [after.profile(after.role_profiles(role)[0]).model for role in ModelRole]
    assert used == [main, cot, utility]


def test_on_this_computer_means_nothing_is_left_that_is_elsewhere():
    cloud = ProfileId("cloud")
    tasks = (TaskSetting(task=Task.REWRITE, profile=cloud, temperature=0.5),)
    before = replace(SETTINGS, tasks=tasks, tiers={Tier.LARGE: (cloud,)})
    after = preset(PresetName.ALL_LOCAL, before, ALL).after
    assert cloud not in {id_ for ids in after.roles.values() for id_ in ids}
    assert not any(after.tiers.values())
    assert (after.tasks[0].profile, after.tasks[0].temperature) == (None, 0.5)
    assert after.profile(cloud)


def test_balanced_fills_the_tiers_and_every_line_has_its_reason():
    proposal = preset(PresetName.BALANCED, SETTINGS, CLOUD)
    models = {
        tier: proposal.after.profile(ids[0]).model for tier, ids in proposal.after.tiers.items()
    }
    assert models == {Tier.SMALL: "nano", Tier.MEDIUM: "middle", Tier.PREMIUM: "opus"}
    assert all(line.reason and line.changes for line in proposal.lines)
    assert proposal.lines[0].before == "local-model · Local"
    assert proposal.lines[0].after == "middle · Cloud"


def test_where_nobody_can_judge_that_is_said():
    lines = preset(PresetName.BEST, SETTINGS, [STARTER]).lines
    assert "cues do it" in lines[1].reason
    with pytest.raises(SettingsError, match="No connection offers a model"):
        preset(PresetName.BEST, SETTINGS, [])
    with pytest.raises(SettingsError, match="on this computer"):
        preset(PresetName.ALL_LOCAL, SETTINGS, [CHEAP])


@pytest.mark.parametrize(
    ("offer", "tier"),
    [
        (STARTER, Tier.SMALL),
        (SMALL, Tier.SMALL),
        (YES_SAYER, Tier.LARGE),
        (an_offer("local", "mixtral-8x22b"), Tier.MEDIUM),
        (an_offer("local", "llama-405b"), Tier.PREMIUM),
        (an_offer("local", "nameless"), Tier.MEDIUM),
        (CHEAP, Tier.SMALL),
        (MIDDLE, Tier.MEDIUM),
        (STRONG, Tier.PREMIUM),
        (an_offer("cloud", "x", dollars("1", "1"), tags=("premium",)), Tier.PREMIUM),
    ],
)
def test_tags_price_or_size_tell_how_strong_a_model_is(offer, tier):
    assert tier_of(offer) is tier


def test_what_was_saved_comes_back_without_what_is_gone():
    kept = saved(replace(SETTINGS, tiers={Tier.LARGE: (ProfileId("cloud"),)}), "Mine")
    now = preset(PresetName.ALL_LOCAL, SETTINGS, ALL).after
    assert restored(now, kept).after.roles == SETTINGS.roles
    without = without_profile(now, ProfileId("cloud"))
    after = restored(without, kept).after
    assert after.role_profiles(ModelRole.MAIN) == ("local", "builtin")
    assert after.tier_profiles(Tier.LARGE) == ()
