"""What Triptych needs from the system beside Python: only on Linux, and only what is missing."""

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping

from processes import Refusal, run, say

# Debian's package → the file it is wanted for.
MODEL_LIBRARIES = {"libgomp1": "libgomp.so.1", "libstdc++6": "libstdc++.so.6"}
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libglib2.0-0": "libgthread-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
}
X11_LIBRARIES = {
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
WAYLAND_LIBRARIES = {"libwayland-client0": "libwayland-client.so.0"}
SCREENLESS_X11 = {"xvfb": "xvfb-run", "xauth": "xauth", "xdotool": "xdotool"}
FREEZING = {"binutils": "objdump"}

IS_LINUX = sys.platform.startswith("linux")


def has_display() -> bool:
    """Whether a window can be shown: `QT_QPA_PLATFORM` names another way to show one."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not IS_LINUX or any(os.environ.get(name) for name in names)


def window_libraries() -> dict[str, str]:
    """The libraries of the display at hand."""
    x11 = X11_LIBRARIES if os.environ.get("DISPLAY") else {}
    wayland = WAYLAND_LIBRARIES if os.environ.get("WAYLAND_DISPLAY") else {}
    return {**QT_LIBRARIES, **x11, **wayland}


def provide(libraries: Mapping[str, str], programs: Mapping[str, str] | None = None) -> None:
    """Install what is missing, or raise `Refusal` with the command that does."""
    if not IS_LINUX:
        return
    missing = [package for package, name in libraries.items() if not _loads(name)]
    missing += [package for package, name in (programs or {}).items() if not shutil.which(name)]
    if missing:
        _install(missing)


def provide_venv() -> None:
    """Install what Debian splits off Python, and `python -m venv` needs."""
    if not shutil.which("apt-get"):
        raise Refusal(
            "This Python cannot make environments: its module ensurepip is missing. "
            "Install it with your system's package manager, or take Python from python.org."
        )
    _install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install(packages: list[str]) -> None:
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Refusal(
            f"Triptych needs what Debian calls {names}. "
            "Install the same with your system's package manager, and start again."
        )
    if os.geteuid() != 0:
        raise Refusal(
            f"Triptych needs {names} from the system. Install them, and start again:\n"
            f"  sudo apt-get install --no-install-recommends {names}"
        )
    say(f"Installing {names} …")
    _apt("update", otherwise="The list of system packages could not be fetched")
    _apt(
        "install", "--yes", "--no-install-recommends", *packages,
        otherwise=f"The system packages {names} could not be installed",
    )  # fmt: skip


def _apt(*words: str, otherwise: str) -> None:
    run(
        ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0", *words],
        otherwise=f"{otherwise}; apt's reason is above. Put it right, and start again.",
        DEBIAN_FRONTEND="noninteractive",
    )
