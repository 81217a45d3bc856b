"""Looking at a verdict again: why it was given, the same question anew, and taking that instead."""

import asyncio
import json
from dataclasses import replace

import pytest
from builders import LETTER, MIRA, QUAY, SESSION, an_adventure
from engines import an_engine, play

from engine.domain.calls import UsageBy
from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.rules import (
    Answered,
    Branch,
    Cue,
    JudgedText,
    ModelJudge,
    MoveItem,
    NoVerdict,
    Operation,
    Phase,
    Question,
    RenderedQuestion,
    Rule,
    SetVariable,
)
from engine.domain.second_look import JudgementId
from engine.domain.world import HolderKind, Variable
from engine.errors import AuthenticationError, EngineError
from engine.play.judging import ModelJudging
from engine.play.tools import new_call

LETTER_STATE = Variable(name="letter")
SAID = "I slide the letter to Mira and say nothing."
REFUSED = AuthenticationError("Scripted", "Scripted refused the key. Paste it again.")
RULE = Rule(
    id=RuleId("letter"),
    name="Letter",
    phase=Phase.BEFORE_REPLY,
    question=Question(text="Was the letter handed over?", about=JudgedText.USER_MESSAGE),
    branches=(
        Branch(
            tag="YES",
            actions=(
                SetVariable(name="letter", value="delivered"),
                SetVariable(name="luck", value="1-20", operation=Operation.ROLL),
                MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA),
            ),
        ),
        Branch(tag="NO", actions=(SetVariable(name="letter", value="kept"),)),
    ),
)


def answering(*answers):
    """Replies to the story, and in turn to whatever else is asked; what raises, raises."""
    said = iter(answers)

    def script(completion):
        if not completion.aside:
            return "Rain."
        answer = next(said)
        return json.dumps(answer) if isinstance(answer, dict) else answer

    return script


def verdict(tag, quote=""):
    return {"evidence": quote, "answer": f"[{tag}]"}


async def a_judged_turn(engine, rule=RULE, text=SAID):
    session = await engine.new_session(an_adventure(rules=(rule,)))
    await play(engine, session, text)
    session = await engine.session(session.id)
    return session, JudgementId(message=session.path[1].id, index=0)


async def test_a_judge_is_asked_why_and_what_it_quotes_is_checked(tmp_path):
    script = answering(verdict("YES"), {"evidence": "i slide the  letter to mira"})
    async with an_engine(tmp_path, script) as (engine, adapter):
        session, which = await a_judged_turn(engine)
        reason = await engine.reason(session.id, which, refuse)
        assert reason.quote == "I slide the letter to Mira"
        assert isinstance(reason.judge, ModelJudge)
        asked = adapter.requests[-1].messages[-1].text
        assert "Was the letter handed over?" in asked
        assert "Answer given: [YES]" in asked
        assert SAID in asked


async def test_words_that_are_not_in_the_story_are_no_reason(tmp_path):
    script = answering(verdict("YES"), {"evidence": "I burn the letter."})
    async with an_engine(tmp_path, script) as (engine, _):
        session, which = await a_judged_turn(engine)
        assert (await engine.reason(session.id, which, refuse)).quote is None


async def test_asking_why_is_one_call_that_the_session_pays_for(tmp_path):
    script = answering(verdict("YES"), {"evidence": "the letter"})
    async with an_engine(tmp_path, script) as (engine, _):
        session, which = await a_judged_turn(engine)
        (before,) = await engine.ledger.usage(UsageBy.SESSION, session.id)
        await engine.reason(session.id, which, refuse)
        (after,) = await engine.ledger.usage(UsageBy.SESSION, session.id)
        assert after.calls == before.calls + 1


async def test_what_a_cue_settled_is_told_without_a_call(tmp_path):
    cued = replace(RULE, branches=(replace(RULE.branches[0], cues=(Cue(text="slide letter"),)),))
    async with an_engine(tmp_path, answering()) as (engine, adapter):
        session, which = await a_judged_turn(engine, cued)
        asked = len(adapter.requests)
        reason = await engine.reason(session.id, which, refuse)
        assert (reason.judge.cue, reason.quote) == ("slide letter", "slide the letter")
        assert len(adapter.requests) == asked


async def test_a_judge_that_does_not_answer_is_told_and_changes_nothing(tmp_path):
    async with an_engine(tmp_path, answering(verdict("YES"), REFUSED, REFUSED)) as (engine, _):
        session, which = await a_judged_turn(engine)
        with pytest.raises(EngineError, match="refused the key"):
            await engine.reason(session.id, which, refuse)
        second = await engine.judge_again(session.id, which, refuse)
        assert isinstance(second.verdict, NoVerdict)
        with pytest.raises(EngineError, match="nothing was changed"):
            await engine.accept(session.id, which, second)
        assert await engine.session(session.id) == session


