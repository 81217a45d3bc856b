"""How a player can mean what they write."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.ids import CharacterId, ProfileId
from engine.domain.images import Image


class Manner(StrEnum):
    DO = "do"
    """Their character acts."""
    SAY = "say"
    """Their character speaks."""
    STORY = "story"
    """The story is told: whatever it says happens, and nobody's deed is read from it."""
    AS = "as"
    """Somebody else's words and deeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the player wrote, and how they mean it; `character` is whose words it is with `AS`.

    `images` are what they show with it, `profile` is who is to answer this once.
    """

    text: str
    manner: Manner = Manner.DO
    character: CharacterId | None = None
    images: tuple[Image, ...] = ()
    profile: ProfileId | None = None
