"""What stands for a character beside a name: a colour and letters. Pure."""

from typing import Final

from engine.domain.adventure import Adventure

TONES: Final = 4


def character_tone(adventure: Adventure, character: str) -> str:
    ids: list[str] = [who.id for who in adventure.characters]
    return numbered_tone(ids.index(character) if character in ids else 0)


def numbered_tone(number: int) -> str:
    """One of the few colours that stand behind portraits."""
    return f"cast{number % TONES + 1}"


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""
