"""Questions asked ahead of their turn: what was asked in vain is said so in the ledger."""

import asyncio
import json
from contextlib import aclosing

import pytest
from builders import an_adventure
from engines import an_engine, is_story, play

from engine.domain.calls import UsageBy
from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.rules import (
    Branch,
    JudgedText,
    Phase,
    Question,
    Rule,
    SetVariable,
)
from engine.errors import FilteredError
from engine.play.events import TurnFinished, TurnStopped
from engine.providers.scripted import Reply

YES = json.dumps({"evidence": "", "answer": "[YES]"})
SETS_LETTER = SetVariable(name="letter", value="sent")
DECLINED = FilteredError("Scripted", "Scripted declined to answer this.")


def asking(text, *actions):
    return Rule(
        id=RuleId(text),
        name=text,
        phase=Phase.BEFORE_REPLY,
        question=Question(text=text, about=JudgedText.USER_MESSAGE),
        branches=(Branch(tag="YES", actions=actions), Branch(tag="NO")),
    )


IS_IT_CARRIED = "Is it [global,letter]?"


class Judge:
    """Answers YES unless told otherwise; `waits` holds an answer back until its event is set."""

    def __init__(self, answers=None, waits=()):
        self.answers = answers or {}
        self.waits = {text: asyncio.Event() for text in waits}
        self.asked = []
        self.all_asked = asyncio.Event()
        self.expected = 0

    def __call__(self, completion):
        if is_story(completion):
            return "Rain falls."
        text = _question_of(completion)
        self.asked.append(text)
        if len(self.asked) == self.expected:
            self.all_asked.set()
        answer = self.answers.get(text, YES)
        return Reply(steps=(self.waits[text], answer)) if text in self.waits else answer

    async def has_been_asked(self, count):
        """Wait until so many requests have come in."""
        self.expected = count
        if len(self.asked) < count:
            await self.all_asked.wait()


def _question_of(completion):
    lines = (line for message in completion.messages for line in message.text.splitlines())
    return next(line for line in lines if line.startswith("Question: ")).removeprefix("Question: ")


async def outcomes(engine):
    """How the ledger says the calls for questions ended, in the order they were booked."""
    rows = await engine._db.run(
        lambda connection: connection.execute(
            "SELECT outcome FROM ledger WHERE task = 'rule_evaluation' ORDER BY rowid"
        ).fetchall()
    )
    return sorted(outcome for (outcome,) in rows)


async def test_what_was_asked_ahead_and_needed_is_booked_as_any_other_call(tmp_path):
    rules = (asking("One?"), asking("Two?"), asking("Three?"))
    async with an_engine(tmp_path, Judge()) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        await play(engine, session, "I wait.")
        assert await outcomes(engine) == ["finished"] * 3


async def test_a_question_that_came_to_read_otherwise_was_asked_in_vain(tmp_path):
    rules = (asking("One?", SETS_LETTER), asking(IS_IT_CARRIED))
    judge = Judge()
    async with an_engine(tmp_path, judge) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        events = await play(engine, session, "I wait.")
        assert isinstance(events[-1], TurnFinished)
        assert judge.asked == ["One?", "Is it carried?", "Is it sent?"]
        assert await outcomes(engine) == ["finished", "finished", "unused"]
        (total,) = await engine.ledger.usage(UsageBy.SESSION, session.id)
        assert total.calls == 4


async def test_every_try_at_a_question_asked_in_vain_is_marked(tmp_path):
    """An answer of the wrong form is asked for again, ahead too."""
    judge = Judge(answers={"Is it carried?": "Hard to say."}, waits=("One?",))
    rules = (asking("One?", SETS_LETTER), asking(IS_IT_CARRIED))
    async with an_engine(tmp_path, judge) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        async with asyncio.TaskGroup() as group:
            turn = group.create_task(play(engine, session, "I wait."))
            await judge.has_been_asked(4)
            judge.waits["One?"].set()
            assert isinstance((await turn)[-1], TurnFinished)
        assert judge.asked.count("Is it carried?") == 3
        assert await outcomes(engine) == ["finished"] * 2 + ["unused"] * 3


async def test_a_question_that_failed_in_vain_is_marked_too(tmp_path):
    judge = Judge(answers={"Is it carried?": DECLINED})
    rules = (asking("One?", SETS_LETTER), asking(IS_IT_CARRIED))
    async with an_engine(tmp_path, judge) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        await play(engine, session, "I wait.")
        assert await outcomes(engine) == ["finished", "finished", "unused"]


@pytest.mark.parametrize("leave", ["stop", "close"])
async def test_a_turn_that_is_stopped_marks_what_it_had_asked_ahead(tmp_path, leave):
    judge = Judge(waits=("One?", "Two?", "Three?"))
    rules = (asking("One?"), asking("Two?"), asking("Three?"))
    async with an_engine(tmp_path, judge) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as events:
            while judge.asked == []:
                last = await anext(events)
            await judge.has_been_asked(3)
            if leave == "stop":
                await engine.stop(session.id)
                async for event in events:
                    last = event
                assert isinstance(last, TurnStopped)
        assert await outcomes(engine) == ["stopped", "unused", "unused"]


async def test_a_stopped_turn_marks_what_was_answered_ahead_already(tmp_path):
    judge = Judge(waits=("One?",))
    rules = (asking("One?"), asking("Two?"))
    async with an_engine(tmp_path, judge) as (engine, _):
        session = await engine.new_session(an_adventure(rules=rules))
        async with asyncio.TaskGroup() as group:
            turn = group.create_task(play(engine, session, "I wait."))
            await judge.has_been_asked(2)
            while await outcomes(engine) != ["finished"]:
                pass
            await engine.stop(session.id)
            await turn
        assert await outcomes(engine) == ["stopped", "unused"]
