"""What a rule asks, word for word, and what may be made of the answer."""

from dataclasses import replace
from typing import assert_never

from engine.domain.rules import (
    Answered,
    Branch,
    CueJudge,
    JudgedText,
    NoVerdict,
    RenderedQuestion,
    Rule,
    Unclear,
    Verdict,
)
from engine.domain.text import find_evidence
from engine.rules.conditions import applies, holds
from engine.rules.cues import cue_match
from engine.rules.facts import Facts, character_name, filled

_NARRATOR = "Narrator"


def rendered(rule: Rule, facts: Facts) -> RenderedQuestion | None:
    """The rule's question as a judge gets it now; None if it leaves nothing to decide."""
    if rule.question is None:
        return None
    tags = dict.fromkeys(tag_of(branch, facts) for branch in rule.branches)
    if not (options := tuple(tag for tag in tags if tag)):
        return None
    return RenderedQuestion(
        text=filled(rule.question.text, facts),
        options=options,
        judged=judged_text(rule.question.about, facts),
        none_of_these=any(not branch.tag for branch in rule.branches),
        threshold=rule.question.threshold,
        profile=rule.question.profile,
    )


def open_question(rule: Rule, facts: Facts) -> RenderedQuestion | None:
    """What a model would be asked if it were the rule's turn now; None if nothing."""
    if not applies(rule, facts) or not holds(rule, facts):
        return None
    question = rendered(rule, facts)
    return question if question and cue_verdict(rule, question, facts) is None else None


def judged_text(about: JudgedText, facts: Facts) -> str:
    """The text that a question is about.

    The last exchange is the player's message with the reply to it or, before there is one, with
    the line it answers.
    """
    said = _line(facts.adventure.persona.name, facts.user_message)
    replied = _line(_speaker(facts), facts.reply)
    match about:
        case JudgedText.USER_MESSAGE:
            return facts.user_message
        case JudgedText.REPLY:
            return facts.reply
        case JudgedText.LAST_EXCHANGE:
            lines = (said, replied) if replied else (*facts.history[-1:], said)
        case JudgedText.FULL_CONVERSATION:
            lines = (*facts.history, said)
        case JudgedText.CONVERSATION_AND_REPLY:
            lines = (*facts.history, said, replied)
        case _:
            assert_never(about)
    return "\n".join(line for line in lines if line)


def cue_verdict(rule: Rule, question: RenderedQuestion, facts: Facts) -> Verdict | None:
    """What the author's cues settle; None leaves it to a model.

    Cues of several tags are a tie. Where none matches, the tag for that stands if the model is
    known not to judge.
    """
    matches = _matches(rule, question.judged, facts)
    if len(matches) == 1:
        ((tag, (cue, evidence)),) = matches.items()
        return Answered(tag=tag, judge=CueJudge(cue=cue), evidence=evidence)
    unmatched = rule.question.unmatched if rule.question else None
    if matches or unmatched is None or facts.judge_is_reliable:
        return None
    return Answered(tag=filled(unmatched, facts), judge=CueJudge(cue=""))


def checked(verdict: Verdict, question: RenderedQuestion) -> Verdict:
    """A judge's verdict as far as it can be believed: offered tags, found evidence, sure enough."""
    match verdict:
        case NoVerdict():
            return verdict
        case Unclear():
            return replace(verdict, evidence=_found(verdict.evidence, question))
        case Answered():
            return _checked_answer(verdict, question)
        case _:
            assert_never(verdict)


def taken(rule: Rule, tag: str, facts: Facts) -> Branch | None:
    """The first branch for `tag`; "" is *none of these*, or the answer to no question."""
    if not tag:
        return next((branch for branch in rule.branches if not branch.tag), None)
    return next((branch for branch in rule.branches if tag_of(branch, facts) == tag), None)


def tag_of(branch: Branch, facts: Facts) -> str:
    return filled(branch.tag, facts)


def _line(name: str, text: str) -> str:
    return f"{name}: {text}" if text else ""


def _speaker(facts: Facts) -> str:
    return character_name(facts.speaker, facts) if facts.speaker else _NARRATOR


def _matches(rule: Rule, judged: str, facts: Facts) -> dict[str, tuple[str, str]]:
    """For each tag with a matching cue, the first such cue and what it matched."""
    matches: dict[str, tuple[str, str]] = {}
    for branch in rule.branches:
        for cue in branch.cues:
            if evidence := cue_match(cue, judged):
                matches.setdefault(tag_of(branch, facts), (cue.text, evidence))
                break
    return matches


def _checked_answer(answer: Answered, question: RenderedQuestion) -> Verdict:
    if not (answer.tag in question.options or (question.none_of_these and not answer.tag)):
        return NoVerdict(failure="The answer was none of the choices, so nothing was decided.")
    evidence = _found(answer.evidence, question)
    sure, enough = answer.confidence, question.threshold
    if sure is not None and enough is not None and sure < enough:
        return Unclear(judge=answer.judge, confidence=sure, evidence=evidence)
    return replace(answer, evidence=evidence)


def _found(evidence: str | None, question: RenderedQuestion) -> str | None:
    return find_evidence(evidence, question.judged) if evidence else None
