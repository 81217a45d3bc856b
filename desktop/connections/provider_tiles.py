"""The providers as pictures to choose from: initials on a colour, a name and a line. Pure."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from desktop.texts import connections as texts
from desktop.widgets.tiles import TileValue
from engine.domain.providers import Provider


class Group(StrEnum):
    """Where the models run, as the player is asked."""

    KEY = "key"
    COMPUTER = "computer"


HEADINGS: Final = {Group.KEY: texts.WITH_A_KEY, Group.COMPUTER: texts.ON_COMPUTER}
_TONES: Final = ("cast1", "cast2", "cast3", "cast4")
_FIRST: Final = "builtin"
_LAST: Final = "scripted"


def provider_groups(
    providers: Iterable[Provider],
) -> tuple[tuple[str, tuple[TileValue, ...]], ...]:
    """Both groups with their tiles."""
    ordered = sorted(providers, key=_rank)
    tiles = [(group_of(each), provider_tile(each, place)) for place, each in enumerate(ordered)]
    return tuple(
        (heading, tuple(tile for group, tile in tiles if group is wanted))
        for wanted, heading in HEADINGS.items()
    )


def _rank(provider: Provider) -> tuple[bool, bool, bool]:
    """The built-in one is the nearest; what needs no key but an address is for who knows it."""
    return provider.adapter == _LAST, not provider.needs_key, provider.adapter != _FIRST


def group_of(provider: Provider) -> Group:
    return Group.COMPUTER if provider.local else Group.KEY


def provider_tile(provider: Provider, place: int = 0) -> TileValue:
    summary = str(provider.metadata.get("summary", ""))
    return TileValue(
        id=provider.id,
        title=provider.label,
        line=first_words(summary),
        whole=summary,
        letters=initials(provider.label),
        tone=_TONES[place % len(_TONES)],
    )


def first_words(text: str) -> str:
    """What a provider is; the rest, on setting it up, is said where that is done."""
    return re.split(r"(?<=[.:]) ", text, maxsplit=1)[0].rstrip(".:")


def initials(name: str) -> str:
    """One or two letters: capitals inside a single word count, as in LM or OpenRouter."""
    words = name.replace("-", " ").replace(".", " ").split()
    capitals = [letter for letter in words[0] if letter.isupper()] if words else []
    if len(words) > 1:
        return _joined(words[0][0], words[1][0])
    return _joined(*capitals[:2]) if len(capitals) > 1 else name[:2].capitalize()


def _joined(*letters: str) -> str:
    return "".join(letters).upper()
