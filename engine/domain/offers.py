"""Whether a model is still offered, and which one that is comes nearest. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from engine.domain.providers import Dialect

_WORD: Final = re.compile(r"[a-z]+|\d+(?:\.\d+)*")
_DATED: Final = re.compile(r"[-@.:]?(?:20\d\d-?\d\d-?\d\d|\d{4}|latest|stable)$")
_TELLS_LITTLE: Final = frozenset({
    "ai", "b", "beta", "chat", "exp", "experimental", "fast", "free", "hf", "high", "instant",
    "instruct", "it", "k", "large", "latest", "lite", "low", "m", "max", "medium", "meta", "mini",
    "model", "nano", "plus", "preview", "pro", "small", "turbo", "v", "versatile", "x",
})  # fmt: skip
"""Words that models of different families have in their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A model that its service does not list any more; `nearest` is "" where none is like it."""

    model: str
    nearest: str


def gone(model: str, listed: Sequence[str], dialect: Dialect) -> Gone | None:
    """What became of `model` by a service's last list; None while it is offered.

    An empty list, or one that does not name everything, says nothing of a model.
    """
    if not listed or not dialect.lists_all or _is_offered(model, listed, dialect):
        return None
    return Gone(model=model, nearest=nearest(model, listed) or "")


def nearest(model: str, offered: Sequence[str]) -> str | None:
    """The offered model of the same family whose name is most like that of `model`, if any."""
    words, plain = _words(model), _plain(model)
    family = words - _TELLS_LITTLE - {word for word in words if word[0].isdigit()}

    def likeness(other: str) -> tuple[float, float]:
        theirs = _words(other)
        shared = 2 * len(words & theirs) / (len(words) + len(theirs))
        return shared, SequenceMatcher(None, plain, _plain(other)).ratio()

    related = [each for each in offered if family & _words(each)]
    return max(related, key=likeness, default=None)


def _is_offered(model: str, listed: Sequence[str], dialect: Dialect) -> bool:
    """Under its name, or that without what a service lets one put before or behind it.

    A name without a date stands for the newest of its dated ones.
    """
    name = model.removeprefix(dialect.model_prefix).removeprefix("models/")
    for variant in dialect.variants:
        name = name.removesuffix(variant)
    undated = _DATED.sub("", name) if name.endswith(("-latest", ":latest")) else name
    return any(each in (model, name, undated) or _DATED.sub("", each) == undated for each in listed)


def _plain(model: str) -> str:
    """Without its maker's name and its date."""
    return _DATED.sub("", model.casefold().rpartition("/")[2])


def _words(model: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_plain(model)))
