"""Which lore entries a text calls up. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from engine.domain.adventure import LoreEntry

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """An entry that enters the prompt, and the key that called it; "" when it is constant."""

    entry: LoreEntry
    key: str


def activated(entries: Iterable[LoreEntry], text: str) -> tuple[Activated, ...]:
    """The entries with a key that occurs in `text` as whole words, without regard to case."""
    scanned = _words(text)
    found = ((entry, _matching_key(entry, scanned)) for entry in entries if not entry.constant)
    return tuple(Activated(entry=entry, key=key) for entry, key in found if key is not None)


def constant(entries: Iterable[LoreEntry]) -> tuple[Activated, ...]:
    """The entries that are always in."""
    return tuple(Activated(entry=entry, key="") for entry in entries if entry.constant)


def _matching_key(entry: LoreEntry, scanned: str) -> str | None:
    return next((key for key in entry.keys if _words(key) in scanned), None)


def _words(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    return f" {' '.join(_WORD.findall(folded))} "
