"""Tiers in a whole engine and in the terminal."""

from dataclasses import replace

from builders import an_adventure
from engines import an_engine, is_story, paths_in, play, scripted_settings

from engine.cli.__main__ import main
from engine.domain.calls import AttemptStarted
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Profile
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier
from engine.prompt.tokens import estimate_tokens
from engine.settings import load_settings, save_settings


def a_profile(name, **values):
    id_ = ProfileId(name)
    return Profile(id=id_, connection=ConnectionId("scripted"), model=name, **values)


async def test_a_prompt_that_leads_to_another_model_is_written_for_that_one(tmp_path):
    small = a_profile("small", context_window=1500, max_tokens=100)
    large = a_profile("large", context_window=32_000)
    before = scripted_settings()
    settings = replace(
        before,
        profiles=(*before.profiles, small, large),
        tiers={Tier.MEDIUM: (small.id,), Tier.LARGE: (large.id,)},
    )
    async with an_engine(tmp_path, ["Rain."] * 9, settings=settings) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        for number in range(4):
            events = await play(engine, session, f"{number}: I wait a very long while. " * 70)
        (started,) = [each for each in events if isinstance(each, AttemptStarted)]
        assert started.model == "large"
        assert started.reason == "large tier, for complex narration"
        request = next(each for each in reversed(adapter.requests) if is_story(each))
        sent = sum(estimate_tokens(message.text) for message in request.messages)
        assert sent > 1500
        assert "0: I wait" in "".join(message.text for message in request.messages)


def test_the_terminal_fills_tiers_and_pins_complexity(tmp_path, monkeypatch, capsys):
    paths = paths_in(tmp_path)
    save_settings(paths.settings, scripted_settings())
    monkeypatch.setattr("engine.cli.__main__.default_paths", lambda: paths)
    assert main(["tiers", "use", "large", "scripted"]) == 0
    assert main(["tiers", "cell", "intent", "simple", "large"]) == 0
    assert main(["tiers", "pin", "rewrite", "critical"]) == 0
    settings = load_settings(paths.settings)
    assert settings.tier_profiles(Tier.LARGE) == ("scripted",)
    assert settings.tier_for(Task.INTENT, Complexity.SIMPLE) is Tier.LARGE
    assert settings.task_setting(Task.REWRITE).complexity is Complexity.CRITICAL
    assert main(["tiers", "pin", "rewrite"]) == 0
    assert load_settings(paths.settings).task_setting(Task.REWRITE).complexity is None
    capsys.readouterr()
    assert main(["tiers"]) == 0
    assert "QUEST_GENERATION".lower() in capsys.readouterr().out
    assert main(["tiers", "use", "large", "nobody"]) == 1
    assert "no profile nobody" in capsys.readouterr().err
