"""The source tree's own Python environment: made once, filled from a lock, then left alone."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import system
from processes import Words, run, say

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "packaging" / "requirements.txt"
DEVELOPMENT = ROOT / "packaging" / "requirements-dev.txt"

VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")


def ready(lock: Path) -> Path:
    """The environment's Python, with everything in `lock` installed.

    A stamp tells that it is; with it nothing is run and nothing is asked of the network.
    """
    if not _is_filled(lock):
        _make()
        _fill(lock)
    return PYTHON


def _is_filled(lock: Path) -> bool:
    enough = {lock, DEVELOPMENT}  # whatever is in the runtime lock is in the development lock too
    return any(_is_stamped(each) for each in enough)


def _is_stamped(lock: Path) -> bool:
    stamp = _stamp(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == _fingerprint(lock)


def _make() -> None:
    if PYTHON.exists() and _has_pip():
        return
    if importlib.util.find_spec("ensurepip") is None:
        system.provide_venv()
    say("Making a Python environment in .venv …")
    python = getattr(sys, "_base_executable", sys.executable)  # never the one being replaced
    run(
        [python, "-m", "venv", "--clear", VENV],
        otherwise=f"No Python environment could be made in {VENV}; the reason is above. "
        "Put it right and start again.",
    )


def _has_pip() -> bool:
    """An environment whose Python was upgraded underneath it has none."""
    probe = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    return probe.returncode == 0


def _fill(lock: Path) -> None:
    say("Installing packages (once; about two minutes with a good connection) …")
    for each in (RUNTIME, DEVELOPMENT):
        _stamp(each).unlink(missing_ok=True)
    run(
        [*pip("install"), "--no-deps", "--require-hashes", "--requirement", lock],
        otherwise="The packages could not be installed; pip's reason is above. "
        "Check the connection to the network and the space on the disk, and start again.",
    )
    _make_the_source_importable()
    _stamp(lock).write_text(_fingerprint(lock))


def pip(command: str) -> Words:
    """The start of a pip command that never asks, and never builds what its lock cannot vouch for."""
    manners = ["--no-input", "--disable-pip-version-check"]
    if not sys.stderr.isatty():
        manners += ["--quiet", "--quiet"]  # nobody watches its progress; errors still show
    return [PYTHON, "-m", "pip", command, *manners, "--only-binary", ":all:"]


def _make_the_source_importable() -> None:
    """From any folder, and in child processes as well."""
    where: Words = [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    (Path(packages) / "triptych-source.pth").write_text(f"{ROOT}\n")


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def _fingerprint(lock: Path) -> str:
    interpreter = str(PYTHON.resolve())
    return hashlib.sha256(lock.read_bytes() + interpreter.encode()).hexdigest()
