"""What the library keeps, by kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from desktop.texts import side as texts


class Shelf(StrEnum):
    ADVENTURES = "adventures"
    CHARACTERS = "characters"
    LOREBOOKS = "lorebooks"
    RULES = "rules"


NAMES: Final[Mapping[Shelf, str]] = {
    Shelf.ADVENTURES: texts.ADVENTURES,
    Shelf.CHARACTERS: texts.CHARACTERS,
    Shelf.LOREBOOKS: texts.LOREBOOKS,
    Shelf.RULES: texts.RULES,
}
