"""The suite's own strictness: what tests/conftest.py promises to fail, fails."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OFFENCES = """
import logging, os, socket, pytest

def test_fails_on_a_connection_outside():
    with pytest.raises(RuntimeError):
        socket.create_connection(("192.0.2.1", 80), timeout=0.01)

def test_fails_on_a_lookup_outside():
    try:
        socket.getaddrinfo("example.org", 443)
    except Exception:
        pass

def test_fails_on_an_unexpected_warning_in_the_log():
    logging.getLogger("engine.some").warning("unexpected")

@pytest.mark.expects_log
def test_fails_when_an_expected_log_is_missing():
    pass

@pytest.mark.expects_log
def test_passes_with_an_expected_log():
    logging.getLogger("engine.some").error("expected")

def test_passes_on_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    socket.getaddrinfo("localhost", 80)

def test_passes_with_surroundings_of_its_own(tmp_path):
    import keyring
    assert os.environ["TRIPTYCH_HOME"].startswith(str(tmp_path))
    assert "SOME_API_KEY" not in os.environ
    assert keyring.get_password("triptych", "anything") is None
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("offences")
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_offences.py").write_text(OFFENCES)
    finished = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            folder,
            "-vv",
            ".",
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "SOME_API_KEY": "invented", "TRIPTYCH_LOG_LEVEL": "DEBUG"},
        check=False,
    )
    return _worst_outcome_by_test(finished.stdout)


def test_every_offence_fails_and_every_good_manner_passes(outcomes: dict[str, str]):
    assert len(outcomes) == 7
    for name, outcome in outcomes.items():
        assert outcome == ("PASSED" if name.startswith("test_passes") else "ERROR"), name


def _worst_outcome_by_test(report: str) -> dict[str, str]:
    """An autouse fixture fails after the test itself passed, so the later line counts."""
    return dict(re.findall(r"::(\w+) (PASSED|FAILED|ERROR)", report.partition("= short test")[0]))
