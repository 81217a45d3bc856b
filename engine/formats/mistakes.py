"""What is wrong with a file, and where, so that an author hears of everything at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from typing_extensions import override

from engine.errors import FormatError

_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """`field` leads to the place inside `file`, "" for the file as a whole; `problem` is plain words."""

    file: str
    field: str
    problem: str

    @override
    def __str__(self) -> str:
        where = f"{self.file}, {self.field}" if self.field else self.file
        return f"{where}: {self.problem}"


def refuse(name: str, mistakes: Iterable[Mistake]) -> None:
    """Raise one FormatError that lists `mistakes`, if there are any."""
    found = list(dict.fromkeys(mistakes))
    if not found:
        return
    count = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
    lines = [f"• {mistake}" for mistake in found[:_LISTED]]
    if len(found) > _LISTED:
        lines.append(f"• … and {len(found) - _LISTED} more")
    head = f"“{name}” could not be opened: {count} found. Mend the following, then open it again."
    raise FormatError("\n".join((head, *lines)))


def field_of(steps: Sequence[str | int]) -> str:
    """The way to a field as a reader counts: `quay › exits 1 › to`."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            words[-1:] = [f"{words[-1] if words else 'entry'} {step + 1}"]
        else:
            words.append(step)
    return " › ".join(words)
