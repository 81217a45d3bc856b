"""What stands for a character beside a name: a colour and letters. Pure."""

import unicodedata
from typing import Final

from engine.domain.adventure import Adventure

TONES: Final = 4
_JOINER: Final = "\u200d"
_BELONGS_TO_A_LETTER: Final = frozenset({"Mn", "Me", "Mc", "Cf", "Sk"})
_MOST_IN_A_LETTER: Final = 8


def character_tone(adventure: Adventure, character: str) -> str:
    ids: list[str] = [who.id for who in adventure.characters]
    return numbered_tone(ids.index(character) if character in ids else 0)


def numbered_tone(number: int) -> str:
    """One of the few colours that stand behind portraits."""
    return f"cast{number % TONES + 1}"


def initials(name: str) -> str:
    """The first letters of the first word and the last, with their marks; else the first sign."""
    words = name.split()
    spelled = [word for word in words if word[0].isalnum()] or words[:1]
    return "".join(_first_letter(word).upper() for word in (*spelled[:1], *spelled[1:][-1:]))


def _first_letter(word: str) -> str:
    """With what belongs to it: accents, an emoji's joined parts and its colour."""
    end = 1
    while end < min(len(word), _MOST_IN_A_LETTER) and (
        unicodedata.category(word[end]) in _BELONGS_TO_A_LETTER or word[end - 1] == _JOINER
    ):
        end += 1
    return word[:end]
