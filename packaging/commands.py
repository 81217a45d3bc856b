"""The commands of dev.py, each of which makes ready what it needs and then hands over."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import environment
import freeze
import starter
import system
from environment import DEVELOPMENT, PROGRAMS, PYTHON, ROOT, RUNTIME
from processes import Refusal, Words, become, run, say, succeeds

Arguments = list[str]


def main(arguments: Arguments) -> int:
    """Carry out one command; every failure is a sentence and exit code 1."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        say(usage())
        return 0 if arguments[:1] in (["-h"], ["--help"], ["help"]) else 2
    rest = arguments[2:] if arguments[1:2] == ["--"] else arguments[1:]
    try:
        return command(rest)
    except Refusal as refusal:
        say(f"\n{refusal}")
    except OSError as error:
        say(
            f"\n{error.strerror or error}: {error.filename or 'the disk'}. Put it right, and start again."
        )
    except KeyboardInterrupt:
        say("\nStopped.")
    return 1


def usage() -> str:
    lines = [
        f"  {name:8} {(command.__doc__ or '').splitlines()[0]}"
        for name, command in COMMANDS.items()
    ]
    return "\n".join(["python packaging/dev.py COMMAND [arguments]", "", *lines])


def start(arguments: Arguments) -> int:
    """Start Triptych: the window, or the terminal where there is no display."""
    has_display = system.has_display()
    qt = system.window_libraries() if has_display else {}
    system.provide(system.MODEL_LIBRARIES | qt)
    environment.ready(RUNTIME)
    starter.provide()
    if has_display:
        become([PYTHON, "-P", "-m", "desktop", *arguments])
    say("There is no display, so the story plays here, in the terminal.")
    without_a_player = [] if sys.stdin.isatty() else ["--opening-moves"]
    become([PYTHON, "-P", "-m", "engine.cli", "play", *without_a_player, *arguments])


def test(arguments: Arguments) -> int:
    """Run the tests, without a screen; arguments go to pytest."""
    _make_ready_for_tests()
    become([PYTHON, "-m", "pytest", *SIDE_BY_SIDE, *arguments], QT_QPA_PLATFORM="offscreen")


def check(arguments: Arguments) -> int:
    """Lint, format check, types and import contracts: all of them, even when one fails."""
    environment.ready(DEVELOPMENT)
    os.chdir(ROOT)
    failed = [name for name, words in CHECKS.items() if not _passes(name, words)]
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def bench(arguments: Arguments) -> int:
    """Measure Triptych against the figures it has to beat."""
    folder = _folder("bench")
    _make_ready_for_tests()
    become([PYTHON, folder, *arguments], QT_QPA_PLATFORM="offscreen")


def shots(arguments: Arguments) -> int:
    """Take pictures of the windows, in a display of its own."""
    folder = _folder("shots")
    _make_ready_for_tests()
    command: Words = ["xvfb-run", "-a", PYTHON, folder, *arguments]
    become(command, QT_QPA_PLATFORM="xcb")


def lock(arguments: Arguments) -> int:
    """Pin again what pyproject.toml asks for; `lock --upgrade` takes the newest that fit."""
    environment.ready(RUNTIME)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        uv = _uv(Path(folder))
        _pin(uv, RUNTIME, arguments)
        _pin(uv, DEVELOPMENT, [*DEVELOPMENT_GROUPS, "--constraints", str(RUNTIME), *arguments])
    return 0


def notices(arguments: Arguments) -> int:
    """Write THIRD-PARTY-NOTICES.txt: whose work is in Triptych, under which licences."""
    environment.ready(RUNTIME)
    become([PYTHON, ROOT / "packaging" / "notices.py", *arguments])


def build(arguments: Arguments) -> int:
    """Freeze Triptych into dist/triptych, which needs no Python, and start it once."""
    system.provide(system.MODEL_LIBRARIES | system.QT_LIBRARIES, system.FREEZING)
    environment.ready(DEVELOPMENT)
    starter.provide()
    freeze.build(arguments)
    return 0


COMMANDS: dict[str, Callable[[Arguments], int]] = {
    "run": start,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
    "lock": lock,
    "notices": notices,
    "build": build,
}

CHECKS: dict[str, Words] = {
    "ruff check": [PROGRAMS / "ruff", "check", "."],
    "ruff format": [PROGRAMS / "ruff", "format", "--check", "."],
    "mypy": [PROGRAMS / "mypy"],
    "mypy of packaging": [PROGRAMS / "mypy", *sorted((ROOT / "packaging").glob("*.py"))],
    "import contracts": [PROGRAMS / "lint-imports"],
}

SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
"""How the tests use the machine's cores; `-n 0` runs them one after another."""

DEVELOPMENT_GROUPS = ["--group", "test", "--group", "check", "--group", "freeze"]


def _make_ready_for_tests() -> None:
    libraries = system.MODEL_LIBRARIES | system.QT_LIBRARIES | system.X11_LIBRARIES
    system.provide(libraries, system.SCREENLESS_X11)
    environment.ready(DEVELOPMENT)
    starter.provide()
    os.chdir(ROOT)


def _folder(name: str) -> Path:
    folder = ROOT / "tests" / name
    if not (folder / "__main__.py").exists():
        raise Refusal(f"There is nothing to run: tests/{name}/__main__.py does not exist.")
    return folder


def _passes(name: str, command: Words) -> bool:
    print(f"== {name}", flush=True)
    passed = succeeds(command)
    print(f"== {name}: {'passed' if passed else 'FAILED'}\n", flush=True)
    return passed


def _uv(folder: Path) -> Path:
    run(
        [*environment.pip("install"), "--target", folder, "uv"],
        otherwise="uv, which pins the packages, could not be installed; pip's reason is above.",
    )
    return folder / "bin" / ("uv.exe" if os.name == "nt" else "uv")


def _pin(uv: Path, target: Path, options: list[str]) -> None:
    shape = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    bare = ["--no-header", "--no-annotate"]
    words = ["pyproject.toml", *shape, *bare, "--output-file", str(target.relative_to(ROOT))]
    run(
        [uv, "pip", "compile", "--quiet", *words, *options],
        otherwise=f"{target.name} could not be pinned; uv's reason is above.",
    )
