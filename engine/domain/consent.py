"""How a turn asks the player for something only the player may decide."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from engine.domain.ids import ProfileId


class Consent(StrEnum):
    NO = "no"
    """Also the answer where nobody can be asked."""
    ONCE = "once"
    ALWAYS = "always"
    STOP = "stop"
    FREE = "free"
    RAISE = "raise"


class Period(StrEnum):
    """What a spending limit is for."""

    TURN = "turn"
    SESSION = "session"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion:
    """May this call go on with a profile that is dearer, or whose price nobody knows?"""

    answers: ClassVar[tuple[Consent, ...]] = (Consent.ONCE, Consent.ALWAYS, Consent.NO)

    sentence: str
    profile: ProfileId


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitQuestion:
    """A call could pass a spending limit: stop, use free models, or raise it to `raised`?"""

    answers: ClassVar[tuple[Consent, ...]] = (Consent.FREE, Consent.RAISE, Consent.STOP)

    sentence: str
    period: Period
    raised: Decimal


Question = ConsentQuestion | LimitQuestion
Ask = Callable[[Question], Awaitable[Consent]]


async def refuse(question: Question) -> Consent:
    """The answer where nobody can be asked."""
    return Consent.NO
