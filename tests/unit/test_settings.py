"""Settings survive a round trip, a newer program, and damage."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from routers import some_settings

from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Profile
from engine.domain.secrets import EnvironmentKey, KeyringKey, RunOnlyKey
from engine.domain.tasks import TASK_TABLE, ModelRole, Task
from engine.errors import SettingsError
from engine.settings import (
    SpendingLimits,
    TaskSetting,
    load_settings,
    save_settings,
    starter_settings,
    with_connection,
    with_profile,
    without_connection,
)


def test_without_a_file_every_role_plays_on_the_built_in_model(tmp_path):
    settings = load_settings(tmp_path / "settings.json")
    assert settings == starter_settings()
    assert {settings.role_profiles(role) for role in ModelRole} == {(ProfileId("starter"),)}


@pytest.mark.parametrize(
    "key", [None, KeyringKey(name="a"), EnvironmentKey(variable="A"), RunOnlyKey(name="a")]
)
def test_settings_survive_a_round_trip(tmp_path, key):
    settings = some_settings(
        ("first", "second"), tasks=(TaskSetting(task=Task.INTENT, temperature=0.0),)
    )
    settings = with_connection(settings, replace(settings.connections[0], key=key))
    settings = replace(settings, limits=SpendingLimits(day=Decimal("0.50")))
    save_settings(tmp_path / "settings.json", settings)
    assert load_settings(tmp_path / "settings.json") == settings


def test_what_a_newer_program_wrote_survives(tmp_path):
    path = tmp_path / "settings.json"
    save_settings(path, starter_settings())
    path.write_text(json.dumps({**json.loads(path.read_text()), "hologram": {"on": True}}))
    save_settings(path, load_settings(path))
    assert json.loads(path.read_text())["hologram"] == {"on": True}


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"\xff\xfe\x00", b'{"waiting": {"idle": -1}}', b'{"roles": {"fourth": []}}'],
)
def test_a_damaged_file_is_set_aside_and_said_so(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.damaged-1\.json"):
        load_settings(path)
    assert (tmp_path / "settings.damaged-1.json").read_bytes() == content
    assert not path.exists()


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path):
    for _ in range(2):
        (tmp_path / "settings.json").write_text("{")
        with pytest.raises(SettingsError):
            load_settings(tmp_path / "settings.json")
    assert (tmp_path / "settings.damaged-2.json").exists()


def test_settings_that_cannot_be_saved_say_what_to_do(tmp_path):
    (tmp_path / "folder").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="save again"):
        save_settings(tmp_path / "folder" / "settings.json", starter_settings())


def test_the_task_table_has_a_row_for_every_task():
    assert {row.task for row in TASK_TABLE} == set(Task)


def test_a_connection_or_profile_of_the_same_id_is_replaced():
    settings = starter_settings()
    changed = with_connection(settings, replace(settings.connections[0], label="Mine"))
    assert [connection.label for connection in changed.connections] == ["Mine"]
    other = Profile(id=ProfileId("other"), connection=ConnectionId("builtin"), model="m")
    assert len(with_profile(settings, other).profiles) == 2


def test_rungs_go_from_strict_to_plain():
    assert list(Rung)[-1] is Rung.PLAIN


def test_a_connection_goes_with_its_profiles_and_all_that_used_them():
    own = TaskSetting(task=Task.INTENT, profile=ProfileId("first"), temperature=0.5)
    settings = some_settings(("first", "second"), tasks=(own,))
    left = without_connection(settings, ConnectionId("first"))
    assert [each.id for each in left.connections] == ["second"]
    assert [each.id for each in left.profiles] == ["second"]
    assert left.role_profiles(ModelRole.MAIN) == ("second",)
    assert left.tasks == (replace(own, profile=None),)


def test_a_task_is_moved_to_another_role():
    moved = replace(
        starter_settings(), tasks=(TaskSetting(task=Task.INTENT, model_role=ModelRole.COT),)
    )
    assert moved.task_values(Task.INTENT).model_role is ModelRole.COT
    assert moved.task_values(Task.NARRATION).model_role is ModelRole.MAIN
