"""Tiers of models, which of them does what, and how complex a prompt is. Values and pure rules."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from engine.domain.tasks import Complexity, Task


class Tier(StrEnum):
    """How strong a model is, weakest first."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    PREMIUM = "premium"

    def is_stronger_than(self, other: "Tier") -> bool:
        order = list(Tier)
        return order.index(self) > order.index(other)


DEFAULT_TIER: Final = Tier.MEDIUM
"""What does everything that the grid does not name."""

_PARSING = {Complexity.SIMPLE: Tier.SMALL, Complexity.MODERATE: Tier.SMALL}
_PROSE = {Complexity.SIMPLE: Tier.SMALL, Complexity.COMPLEX: Tier.LARGE}
_DIALOGUE = {Complexity.COMPLEX: Tier.LARGE}
_GENERATION = {Complexity.COMPLEX: Tier.LARGE, Complexity.CRITICAL: Tier.PREMIUM}
_DECISION = {Complexity.CRITICAL: Tier.PREMIUM}

_NAMED: Final[Mapping[Task, Mapping[Complexity, Tier]]] = {
    Task.INTENT: _PARSING,
    Task.DESCRIPTION: _PROSE,
    Task.NARRATION: _PROSE,
    Task.CHARACTER_REPLY: _DIALOGUE,
    Task.CHARACTER_GENERATION: _GENERATION,
    Task.QUEST_GENERATION: _GENERATION,
    Task.RULE_EVALUATION: _DECISION,
}

GRID: Final[Mapping[tuple[Task, Complexity], Tier]] = {
    (task, complexity): _NAMED.get(task, {}).get(complexity, DEFAULT_TIER)
    for task in Task
    for complexity in Complexity
}
"""The tier that does each task at each complexity; settings override any of them."""

LONG: Final = 2000
SHORT: Final = 500
"""Characters of a prompt."""

_STRUCTURED: Final = ("json", "extract")
_CREATIVE: Final = ("creative", "unique", "original", "detailed")


def complexity_of(parts: Sequence[str]) -> Complexity:
    """How complex a prompt made of `parts` is, by its words and its length.

    A prompt that is not written yet says nothing.
    """
    length = sum(map(len, parts))
    if not length:
        return Complexity.MODERATE
    folded = "\n".join(parts).lower()
    if any(_has_word(folded, word) for word in _STRUCTURED):
        return Complexity.SIMPLE
    if length > LONG or any(_has_word(folded, word) for word in _CREATIVE):
        return Complexity.COMPLEX
    return Complexity.SIMPLE if length < SHORT else Complexity.MODERATE


def _has_word(folded: str, word: str) -> bool:
    # Most prompts do not even have the letters, which is much faster to tell.
    return word in folded and re.search(rf"\b{word}\b", folded) is not None
