"""A verdict looked at again: why it was given, and what the judge says now."""

from dataclasses import dataclass

from engine.domain.ids import MessageId
from engine.domain.rules import Judge, Verdict
from engine.domain.world import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementId:
    """The judgement at `index` among those of a message."""

    message: MessageId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a verdict rests on. `quote` is a stretch of the judged text, None if there is none.

    `judge` is who says so: the cue that settled it, or the model that was asked for its reason.
    """

    judge: Judge
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondVerdict:
    """The answer to the same question now, and what would change with its message by that."""

    verdict: Verdict
    effects: tuple[Effect, ...]
