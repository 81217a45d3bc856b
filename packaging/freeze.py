"""Freezing: one folder with everything in it, started once to see that it works."""

import os
from pathlib import Path

from environment import PYTHON, ROOT
from processes import Words, run, say
from system import IS_LINUX

SPEC = ROOT / "packaging" / "triptych.spec"
BUNDLE = ROOT / "dist" / "triptych"
PROGRAM = BUNDLE / ("triptych.exe" if os.name == "nt" else "triptych")


def build(arguments: list[str]) -> None:
    """Build the bundle and let it test itself. Raises `Refusal` when either fails."""
    notices = ROOT / "build" / "THIRD-PARTY-NOTICES.txt"
    _write_notices(notices)
    folders: Words = ["--distpath", BUNDLE.parent, "--workpath", notices.parent]
    run(
        [PYTHON, "-m", "PyInstaller", "--noconfirm", *folders, *arguments, SPEC],
        otherwise="Triptych could not be frozen; PyInstaller's reason is above.",
    )
    notices.replace(BUNDLE / notices.name)
    _strip()
    _start_once()
    say(f"{BUNDLE} is ready: {_size(BUNDLE) / 2**20:.0f} MiB.")


def _write_notices(target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    run(
        [PYTHON, ROOT / "packaging" / "notices.py", target],
        otherwise="The third-party notices could not be written; the reason is above.",
    )


def _strip() -> None:
    """Take out the debug symbols that two of the libraries are published with: some 90 MB."""
    if not IS_LINUX:
        return
    for pattern in ("libpython*.so*", "xllamacpp/*.so"):
        for library in (BUNDLE / "_internal").glob(pattern):
            run(
                ["strip", "--strip-unneeded", library],
                otherwise=f"{library.name} could not be made smaller; the reason is above.",
            )


def _start_once() -> None:
    say("Starting the frozen program once, without a display …")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    run(
        [PROGRAM, "--self-test"],
        otherwise=f"The frozen program does not pass its own test; see above, or run "
        f"{PROGRAM} --self-test again.",
    )


def _size(folder: Path) -> int:
    return sum(each.lstat().st_size for each in folder.rglob("*") if each.is_file())
