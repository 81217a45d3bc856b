"""A whole engine against an independent server that breaks on demand and judges what it sees.

The pauses between tries are real, because the server's verdict rests on them.
"""

import asyncio
from contextlib import aclosing

import pytest
from builders import an_adventure
from engines import events_of, path_of, play
from real_engines import a_real_engine, server_settings

from engine.domain.calls import AttemptFailed, AttemptStarted, CooledDown, UsageBy
from engine.domain.consent import refuse
from engine.domain.messages import MessageStatus
from engine.play.events import ReplyDelta, TurnFinished, TurnStopped
from engine.settings import Waiting

STORY = "Rain falls on the inn."
REPLY = {"type": "reply", "text": STORY, "times": None}


def cut(kind: str, chunks: int = 3) -> dict[str, object]:
    return {"type": "stream_fault", "kind": kind, "after_chunks": chunks}


@pytest.fixture
async def engine(mock_server, tmp_path):
    settings = server_settings(mock_server.base_url, waiting=Waiting(idle=0.5))
    async with a_real_engine(tmp_path, settings, pause=asyncio.sleep) as engine:
        yield engine


@pytest.fixture
async def session(engine):
    return await engine.new_session(an_adventure())


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def assert_clean(mock_server):
    verdict = mock_server.verdict()
    assert verdict["passed"], mock_server.report()
    assert verdict["findings"] == [], mock_server.report()


async def test_a_rate_limit_is_waited_out_as_long_as_it_asks(mock_server, engine, session):
    mock_server.script(REPLY, {"type": "fail", "status": 429, "retry_after": 1})
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnFinished)
    (pause,) = of(CooledDown, events)
    assert pause.seconds == 1.0
    refused, answered = mock_server.requests()
    assert answered["started_at"] - refused["ended_at"] >= 1.0
    assert (await path_of(engine, session))[-1].text == STORY
    assert_clean(mock_server)


async def test_a_server_error_is_tried_again_after_a_growing_pause(mock_server, engine, session):
    mock_server.script(REPLY, {"type": "fail", "status": 500, "times": 2})
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnFinished)
    assert len(mock_server.requests()) == len(of(AttemptStarted, events)) == 3
    first, second = (pause.seconds for pause in of(CooledDown, events))
    assert (first, second) == (1.0, 2.0)
    assert_clean(mock_server)


async def test_a_key_that_is_refused_is_sent_once(mock_server, engine, session):
    mock_server.script({"type": "fail", "status": 401})
    events = await play(engine, session, "I wait.")
    assert "key" in events[-1].sentence
    assert len(mock_server.requests()) == 1
    assert_clean(mock_server)


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
async def test_a_reply_that_breaks_off_is_kept_and_written_anew_only_when_asked(
    mock_server, engine, session, kind
):
    mock_server.script(REPLY, cut(kind))
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnStopped)
    assert "".join(event.text for event in of(ReplyDelta, events)) == "Rain falls"
    broken = (await path_of(engine, session))[-1]
    assert (broken.text, broken.status) == ("Rain falls", MessageStatus.INTERRUPTED)
    assert len(mock_server.requests()) == 1
    events = await events_of(engine.regenerate(session.id, broken.id, refuse))
    assert isinstance(events[-1], TurnFinished)
    assert (await path_of(engine, session))[-1].text == STORY
    assert len(mock_server.requests()) == 2
    assert_clean(mock_server)


async def test_a_server_that_falls_silent_is_left_and_its_text_kept(mock_server, engine, session):
    mock_server.script(REPLY, {**cut("stall"), "stall_seconds": 60})
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnStopped)
    (failed,) = of(AttemptFailed, events)
    assert "stopped sending" in failed.sentence
    broken = (await path_of(engine, session))[-1]
    assert (broken.text, broken.status) == ("Rain falls", MessageStatus.INTERRUPTED)
    (record,) = mock_server.requests()
    assert record["duration"] < 30
    assert_clean(mock_server)


async def test_a_stopped_turn_lets_go_of_the_server_at_once(mock_server, engine, session):
    mock_server.script(REPLY, {**cut("stall"), "stall_seconds": 60})
    events = []
    async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as stream:
        async for event in stream:
            events.append(event)
            if isinstance(event, ReplyDelta) and event.text.strip() == "falls":
                await engine.stop(session.id)
    assert isinstance(events[-1], TurnStopped)
    (record,) = mock_server.requests()
    assert record["completed"] is False
    assert_clean(mock_server)


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
async def test_an_answer_that_breaks_off_before_its_first_word_is_asked_for_again(
    mock_server, engine, session, kind
):
    mock_server.script(REPLY, cut(kind, chunks=1))
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnFinished)
    assert (await path_of(engine, session))[-1].text == STORY
    assert len(mock_server.requests()) == 2
    assert_clean(mock_server)


async def test_every_attempt_that_the_server_saw_is_in_the_ledger(mock_server, engine, session):
    mock_server.script(
        REPLY, {"type": "fail", "status": 429, "retry_after": 0.1}, cut("disconnect")
    )
    await play(engine, session, "I wait.")
    await play(engine, session, "I wait on.")
    booked = await engine._db.run(
        lambda connection: connection.execute(
            "SELECT outcome FROM ledger ORDER BY rowid"
        ).fetchall()
    )
    assert [outcome for (outcome,) in booked] == ["failed", "interrupted", "finished"]
    assert len(mock_server.requests()) == 3
    (total,) = await engine.ledger.usage(UsageBy.MODEL)
    assert total.calls == 2
