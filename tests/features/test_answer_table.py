"""What was answered before is not asked again, unless the player wants it asked anew."""

import json
from dataclasses import replace
from functools import partial

import pytest
from builders import TODAY, an_adventure
from engines import an_engine, is_story, play, scripted_settings

from engine.domain.answers import Answer
from engine.domain.calls import Cost, CostSource, LedgerRow, Outcome, Usage
from engine.domain.consent import refuse
from engine.domain.ids import CallId, ConnectionId, ProfileId, RuleId
from engine.domain.rules import Branch, JudgedText, Phase, Question, Rule
from engine.domain.second_look import JudgementId
from engine.domain.tasks import ModelRole, Task
from engine.play.events import VerdictGiven
from engine.settings import TaskSetting
from engine.storage import answers

LEAVES = Rule(
    id=RuleId("leaves"),
    name="leaves",
    phase=Phase.BEFORE_REPLY,
    question=Question(text="Does she leave?", about=JudgedText.USER_MESSAGE),
    branches=(Branch(tag="YES"), Branch(tag="NO")),
)


def verdicts(events):
    return [event.judgement.verdict for event in events if isinstance(event, VerdictGiven)]


def answering(*options):
    left = list(options)

    def script(completion):
        if is_story(completion):
            return "Rain falls."
        return json.dumps({"evidence": "", "answer": left.pop(0)})

    return script


def asked(adapter):
    return sum(1 for request in adapter.requests if request.aside)


async def a_story(engine):
    return await engine.new_session(an_adventure(rules=(LEAVES,)))


async def test_an_equal_question_is_asked_once_and_again_when_the_player_looks_again(tmp_path):
    async with an_engine(tmp_path, answering("[YES]", "[NO]")) as (engine, adapter):
        (first,) = verdicts(await play(engine, await a_story(engine), "I leave."))
        session = await a_story(engine)
        (again,) = verdicts(await play(engine, session, "I leave."))
        assert first == again
        assert asked(adapter) == 1
        facts = again.judge.facts
        assert (facts.remembered, facts.temperature, facts.cost.amount) == (True, 0.1, 0)
        rows = await engine.ledger.calls_of([m.id for m in (await engine.session(session.id)).path])
        assert [row.task for row in rows] == [Task.NARRATION]

        player = (await engine.session(session.id)).path[1]
        which = JudgementId(message=player.id, index=0)
        second = await engine.judge_again(session.id, which, refuse)
        assert (second.verdict.tag, second.verdict.judge.facts.remembered) == ("NO", False)
        (third,) = verdicts(await play(engine, await a_story(engine), "I leave."))
        assert (third.tag, asked(adapter)) == ("NO", 2)

    async with an_engine(tmp_path, answering("[NO]", "[NO]")) as (engine, adapter):
        await play(engine, await a_story(engine), "I leave.")
        assert asked(adapter) == 0
        await engine.connections.forget_habits(ConnectionId("scripted"))
        await play(engine, await a_story(engine), "I leave.")
        assert asked(adapter) == 1


@pytest.mark.parametrize(
    ("setting", "answer"),
    [
        (TaskSetting(task=Task.RULE_EVALUATION), "[UNCLEAR]"),
        (TaskSetting(task=Task.RULE_EVALUATION, temperature=0.2), "[YES]"),
        (TaskSetting(task=Task.RULE_EVALUATION, remembers=False), "[YES]"),
    ],
)
async def test_nothing_is_kept_of_what_is_unclear_or_may_vary_or_where_it_is_off(
    tmp_path, setting, answer
):
    settings = replace(scripted_settings(), tasks=(setting,))
    script = answering(answer, answer)
    async with an_engine(tmp_path, script, settings=settings) as (engine, adapter):
        for _ in range(2):
            await play(engine, await a_story(engine), "I leave.")
        assert asked(adapter) == 2


def an_answer(text):
    row = LedgerRow(
        call=CallId("call"), attempt=1, at=TODAY, session=None, turn=None,
        task=Task.RULE_EVALUATION, model_role=ModelRole.COT, profile=ProfileId("p"),
        connection=ConnectionId("c"), provider="somewhere", model="m", character=None,
        request_id=None, usage=Usage(), cost=Cost(amount=None, source=CostSource.UNKNOWN),
        first_token=None, seconds=1.0, outcome=Outcome.FINISHED,
    )  # fmt: skip
    return Answer(text=text, row=row)


async def test_those_answers_go_first_that_were_used_longest_ago(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "MOST", 3)
    async with an_engine(tmp_path) as (engine, _):
        for key in "abc":
            await engine._db.run(partial(answers.keep_answer, key=key, answer=an_answer(key)))
        assert await engine._db.run(partial(answers.find_answer, key="a"))
        await engine._db.run(partial(answers.keep_answer, key="d", answer=an_answer("d")))
        found = [await engine._db.run(partial(answers.find_answer, key=key)) for key in "abcd"]
        assert [each and each.text for each in found] == ["a", None, "c", "d"]
