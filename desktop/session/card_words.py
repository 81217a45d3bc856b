"""What a rule's card says. Pure."""

from collections.abc import Iterable
from typing import Final, assert_never

from desktop.parts.abilities import short_name
from desktop.parts.figures import cost_text, number_text, seconds_text
from desktop.session.effect_lines import EffectLine
from desktop.session.turn_view import RuleCard
from desktop.texts import right as texts
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judge,
    ModelJudge,
    NoVerdict,
    Operator,
    Unclear,
    UnmetCondition,
    Verdict,
    WaitingRule,
)

_NO: Final = ("no", "none", "")


def badge_of(card: RuleCard) -> tuple[str, str]:
    """The words of the badge and its tone."""
    if card.verdict is None:
        return (texts.ASKING, "") if card.is_asking else (texts.APPLIED, "good")
    return verdict_word(card.verdict), tone_of(card.verdict)


def verdict_word(verdict: Verdict) -> str:
    match verdict:
        case Answered(tag=tag):
            return tag or texts.NONE_OF_THESE
        case Unclear():
            return texts.UNCLEAR
        case NoVerdict():
            return texts.NO_VERDICT
        case _:
            assert_never(verdict)


def tone_of(verdict: Verdict) -> str:
    match verdict:
        case Answered(tag=tag):
            return "" if tag.lower() in _NO else "good"
        case Unclear():
            return "warn"
        case NoVerdict():
            return "bad"
        case _:
            assert_never(verdict)


def evidence_of(verdict: Verdict | None) -> str:
    match verdict:
        case Answered(evidence=evidence) | Unclear(evidence=evidence):
            return evidence or ""
        case NoVerdict() | None:
            return ""
        case _:
            assert_never(verdict)


def judge_of(verdict: Verdict | None) -> Judge | None:
    match verdict:
        case Answered(judge=judge) | Unclear(judge=judge):
            return judge
        case NoVerdict() | None:
            return None
        case _:
            assert_never(verdict)


def what_followed(verdict: Verdict | None) -> str:
    """What came of a question that nobody settled."""
    match verdict:
        case Unclear(confidence=float(confidence)):
            return texts.NOT_SURE_ENOUGH.format(confidence=number_text(confidence, 2))
        case Unclear():
            return texts.COULD_NOT_TELL
        case NoVerdict(failure=failure):
            return f"{failure} {texts.NOT_ASKED_FURTHER}"
        case Answered() | None:
            return ""
        case _:
            assert_never(verdict)


def foot_of(card: RuleCard) -> str:
    """Who judged, at what temperature, how sure, how long it took, what it cost."""
    judge = judge_of(card.verdict)
    match judge:
        case CueJudge(cue=cue):
            if not cue:
                return texts.NO_CUE
            return texts.BY_CUE.format(cue=cue) if is_words(cue) else texts.BY_PATTERN
        case ModelJudge():
            return " · ".join(part for part in _model_parts(card, judge) if part)
        case None:
            return ""
        case _:
            assert_never(judge)


def is_words(cue: str) -> bool:
    """A cue that a reader can take in; the others are patterns."""
    return all(each.isalnum() or each in " '’-" for each in cue)


def effect_texts(card: RuleCard) -> list[str]:
    rewrote = [texts.REWROTE] if card.rewrote else []
    return [*(line.text for line in card.effects), *rewrote]


def lines_text(lines: Iterable[EffectLine]) -> str:
    return "\n".join(line.text for line in lines)


def waiting_text(rule: WaitingRule) -> str:
    """What a rule waits for, and whether a model will be needed then."""
    joined = (texts.OR if rule.any_one else texts.AND).join(_condition(each) for each in rule.unmet)
    put = texts.THEN_ASKED if rule.asks else texts.NO_MODEL_NEEDED
    return put.format(condition=joined)


def _model_parts(card: RuleCard, judge: ModelJudge) -> Iterable[str]:
    facts = judge.facts
    yield short_name(judge.model)
    if facts and facts.escalated_from:
        yield texts.ESCALATED.format(model=short_name(facts.escalated_from))
    if facts and facts.temperature is not None:
        yield texts.TEMPERATURE.format(number=number_text(facts.temperature, 1))
    yield _sureness(card.verdict)
    seconds = facts.seconds if facts else card.seconds
    if facts and facts.remembered:
        yield texts.ANSWERED_BEFORE
        return
    if seconds is not None:
        yield seconds_text(seconds, 2 if seconds < 1 else 1)
    if facts:
        yield cost_text(facts.cost)
        yield texts.together(facts.together) if facts.together else ""


def _sureness(verdict: Verdict | None) -> str:
    if not isinstance(verdict, Answered) or verdict.confidence is None:
        return ""
    tag = texts.TAG.format(tag=verdict.tag or texts.NONE_OF_THESE)
    return f"{tag} {number_text(verdict.confidence, 2)}"


def _condition(unmet: UnmetCondition) -> str:
    if unmet.operator is Operator.EXISTS:
        return texts.IS_SET.format(what=unmet.what)
    if unmet.operator is Operator.NOT_EXISTS:
        return texts.IS_NOT_SET.format(what=unmet.what)
    operator = texts.OPERATORS[unmet.operator]
    said = texts.CONDITION.format(what=unmet.what, operator=operator, wanted=unmet.wanted)
    if unmet.current is None:
        return said
    return texts.CONDITION_NOW.format(condition=said, current=unmet.current)