async def test_the_question_put_again_is_the_one_that_was_put(tmp_path):
    script = answering(verdict("NO"), verdict("NO"))
    async with an_engine(tmp_path, script) as (engine, adapter):
        session, which = await a_judged_turn(engine)
        await engine.judge_again(session.id, which, refuse)
        first, again = (each for each in adapter.requests if each.aside)
        assert first.messages == again.messages


async def test_another_verdict_changes_the_world_only_when_it_is_accepted(tmp_path):
    script = answering(verdict("NO"), verdict("YES", "slide the letter"))
    async with an_engine(tmp_path, script, roll=lambda low, high: high) as (engine, _):
        session, which = await a_judged_turn(engine)
        assert session.state.variables[LETTER_STATE] == "kept"
        second = await engine.judge_again(session.id, which, refuse)
        assert (second.verdict.tag, second.verdict.evidence) == ("YES", "slide the letter")
        assert await engine.session(session.id) == session
        after = await engine.accept(session.id, which, second)
        assert after.state.variables[LETTER_STATE] == "delivered"
        assert after.state.variables[Variable(name="luck")] == 20
        assert after.state.items[LETTER].id == MIRA
        assert after.path[1].judgements[0].verdict == second.verdict
        assert await engine.undo(session.id) == session
        assert await engine.redo(session.id) == after


async def test_a_verdict_that_was_wrong_is_taken_back_with_all_it_brought(tmp_path):
    script = answering(verdict("YES"), {"evidence": "", "answer": "[UNCLEAR]"})
    async with an_engine(tmp_path, script) as (engine, _):
        session, which = await a_judged_turn(engine, text="I go outside with the letter.")
        second = await engine.judge_again(session.id, which, refuse)
        after = await engine.accept(session.id, which, second)
        assert after.state.variables[LETTER_STATE] == "carried"
        assert after.state.place == QUAY
        assert after.state.time == session.state.time


async def test_a_verdict_on_a_reply_is_put_again_with_the_reply_it_judged(tmp_path):
    rule = replace(
        RULE,
        phase=Phase.AFTER_REPLY,
        question=Question(text="Does it rain?", about=JudgedText.LAST_EXCHANGE),
    )
    script = answering(verdict("NO"), verdict("YES"))
    async with an_engine(tmp_path, script) as (engine, adapter):
        session, _ = await a_judged_turn(engine, rule)
        which = JudgementId(message=session.path[-1].id, index=0)
        second = await engine.judge_again(session.id, which, refuse)
        assert isinstance(second.verdict, Answered)
        first, again = (each for each in adapter.requests if each.aside)
        assert first.messages == again.messages


async def test_asking_again_can_be_given_up_and_is_booked_as_stopped(tmp_path):
    script = answering(verdict("NO"), asyncio.Event())
    async with an_engine(tmp_path, script) as (engine, adapter):
        session, which = await a_judged_turn(engine)
        asked = len(adapter.requests)
        asking = asyncio.ensure_future(engine.judge_again(session.id, which, refuse))
        while len(adapter.requests) == asked:  # noqa: ASYNC110 - requests set no events
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait((asking,))
        assert asking.cancelled()
        assert adapter.stopped
        assert await engine.session(session.id) == session


async def test_a_verdict_of_another_branch_is_no_longer_part_of_the_story(tmp_path):
    async with an_engine(tmp_path, answering(verdict("NO"))) as (engine, _):
        session, which = await a_judged_turn(engine)
        with pytest.raises(EngineError, match="no longer part of the story"):
            await engine.reason(session.id, replace(which, index=7), refuse)


async def test_the_calls_of_a_turn_are_found_by_its_messages(tmp_path):
    async with an_engine(tmp_path, answering(verdict("NO", "the letter"))) as (engine, _):
        session, _ = await a_judged_turn(engine)
        rows = await engine.ledger.calls_of([message.id for message in session.path])
        assert [row.message for row in rows] == [session.path[1].id, session.path[2].id]
        tasks = await engine.ledger.usage(UsageBy.TASK, session.id)
        assert sum(each.calls for each in tasks) == len(rows)
        judge = session.path[1].judgements[0].verdict.judge
        assert judge.facts.together == 0
        assert judge.facts.temperature == 0.1


async def test_questions_put_at_the_same_time_know_of_one_another(tmp_path):
    def question(text):
        return RenderedQuestion(text=text, options=("YES",), judged=SAID)

    async with an_engine(tmp_path, answering(*[verdict("YES")] * 4)) as (engine, _):
        judging = ModelJudging(
            router=engine._tools.router,
            ask=refuse,
            notify=lambda event: None,
            new_call=new_call,
            session=SESSION,
            turn=1,
        )
        alone = await judging.verdict(question("First?"))
        together = await asyncio.gather(*(judging.verdict(question(str(n))) for n in range(3)))
        assert alone.judge.facts.together == 0
        assert [each.judge.facts.together for each in together] == [2, 2, 2]
