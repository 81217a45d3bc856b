"""Which lore entries a text calls up. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    scanned = _words(text)
    places = defaultdict(list)
    for place, word in enumerate(scanned):
        places[word].append(place)
    found = []
    for entry in (each for each in entries if not each.constant):
        for key in entry.keys:
            words = _key(key)
            # Of most keys the text has not even the first word.
            if words and words[0] in places and _stand_side_by_side(words, scanned, places):
                found.append(Activated(entry=entry, key=key))
                break
    return tuple(found)


def constant(entries: Iterable[LoreEntry]) -> tuple[Activated, ...]:
    """The entries that are always in."""
    return tuple(Activated(entry=entry, key="") for entry in entries if entry.constant)


def _stand_side_by_side(
    words: tuple[str, ...], scanned: tuple[str, ...], places: Mapping[str, Sequence[int]]
) -> bool:
    starts = places[words[0]]
    return any(scanned[start : start + len(words)] == words for start in starts)


@lru_cache(maxsize=32_768)  # the keys of a world are the same for every prompt
def _key(key: str) -> tuple[str, ...]:
    return _words(key)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))
