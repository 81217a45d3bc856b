"""A wheel holds the program and its resources, and finds them where it is installed."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW_RESOURCES = "from engine.paths import default_paths; print(default_paths().resources)"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel of a copy of the tree, without the model's 98 MB."""
    source = tmp_path_factory.mktemp("source")
    for name in ("engine", "desktop", "resources"):
        leave_out = shutil.ignore_patterns("__pycache__", "*.gguf", ".starter-*")
        shutil.copytree(ROOT / name, source / name, ignore=leave_out)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    (source / "README.md").write_text("Triptych\n")
    return _unpacked_wheel(source, tmp_path_factory.mktemp("installed"))


@pytest.mark.slow
def test_a_wheel_holds_every_resource(installed: Path):
    expected = _files(ROOT / "resources", leave_out=".gguf")
    assert expected
    assert _files(installed / "engine" / "resources") == expected


@pytest.mark.slow
def test_a_wheel_holds_every_module(installed: Path):
    for package in ("engine", "desktop"):
        modules = {path for path in _files(ROOT / package) if path.suffix == ".py"}
        assert modules <= _files(installed / package)


@pytest.mark.slow
def test_an_installed_program_finds_its_resources(installed: Path):
    command = [sys.executable, "-c", SHOW_RESOURCES]
    shown = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=True)
    assert Path(shown.stdout.strip()) == installed / "engine" / "resources"


def _unpacked_wheel(source: Path, target: Path) -> Path:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    finished = subprocess.run(
        [*build, "--wheel-dir", source / "wheels", source],
        check=False,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    with zipfile.ZipFile(next((source / "wheels").glob("triptych-*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def _files(folder: Path, leave_out: str = ".pyc") -> set[Path]:
    return {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != leave_out and not path.name.startswith(".")
    }
