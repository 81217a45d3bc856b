"""How a line typed in the terminal is meant."""

import re
from typing import Final

from engine.domain.adventure import Adventure
from engine.domain.ids import CharacterId
from engine.domain.manners import Manner, Said
from engine.errors import EngineError

_MANNERS: Final = {"/say": Manner.SAY, "/story": Manner.STORY, "/as": Manner.AS}


def in_manner(typed: str, adventure: Adventure) -> Said:
    """`typed` as it is meant.

    Raise `EngineError` for a command there is not, for no words, or a name that nobody has.
    """
    command, _, text = typed.partition(" ")
    if not command.startswith("/"):
        return Said(text=typed)
    if command not in _MANNERS:
        raise EngineError(f"{typed} is no command, and is not played. /help lists what there is.")
    manner, character = _MANNERS[command], None
    if manner is Manner.AS:
        character, text = _without_name(text.strip(), adventure)
    if not text.strip():
        raise EngineError(f"Write the words behind {command}, in the same line.")
    return Said(text=text.strip(), manner=manner, character=character)


def _without_name(text: str, adventure: Adventure) -> tuple[CharacterId, str]:
    """Who speaks, by whole name or first name, and what."""
    for who in adventure.characters:
        for name in (who.name, who.name.split()[0]):
            if found := re.match(rf"{re.escape(name)}(?!\w)[:,]?", text, re.IGNORECASE):
                return who.id, text[found.end() :]
    names = ", ".join(who.name for who in adventure.characters)
    raise EngineError(f"Nobody in this story has that name. There are: {names}.")
