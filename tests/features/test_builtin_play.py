"""The starter adventure on the model that comes with Triptych: the real thing, told apart from
any stand-in by the model file's own hash and by the requests its process counts.
"""

import asyncio
import hashlib
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from abilities import Ability, Level, proves
from engines import events_of
from real_engines import a_real_engine

from engine.app import Engine
from engine.domain.calls import CallFinished, Outcome, UsageBy
from engine.domain.consent import refuse
from engine.domain.ids import RuleId
from engine.domain.messages import AuthorKind, MessageStatus
from engine.domain.rules import Branch, CueJudge, JudgedText, ModelJudge, Phase, Question, Rule
from engine.domain.sessions import OpenSession
from engine.formats.model_check import FILE, read_sheet
from engine.paths import resources_folder
from engine.play.events import ReplyDelta, TurnFinished, TurnStopped, VerdictGiven
from engine.providers.builtin import Builtin
from engine.providers.model_files import read_starter

pytestmark = pytest.mark.model

IDLE_SECONDS = 0.3

ASKED_OF_THE_MODEL = Rule(
    id=RuleId("polite"),
    name="Politeness",
    phase=Phase.BEFORE_REPLY,
    question=Question(text="Is the player polite?", about=JudgedText.USER_MESSAGE),
    branches=(Branch(tag="YES"), Branch(tag="NO")),
)


@dataclass
class Game:
    """The starter adventure on the built-in model."""

    engine: Engine
    builtin: Builtin
    session: OpenSession

    async def play(self, text):
        return await events_of(self.engine.play_turn(self.session.id, text, refuse))

    async def busy(self):
        """Whether llama.cpp itself says that any of its slots is at work."""
        return any(slot.is_processing for slot in (await self.builtin.properties()).slots)

    async def seconds_until_idle(self):
        """How long llama.cpp still says it is at work, and how long it took to say so."""
        now = asyncio.get_running_loop().time
        began, asked = now(), now()
        while await self.busy():
            asked = now()
        return asked - began, now() - asked

    async def attempts(self):
        (count,) = await self.engine._db.run(
            lambda connection: connection.execute("SELECT count(*) FROM ledger").fetchone()
        )
        return count


@asynccontextmanager
async def a_game(folder, *more_rules):
    async with a_real_engine(folder) as engine:
        (connection,) = engine.settings.connections
        builtin = await engine._workings.connections.adapter_of(connection)
        assert isinstance(builtin, Builtin)
        _assert_is_the_starter(builtin._model_file(engine.settings.profiles[0].model))
        (adventure, *_) = await engine.adventures()
        adventure = replace(adventure, rules=(*adventure.rules, *more_rules))
        yield Game(engine, builtin, await engine.new_session(adventure))


def _assert_is_the_starter(path):
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    assert found == read_starter(path.parent).sha256


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


@proves(Level.LIVE, "builtin", Ability.CHAT, Ability.COST)
async def test_three_turns_that_cues_judge_and_the_session_as_it_was_after_reopening(tmp_path):
    async with a_game(tmp_path) as game:
        events = []
        for move in game.session.adventure.moves:
            events += await game.play(move)
            assert isinstance(events[-1], TurnFinished)
        calls = of(CallFinished, events)
        assert len(calls) >= len(game.session.adventure.moves)
        assert len(calls) <= await game.attempts() == game.builtin.requests_served
        assert all(call.row.outcome is Outcome.FINISHED for call in calls)
        assert all(call.row.usage.output > 0 for call in calls)
        judges = [event.judgement.verdict.judge for event in of(VerdictGiven, events)]
        assert any(isinstance(judge, CueJudge) and judge.cue for judge in judges)
        before = await game.engine.session(game.session.id)
        replies = [m for m in before.path[1:] if m.author.kind is not AuthorKind.PLAYER]
        assert [reply.facts.seconds for reply in replies] == [
            call.row.seconds for call in calls if call.row.task.endswith(("reply", "narration"))
        ]
        assert all(reply.status is MessageStatus.COMPLETE and reply.text for reply in replies)
        (total,) = await game.engine.ledger.usage(UsageBy.MODEL)
        assert (total.cost, total.unpriced_calls) == (0, 0)
    async with a_real_engine(tmp_path) as engine:
        assert await engine.session(before.id) == before


async def test_stopping_frees_the_model_at_once_and_the_next_turn_begins_at_once(tmp_path):
    async with a_game(tmp_path) as game:
        events = []
        async with aclosing(
            game.engine.play_turn(game.session.id, "I listen to the storm.", refuse)
        ) as stream:
            async for event in stream:
                events.append(event)
                if len(of(ReplyDelta, events)) == 3 and isinstance(event, ReplyDelta):
                    assert await game.busy()
                    await game.engine.stop(game.session.id)
                    at_work, answering = await game.seconds_until_idle()
                    # The answer itself takes as long as the machine is busy with other things.
                    assert at_work < IDLE_SECONDS + answering
        assert isinstance(events[-1], TurnStopped)
        saved = (await game.engine.session(game.session.id)).path[-1]
        assert saved.status is MessageStatus.INTERRUPTED
        assert saved.text == "".join(event.text for event in of(ReplyDelta, events))
        assert isinstance((await game.play("I wait."))[-1], TurnFinished)
        assert game.builtin.requests_served == await game.attempts()


async def test_what_the_starter_model_judges_is_marked_unreliable(tmp_path):
    async with a_game(tmp_path, ASKED_OF_THE_MODEL) as game:
        events = await game.play(game.session.adventure.moves[0])
        assert isinstance(events[-1], TurnFinished)
        verdicts = [event.judgement.verdict for event in of(VerdictGiven, events)]
        (judge,) = (v.judge for v in verdicts if isinstance(v.judge, ModelJudge))
        assert judge.reliable is False
        assert any(isinstance(v.judge, CueJudge) for v in verdicts)
        assert game.builtin.requests_served == len(of(CallFinished, events))


async def test_a_check_finds_that_the_starter_model_cannot_judge(tmp_path, monkeypatch):
    whole = read_sheet(resources_folder() / FILE)
    short = replace(whole, cases=whole.cases[:9])
    monkeypatch.setattr("engine.app.model_checks.read_sheet", lambda path: short)
    async with a_game(tmp_path) as game:
        (connection,) = game.engine.settings.connections
        model = game.engine.settings.profiles[0].model
        async with aclosing(game.engine.model_checks.run(connection, model)) as outputs:
            *progress, check = [output async for output in outputs]
        assert len(progress) == short.questions
        assert (check.answered, check.form_kept, check.failures) == (9, 9, 0)
        assert check.sentence.startswith("Cannot judge: at chance")
        assert game.builtin.requests_served == await game.attempts() == short.questions
