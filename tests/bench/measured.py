"""What a process of its own measures: nothing that was measured before makes it warm."""

import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300


def numbers_of_a_child(script: Path, *arguments: str) -> list[float]:
    """The numbers that `script` prints. Its compiled modules are kept, as an installation does."""
    # -P: this folder has a bench called `engine`, which must not stand before the engine.
    done = subprocess.run(
        [sys.executable, "-P", str(script), *arguments],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [float(number) for number in done.stdout.split()]


def most_megabytes() -> float:
    """The most memory this process had at once."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    # Linux counts the memory of the process that started this one into `ru_maxrss`.
    peak = re.search(r"^VmHWM:\s*(\d+) kB", status.read_text("utf-8"), re.MULTILINE)
    assert peak is not None
    return int(peak[1]) / 1_024


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    folders = (ROOT, ROOT / "tests" / "support", ROOT / "tests" / "bench")
    return own | {
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "triptych-bench-compiled"),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
