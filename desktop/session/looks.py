"""A second look at a verdict, as it stands on its card. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from desktop.session.card_words import evidence_of, is_words, verdict_word
from desktop.session.effect_lines import EffectLine
from desktop.texts import right as texts
from engine.domain.rules import Answered, CueJudge, ModelJudge, NoVerdict, Verdict
from engine.domain.second_look import Reason, SecondVerdict


class LookAction(StrEnum):
    """What can be pressed on a card."""

    WHY = "why"
    AGAIN = "again"
    APPLY = "apply"
    CANCEL = "cancel"
    HIDE = "hide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the card says below its verdict; `second` is what could be applied."""

    sentence: str
    quote: str = ""
    changes: tuple[EffectLine, ...] = ()
    actions: tuple[LookAction, ...] = (LookAction.AGAIN, LookAction.HIDE)
    second: SecondVerdict | None = None


ASKING_WHY = Look(sentence=texts.ASKING_WHY, actions=(LookAction.CANCEL,))
ASKING_AGAIN = Look(sentence=texts.ASKING_AGAIN, actions=(LookAction.CANCEL,))
GIVEN_UP = Look(sentence=texts.GIVEN_UP)


def reason_look(reason: Reason) -> Look:
    match reason.judge:
        case CueJudge(cue=""):
            return Look(sentence=texts.CUE_MISSED, actions=(LookAction.HIDE,))
        case CueJudge(cue=cue):
            put = texts.CUE_RESTS_ON if is_words(cue) else texts.PATTERN_RESTS_ON
            sentence = put.format(cue=cue)
            return Look(sentence=sentence, quote=reason.quote or "", actions=(LookAction.HIDE,))
        case ModelJudge(model=model):
            put = texts.RESTS_ON if reason.quote else texts.RESTS_ON_NOTHING
            return Look(sentence=put.format(model=model), quote=reason.quote or "")
        case _:
            assert_never(reason.judge)


def second_look(before: Verdict, second: SecondVerdict, changes: tuple[EffectLine, ...]) -> Look:
    """`changes` are what the world would be after it, beside what it is."""
    now = second.verdict
    if isinstance(now, NoVerdict):
        return failed_look(now.failure)
    word, quote = verdict_word(now), evidence_of(now)
    if _is_same(before, now):
        return Look(sentence=texts.SAME_AGAIN.format(verdict=word), quote=quote)
    return Look(
        sentence=texts.OTHER_NOW.format(verdict=word),
        quote=quote,
        changes=changes,
        actions=(LookAction.APPLY, LookAction.AGAIN, LookAction.HIDE),
        second=second,
    )


def failed_look(failure: str) -> Look:
    return Look(sentence=texts.NOT_ANSWERED.format(failure=failure))


def _is_same(before: Verdict, now: Verdict) -> bool:
    if isinstance(before, Answered) and isinstance(now, Answered):
        return before.tag == now.tag
    return type(before) is type(now)
