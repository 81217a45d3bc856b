"""Words and patterns that settle a question without a model."""

import re
from bisect import bisect_left
from functools import lru_cache

from engine.domain.rules import Cue

_WORD = re.compile(r"\w+")
_APOSTROPHES = "['‘’]"


def cue_match(cue: Cue, judged: str) -> str | None:
    """The stretch of `judged` that `cue` matches, None if it does not.

    A pattern that is no regular expression, or that matches nothing at all, does not match.
    """
    if cue.pattern:
        return _pattern_match(cue.text, judged)
    if not _words(judged).issuperset(_WORD.findall(cue.text.casefold())):
        return None
    return _shortest_with_all([_spans(word, judged) for word in cue.text.split()], judged)


def _pattern_match(pattern: str, judged: str) -> str | None:
    try:
        found = re.search(pattern, judged, flags=re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None
    return (found.group(0) or None) if found else None


@lru_cache(maxsize=4)  # the many cues of a phase all look into the same few texts
def _words(judged: str) -> frozenset[str]:
    return frozenset(_WORD.findall(judged.casefold()))


def _spans(word: str, judged: str) -> list[tuple[int, int]]:
    """Where `word` occurs as a whole word."""
    letters = "".join(_APOSTROPHES if letter in "'‘’" else re.escape(letter) for letter in word)
    found = re.finditer(rf"(?<!\w){letters}(?!\w)", judged, flags=re.IGNORECASE)
    return [match.span() for match in found]


def _shortest_with_all(words: list[list[tuple[int, int]]], judged: str) -> str | None:
    """The shortest stretch that holds each of `words` at least once; the first of equals."""
    if not words or not all(words):
        return None
    latest = min(spans[-1][0] for spans in words)
    starts = sorted(start for spans in words for start, _ in spans if start <= latest)
    stretches = [(start, max(_end_from(start, spans) for spans in words)) for start in starts]
    start, end = min(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return judged[start:end]


def _end_from(start: int, spans: list[tuple[int, int]]) -> int:
    """Where the first of `spans` at or after `start` ends."""
    return spans[bisect_left(spans, (start, 0))][1]
