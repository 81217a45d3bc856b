"""Each import contract breaks when its offence is written into a copy of the tree, and it alone."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    contract: str
    package: str
    imports: str


OFFENCES = [
    Offence(
        contract="The engine knows nothing of Qt or of the desktop",
        package="engine.domain",
        imports="PySide6.QtCore",
    ),
    Offence(
        contract="The engine knows nothing of Qt or of the desktop",
        package="engine.play",
        imports="desktop",
    ),
    Offence(contract="Engine layers", package="engine.domain", imports="engine.play"),
    Offence(contract="Engine layers", package="engine.routing", imports="engine.storage"),
    Offence(
        contract="Domain, rules and prompt assembly are pure",
        package="engine.rules",
        imports="random",
    ),
    Offence(
        contract="Desktop layers; features do not import each other",
        package="desktop.widgets",
        imports="desktop.parts",
    ),
    Offence(
        contract="Desktop layers; features do not import each other",
        package="desktop.session",
        imports="desktop.connections",
    ),
    Offence(
        contract="The desktop enters the engine by its public faces",
        package="desktop.shell",
        imports="engine.storage",
    ),
    Offence(
        contract="Reusable widgets know nothing of the engine",
        package="desktop.widgets",
        imports="engine.domain",
    ),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, completed with every package that a contract names."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("engine", "desktop"):
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=leave_out)
    for name in _named_packages():
        _complete(folder, name)
    return folder


def test_every_contract_has_its_offence():
    assert {offence.contract for offence in OFFENCES} == {each["name"] for each in CONTRACTS}


def test_the_tree_keeps_every_contract(tree: Path):
    assert _verdicts(tree) == {each["name"]: "KEPT" for each in CONTRACTS}


@pytest.mark.parametrize("offence", OFFENCES, ids=lambda each: f"{each.package}->{each.imports}")
def test_an_offence_breaks_its_contract_and_no_other(tree: Path, offence: Offence):
    module = tree / offence.package.replace(".", "/") / "offence.py"
    module.write_text(f"import {offence.imports}\n")
    try:
        verdicts = _verdicts(tree)
    finally:
        module.unlink()
    assert [name for name, verdict in verdicts.items() if verdict == "BROKEN"] == [offence.contract]


def _verdicts(tree: Path) -> dict[str, str]:
    finished = subprocess.run(
        [LINTER, "--no-cache"],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)", finished.stdout, re.MULTILINE))
    assert verdicts, finished.stdout + finished.stderr
    return verdicts


def _named_packages() -> list[str]:
    names: set[str] = set()
    for contract in CONTRACTS:
        names.update(contract.get("source_modules", []), contract.get("forbidden_modules", []))
        layers = re.findall(r"\w+", " ".join(contract.get("layers", [])))
        names.update(
            f"{each}.{layer}" for each in contract.get("containers", []) for layer in layers
        )
    return sorted(name for name in names if name.startswith(("engine.", "desktop.")))


def _complete(folder: Path, name: str) -> None:
    path = folder.joinpath(*name.split("."))
    if not path.is_dir() and not path.with_suffix(".py").exists():
        path.mkdir()
    if path.is_dir():
        (path / "__init__.py").touch()
