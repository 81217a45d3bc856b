"""Looking at a verdict again: why it was given, what the judge says now, and taking that instead."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import assert_never

from engine.domain.consent import Ask
from engine.domain.constraints import JsonSchema
from engine.domain.deeds import VerdictChanged
from engine.domain.messages import ChatMessage, ChatRole, Message
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judgement,
    ModelJudge,
    NoVerdict,
    Operation,
    RenderedQuestion,
    Rule,
    SetVariable,
    Unclear,
    Verdict,
)
from engine.domain.second_look import JudgementId, Reason, SecondVerdict
from engine.domain.sessions import OpenSession
from engine.domain.tasks import Task
from engine.domain.text import find_evidence
from engine.domain.world import Cause, CauseKind, Effect, apply, fold
from engine.errors import EngineError
from engine.play.judged import facts_at, player_before, state_after
from engine.play.judging import EVIDENCE_FIELD, ModelJudging, fitting
from engine.play.tools import Tools, new_call
from engine.routing.constrained import ask_constrained
from engine.routing.requests import CallRequest
from engine.rules.actions import WorldAction, changed, roll_of
from engine.rules.facts import Facts
from engine.rules.questions import checked, cue_verdict, rendered, taken

GONE = "This verdict is no longer part of the story. Open the Turn tab again to see those that are."
NOTHING_TO_SAY = "Nobody answered this question, so nobody can say why. Press Ask again."
NOT_AN_ANSWER = "Nobody answered, so nothing was changed. Press Ask again."

_INSTRUCTIONS = (
    "You judged what happens in a story. You are shown the text, the question and the answer that "
    f"was given. As {EVIDENCE_FIELD}, repeat word for word the one sentence or part of a sentence "
    "of the text that speaks most for this answer. Leave it empty if nothing in the text does."
)
_FORM = JsonSchema(
    name="reason",
    schema={
        "type": "object",
        "properties": {EVIDENCE_FIELD: {"type": "string"}},
        "required": [EVIDENCE_FIELD],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A judgement with the question as it was asked and the facts it was asked at.

    `place` is where among the message's effects those of the rule begin.
    """

    message: Message
    judgement: Judgement
    rule: Rule
    question: RenderedQuestion
    facts: Facts
    place: int


def looked_back(session: OpenSession, which: JudgementId) -> Seen:
    """Raise `EngineError` for a judgement that is not on the session's branch."""
    at = next((n for n, each in enumerate(session.path) if each.id == which.message), None)
    if at is None or which.index >= len(session.path[at].judgements):
        raise EngineError(GONE)
    message = session.path[at]
    judgement = message.judgements[which.index]
    rule = next((each for each in session.adventure.rules if each.id == judgement.rule), None)
    place = _place_of(judgement, message)
    facts = _facts_of(session, at, place)
    question = rendered(rule, facts) if rule and facts else None
    if rule is None or facts is None or question is None:
        raise EngineError(GONE)
    question = replace(question, text=judgement.question)
    return Seen(
        message=message, judgement=judgement, rule=rule, question=question, facts=facts, place=place
    )


async def reason_of(tools: Tools, session: OpenSession, which: JudgementId, ask: Ask) -> Reason:
    """What the verdict rests on; a model is asked for it, a cue is not.

    Raise an `EngineError` when the model does not answer, or nobody judged.
    """
    seen = looked_back(session, which)
    match seen.judgement.verdict:
        case Answered(judge=CueJudge() as judge, evidence=evidence):
            return Reason(judge=judge, quote=evidence)
        case Answered(judge=judge) | Unclear(judge=judge):
            return await _asked_why(tools, seen, judge, ask)
        case NoVerdict():
            raise EngineError(NOTHING_TO_SAY)
        case _:
            assert_never(seen.judgement.verdict)


async def judged_again(
    tools: Tools, session: OpenSession, which: JudgementId, ask: Ask
) -> SecondVerdict:
    """The same question, put anew. The world stays as it is; see `VerdictChanged`."""
    seen = looked_back(session, which)
    judging = ModelJudging(
        router=tools.router,
        ask=ask,
        notify=lambda event: None,
        new_call=new_call,
        session=session.id,
        turn=seen.message.turn,
        checks=tools.checks,
        anew=True,
    )
    facts = replace(seen.facts, judge_is_reliable=judging.is_reliable())
    verdict = cue_verdict(seen.rule, seen.question, facts)
    if verdict is None:
        first = await judging.verdict(seen.question)
        verdict = checked(await judging.escalated(seen.question, first), seen.question)
    return SecondVerdict(verdict=verdict, effects=effects_with(seen, verdict, tools.roll))


