"""How a turn asks the player for something only the player may decide."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.ids import ProfileId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion:
    """May this call go on with a dearer profile?"""

    sentence: str
    profile: ProfileId


class Consent(StrEnum):
    NO = "no"
    ONCE = "once"
    ALWAYS = "always"


Ask = Callable[[ConsentQuestion], Awaitable[Consent]]


async def refuse(question: ConsentQuestion) -> Consent:
    """The answer where nobody can be asked."""
    return Consent.NO
