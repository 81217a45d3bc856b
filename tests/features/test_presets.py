"""Presets in a whole engine and in the terminal: looked at, applied, kept, taken back."""

import pytest
from engines import an_engine, paths_in, scripted_settings

from engine.cli.__main__ import main
from engine.domain.presets import PresetName
from engine.errors import SettingsError
from engine.settings import load_settings, save_settings, starter_settings, with_connection


def some_settings():
    """On the starter model, with a connection beside it whose model is not known to judge ill."""
    return with_connection(starter_settings(), scripted_settings().connections[0])


async def test_a_preset_is_applied_saved_and_taken_back(tmp_path):
    async with an_engine(tmp_path, settings=some_settings()) as (engine, _):
        before = engine.settings
        take_saved_back = await engine.presets.save(" Mine ")
        proposal = await engine.presets.proposal(PresetName.ALL_LOCAL)
        assert engine.settings.roles == before.roles
        take_back = await engine.presets.apply(proposal)
        assert engine.settings.roles == proposal.after.roles != before.roles
        with pytest.raises(SettingsError, match="Look again"):
            await engine.presets.apply(proposal)
        await take_back()
        assert engine.settings.roles == before.roles
        assert engine.presets.names() == (*PresetName, "Mine")
        assert not any(line.changes for line in (await engine.presets.proposal("Mine")).lines)
        bring_back = await engine.presets.delete("Mine")
        assert engine.presets.names() == tuple(PresetName)
        await bring_back()
        await take_saved_back()
        assert engine.settings == before
        for name in ("best", " "):
            with pytest.raises(SettingsError, match="Give the preset a name"):
                await engine.presets.save(name)


def test_the_terminal_lists_saves_applies_and_deletes(tmp_path, monkeypatch, capsys):
    paths = paths_in(tmp_path)
    save_settings(paths.settings, some_settings())
    monkeypatch.setattr("engine.cli.__main__.default_paths", lambda: paths)
    assert main(["presets", "save", "Mine"]) == 0
    assert main(["presets", "apply", "all local"]) == 0
    roles = load_settings(paths.settings).roles
    assert main(["presets"]) == 0
    told = capsys.readouterr().out
    assert "“all local” is in force" in told
    assert all(f"\n{name}\n" in told for name in (*PresetName, "Mine"))
    assert main(["presets", "apply", "Mine"]) == 0
    assert load_settings(paths.settings).roles == starter_settings().roles != roles
    assert main(["presets", "delete", "Mine"]) == 0
    assert main(["presets", "apply", "Mine"]) == 1
    assert main(["presets", "modules"]) == 0
    assert main(["presets", "take", "11"]) == 1
    told = capsys.readouterr()
    assert "gpt-4o" in told.out
    assert "add OpenAI first" in told.out
    assert "This preset needs OpenAI" in told.err