def effects_with(
    seen: Seen, verdict: Verdict, roll: Callable[[int, int], int]
) -> tuple[Effect, ...]:
    """What changes with the message if `verdict` is what the rule's question got.

    Only the world changes: instructions, rewriting and the rules that were to follow had their
    time when the message was written.
    """
    rule, effects = seen.rule, seen.message.effects
    others = tuple(each for each in effects[seen.place :] if each.cause.rule != rule.id)
    tag = verdict.tag if isinstance(verdict, Answered) else None
    branch = taken(rule, tag, seen.facts) if tag is not None else None
    actions = branch.actions if branch else ()
    wanted = [each for each in actions if isinstance(each, WorldAction)]
    return (*effects[: seen.place], *_effects_of(rule, wanted, seen.facts, roll), *others)


def accepted(session: OpenSession, which: JudgementId, second: SecondVerdict) -> VerdictChanged:
    """The deed that takes `second` for the verdict. Raise `EngineError` if it is none."""
    if isinstance(second.verdict, NoVerdict):
        raise EngineError(NOT_AN_ANSWER)
    seen = looked_back(session, which)
    judgements = list(seen.message.judgements)
    judgements[which.index] = replace(seen.judgement, verdict=second.verdict)
    return VerdictChanged(
        message=seen.message.id,
        before=seen.message.judgements,
        after=tuple(judgements),
        effects_before=seen.message.effects,
        effects_after=second.effects,
    )


def _place_of(judgement: Judgement, message: Message) -> int:
    """Before the rule's own effects; without any, after those of all rules."""
    kinds = (CauseKind.RULE, CauseKind.TURN)
    earlier = takewhile(
        lambda each: each.cause.kind in kinds and each.cause.rule != judgement.rule,
        message.effects,
    )
    return len(tuple(earlier))


def _facts_of(session: OpenSession, at: int, place: int) -> Facts | None:
    """The facts at the message at `at` after its first `place` effects."""
    path, message = session.path, session.path[at]
    start = player_before(path, at)
    if start is None:
        return None
    state = fold(state_after(session.adventure, path[:at]), message.effects[:place])
    if message.by_player:
        return facts_at(session.adventure, state, path[:start], message)
    return facts_at(
        session.adventure,
        state,
        path[:start],
        path[start],
        speaker=message.author.character,
        reply=message.text,
    )


async def _asked_why(tools: Tools, seen: Seen, judge: ModelJudge | CueJudge, ask: Ask) -> Reason:
    request = fitting(tools.router, seen.question, lambda question: _request(seen, question, judge))
    answer = await ask_constrained(tools.router, request, ask, lambda event: None, new_call)
    said = str(json.loads(answer.text)[EVIDENCE_FIELD])
    return Reason(
        judge=ModelJudge(profile=answer.row.profile, model=answer.row.model),
        quote=find_evidence(said, seen.question.judged),
    )


def _request(seen: Seen, question: RenderedQuestion, judge: ModelJudge | CueJudge) -> CallRequest:
    verdict = seen.judgement.verdict
    answer = (verdict.tag or "none of these") if isinstance(verdict, Answered) else "unclear"
    asked = f"Text:\n{question.judged}\n\nQuestion: {question.text}\nAnswer given: [{answer}]"
    return CallRequest(
        call=new_call(),
        task=Task.RULE_EVALUATION,
        messages=(
            ChatMessage(chat_role=ChatRole.SYSTEM, text=_INSTRUCTIONS),
            ChatMessage(chat_role=ChatRole.USER, text=asked),
        ),
        constraint=_FORM,
        rule_profile=judge.profile if isinstance(judge, ModelJudge) else question.profile,
        aside=True,
        session=seen.message.session,
        turn=seen.message.turn,
    )


def _effects_of(
    rule: Rule, actions: list[WorldAction], facts: Facts, roll: Callable[[int, int], int]
) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    for action in actions:
        thrown = _thrown(action, facts, roll)
        step = thrown and changed(thrown, facts, Cause(kind=CauseKind.RULE, rule=rule.id))
        if step:
            effects.append(step.effect)
            facts = replace(facts, state=apply(facts.state, step.effect))
    return tuple(effects)


def _thrown(
    action: WorldAction, facts: Facts, roll: Callable[[int, int], int]
) -> WorldAction | None:
    """The action with its die thrown, if it has one."""
    if not isinstance(action, SetVariable) or action.operation is not Operation.ROLL:
        return action
    bounds = roll_of(action, facts)
    return replace(action, value=roll(bounds.low, bounds.high)) if bounds else None
