"""The lock files pin everything that is installed, and say nothing of where it comes from."""

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "packaging" / "requirements.txt"
DEVELOPMENT = ROOT / "packaging" / "requirements-dev.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda lock: lock.name)
def test_a_lock_names_no_index(lock: Path):
    assert not re.search(r"://|--index|--extra-index|--find-links|\.whl", lock.read_text("utf-8"))


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path):
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8").strip()):
        assert re.match(r"[\w.-]+==[\w.]+.* \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_the_runtime_lock_pins_what_the_project_depends_on():
    _assert_pinned(PROJECT["project"]["dependencies"], RUNTIME)


def test_the_development_lock_pins_what_its_groups_ask_for():
    for group in ("test", "check", "freeze"):
        _assert_pinned(PROJECT["dependency-groups"][group], DEVELOPMENT)


def test_the_development_lock_holds_the_runtime_lock():
    """One environment serves both, so neither may move the other's packages."""
    assert _pins(RUNTIME).items() <= _pins(DEVELOPMENT).items()


def test_packaging_is_never_a_package():
    """It would shadow the library of that name."""
    assert not list((ROOT / "packaging").rglob("__init__.py"))


@pytest.mark.slow
@pytest.mark.network
def test_plain_pip_installs_the_runtime_lock_and_checks_its_hashes(tmp_path: Path):
    python = _fresh_python(tmp_path)
    _pip(python, "install", "--require-hashes", "--no-deps", "-r", RUNTIME)
    _pip(python, "check")


@pytest.mark.network
def test_pip_refuses_a_package_whose_hash_is_another(tmp_path: Path):
    lock = tmp_path / "requirements.txt"
    lock.write_text(re.sub("[0-9a-f]{64}", "0" * 64, _entry("zipp")))
    with pytest.raises(subprocess.CalledProcessError) as refused:
        _pip(
            Path(sys.executable), "download", "--require-hashes", "--no-deps", "--no-cache-dir",
            "--dest", tmp_path, "-r", lock,
        )  # fmt: skip
    assert "DO NOT MATCH THE HASHES" in refused.value.stderr


def _assert_pinned(requirements: list[str], lock: Path) -> None:
    pins = _pins(lock)
    for text in requirements:
        wanted = Requirement(text)
        assert wanted.specifier.contains(pins[canonicalize_name(wanted.name)]), text


def _pins(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def _entry(name: str) -> str:
    text = RUNTIME.read_text("utf-8") + "\n"
    found = re.search(rf"^{name}==.*\n(?: .*\n)+", text, re.MULTILINE)
    assert found
    return found.group()


def _fresh_python(folder: Path) -> Path:
    venv.create(folder / "fresh", with_pip=True, symlinks=True)
    return folder / "fresh" / "bin" / "python"


def _pip(python: Path, *words: str | Path) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    subprocess.run(command, check=True, capture_output=True, text=True)
