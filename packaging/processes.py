"""Other programs: run one, or become one; a failure is a sentence."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

Command = Sequence[str | Path]
Words = list[str | Path]


class Refusal(Exception):  # noqa: N818 - not a mistake: it says what to do
    """Why a command cannot go on, and what to do about it, for the person at the terminal."""


def say(sentence: str) -> None:
    """Tell the person at the terminal; stdout belongs to the programs that are run."""
    print(sentence, file=sys.stderr, flush=True)


def run(command: Command, *, otherwise: str, **environment: str) -> None:
    """Run `command`, its output on stderr. Raises `Refusal(otherwise)` when it fails."""
    try:
        finished = subprocess.run(
            command, stdout=sys.stderr, env=os.environ | environment, check=False
        )
    except OSError as error:
        raise Refusal(otherwise) from error
    if finished.returncode:
        raise Refusal(otherwise)


def succeeds(command: Command) -> bool:
    """Whether `command` ends well; its output goes where ours goes."""
    return subprocess.run(command, check=False).returncode == 0


def become(command: Command, **environment: str) -> NoReturn:
    """Go on as `command`: its output, its signals and its exit code are what the caller sees."""
    words = [str(word) for word in command]
    surroundings = os.environ | environment
    if os.name == "posix":
        os.execvpe(words[0], words, surroundings)  # noqa: S606 - that is its purpose
    sys.exit(subprocess.call(words, env=surroundings))
