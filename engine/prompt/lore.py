"""Which lore entries a text calls up. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.domain.adventure import LoreEntry

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """An entry that enters the prompt, and the key that called it; "" when it is constant."""

    entry: LoreEntry
    key: str


def activated(entries: Iterable[LoreEntry], text: str) -> tuple[Activated, ...]:
    """The entries with a key that occurs in `text` as whole words, without regard to case."""
    scanned = _Scanned(_words(text))
    found = ((entry, _matching_key(entry, scanned)) for entry in entries if not entry.constant)
    return tuple(Activated(entry=entry, key=key) for entry, key in found if key is not None)


def constant(entries: Iterable[LoreEntry]) -> tuple[Activated, ...]:
    """The entries that are always in."""
    return tuple(Activated(entry=entry, key="") for entry in entries if entry.constant)


class _Scanned:
    """The words of a text, and where each of them stands."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            self._places[word].append(place)

    def has(self, words: tuple[str, ...]) -> bool:
        """Whether `words` stand in the text side by side."""
        if not words or words[0] not in self._places:
            return False
        places = self._places[words[0]]
        return any(self._words[place : place + len(words)] == words for place in places)


def _matching_key(entry: LoreEntry, scanned: _Scanned) -> str | None:
    for key in entry.keys:
        if scanned.has(_key(key)):
            return key
    return None


@lru_cache(maxsize=32_768)  # the keys of a world are the same for every prompt
def _key(key: str) -> tuple[str, ...]:
    return _words(key)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))
