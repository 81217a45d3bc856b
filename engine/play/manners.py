"""What the player wrote, in the manner they mean it: whose words it becomes, and how they read."""

import re
from collections.abc import Iterable
from typing import Final, assert_never

from engine.domain.adventure import Adventure
from engine.domain.ids import CharacterId
from engine.domain.manners import Manner
from engine.domain.messages import Author, AuthorKind
from engine.play.replying import author_of

_CLOSING: Final = {"“": "”", "„": "“", "«": "»", "»": "«", '"': '"'}
_MARK: Final = re.compile('[“”„«»"]')
_UNSPOKEN: Final = re.compile(r"(\*[^*\n]+\*|\n)")


def author_in(manner: Manner, adventure: Adventure, character: CharacterId | None) -> Author:
    """Whose words they become; `character` is for speaking as somebody else."""
    match manner:
        case Manner.DO | Manner.SAY:
            return Author(kind=AuthorKind.PLAYER, name=adventure.persona.name)
        case Manner.STORY:
            return author_of(None)
        case Manner.AS:
            return author_of(adventure.character(character) if character else None)
        case _:
            assert_never(manner)


def worded(text: str, manner: Manner, story: Iterable[str]) -> str:
    """The player's words as the story has them: speech in the marks that `story` uses.

    `story` is what was written so far, the newest first.
    """
    if manner is not Manner.SAY or _MARK.search(text):
        return text
    before = _opening_mark(story)
    return "".join(_quoted(part, before, _CLOSING[before]) for part in _UNSPOKEN.split(text))


def _opening_mark(story: Iterable[str]) -> str:
    """The mark that speech in the story begins with."""
    found = (_MARK.search(text) for text in story)
    return next((mark[0] for mark in found if mark and mark[0] in _CLOSING), "“")


def _quoted(part: str, before: str, after: str) -> str:
    """`part` between marks, unless it is what is done, or nothing to say."""
    spoken = part.strip()
    if _UNSPOKEN.fullmatch(part) or not any(letter.isalnum() for letter in spoken):
        return part
    return part.replace(spoken, f"{before}{spoken}{after}", 1)
