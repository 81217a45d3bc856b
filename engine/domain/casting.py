"""Whose words are written with which profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.domain.ids import AdventureId, CharacterId, ProfileId


class Part(StrEnum):
    """Which part somebody has in the story."""

    NARRATOR = "gm"
    CHARACTER = "npc"
    PLAYER = "player"


class Control(StrEnum):
    """Who decides what somebody does."""

    AI = "ai"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterSetting:
    """The player's choice of a profile for one character, or for the narrator.

    Without an `adventure` it holds in every one. A character of another id but of this `name` is
    meant too: files name characters as their own program does. `extras` as in a profile.
    """

    character: CharacterId
    name: str = ""
    adventure: AdventureId | None = None
    part: Part = Part.CHARACTER
    control: Control = Control.AI
    profile: ProfileId | None = None
    may_fall_back: bool = True
    extras: Mapping[str, object] = field(default_factory=dict)

    def is_for(
        self, adventure: AdventureId | None, character: CharacterId | None, name: str
    ) -> bool:
        """Whether this is about who speaks; without a character it is the narrator."""
        if self.adventure not in (None, adventure):
            return False
        if character is None:
            return self.part is Part.NARRATOR
        is_named = bool(self.name) and self.name.casefold() == name.casefold()
        return self.part is Part.CHARACTER and (self.character == character or is_named)
