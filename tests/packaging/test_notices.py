"""The third-party notices name every work that a bundle made here contains, with its licence."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def notices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notices", ROOT / "packaging" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_of_this_platform_is_named_with_its_licence(notices: ModuleType):
    licences = {canonicalize_name(work.name): work.licence for work in notices.works()}
    for requirement in _locked():
        if requirement.marker is None or requirement.marker.evaluate():
            assert licences[canonicalize_name(requirement.name)].strip(), requirement.name


def test_every_work_but_the_interpreter_brings_its_licence_text(notices: ModuleType):
    silent = {work.name for work in notices.works() if not any(map(str.strip, work.texts))}
    assert silent <= {"Python"}


def test_the_starter_model_is_named(notices: ModuleType):
    text = notices.notices(notices.works())
    assert "SmolLM2-135M-Instruct" in text
    assert "Apache License" in text


def test_the_text_of_qts_licence_is_there(notices: ModuleType):
    text = notices.notices(notices.works())
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "may be replaced" in text


def _locked() -> list[Requirement]:
    lock = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    return [
        Requirement(line.rstrip(" \\")) for line in re.findall(r"^\S+==.*$", lock, re.MULTILINE)
    ]
