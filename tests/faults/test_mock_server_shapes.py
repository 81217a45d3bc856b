"""Faults on three wire protocols, over real sockets, counting what the server was asked.

Pauses are noted, not waited for: the server's own verdict on their length is asked for elsewhere.
"""

from dataclasses import replace

import pytest
from builders import an_adventure
from engines import events_of, path_of, play
from real_engines import (
    LAST_CHUNK,
    STREAM_HEAD,
    a_real_engine,
    a_server,
    chunk,
    server_settings,
)

from engine.domain.calls import AttemptFailed, CircuitOpened, CooledDown, FellBack, ProfileSkipped
from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.messages import MessageStatus
from engine.domain.tasks import ModelRole
from engine.play.events import ReplyDelta, TurnFinished, TurnStopped
from engine.settings import Waiting

STORY = "Rain falls on the inn."
REPLY = {"type": "reply", "text": STORY, "times": None}
SHAPES = {
    "any_openai_compatible": "/v1",
    "anthropic": "/anthropic/v1",
    "google_genai": "/gemini/v1beta",
}
SOON = Waiting(first_token=5, idle=0.3)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def heard(events):
    return "".join(event.text for event in of(ReplyDelta, events))


@pytest.fixture(params=SHAPES)
async def engine(request, mock_server, tmp_path):
    address = mock_server.url + SHAPES[request.param]
    settings = server_settings(address, provider=request.param, waiting=SOON)
    async with a_real_engine(tmp_path, settings) as engine:
        yield engine


@pytest.fixture
async def session(engine):
    return await engine.new_session(an_adventure())


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        ({"type": "fail", "status": 429, "retry_after": 7}, 7.0),
        ({"type": "fail", "status": 500}, 1.0),
    ],
)
async def test_what_passes_is_tried_again_once(mock_server, engine, session, fault, pause):
    mock_server.script(REPLY, fault)
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnFinished)
    assert heard(events) == STORY
    assert [event.seconds for event in of(CooledDown, events)] == [pause]
    assert len(mock_server.requests()) == 2


async def test_a_server_that_stays_broken_is_asked_three_times_and_then_left_alone(
    mock_server, engine, session
):
    mock_server.script(REPLY, {"type": "fail", "status": 503, "times": None})
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnStopped)
    assert of(CircuitOpened, events)
    assert len(mock_server.requests()) == 3


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed", "stall"])
async def test_a_reply_that_breaks_off_is_kept_and_not_begun_again(
    mock_server, engine, session, kind
):
    fault = {"type": "stream_fault", "kind": kind, "after_chunks": 4, "stall_seconds": 60}
    mock_server.script(REPLY, fault)
    events = await play(engine, session, "I wait.")
    assert isinstance(events[-1], TurnStopped)
    broken = (await path_of(engine, session))[-1]
    assert broken.status is MessageStatus.INTERRUPTED
    assert STORY.startswith(broken.text)
    assert heard(events) == broken.text != ""
    assert len(mock_server.requests()) == 1


class Dying:
    """Answers so many requests, breaks off in the midst of the next, and refuses all others."""

    def __init__(self, whole, *, breaks):
        self.whole, self.breaks, self.asked = whole, breaks, 0

    async def __call__(self, request, writer):
        self.asked += 1
        if self.asked > self.whole + self.breaks:
            return
        writer.write(STREAM_HEAD + chunk(_said("The fire ")))
        if self.asked <= self.whole:
            writer.write(chunk(_said("cracks.") + b"data: [DONE]\n\n") + LAST_CHUNK)
        await writer.drain()


def _said(text):
    reason = '"stop"' if text.endswith(".") else "null"
    delta = f'{{"delta":{{"content":"{text}"}},"finish_reason":{reason}}}'
    return f'data: {{"choices":[{delta}]}}\n\n'.encode()


def two_servers(first, second):
    settings = server_settings(first)
    link, profile = settings.connections[0], settings.profiles[0]
    other = replace(link, id=ConnectionId("other"), base_url=second)
    spare = replace(profile, id=ProfileId("spare"), connection=other.id)
    return replace(
        settings,
        connections=(link, other),
        profiles=(profile, spare),
        roles=dict.fromkeys(ModelRole, (profile.id, spare.id)),
        approved=(spare.id,),
    )


async def test_a_server_that_dies_between_replies_is_left_for_the_next(mock_server, tmp_path):
    mock_server.script(REPLY)
    dying = Dying(1, breaks=False)
    async with (
        a_server(dying) as first,
        a_real_engine(tmp_path, two_servers(first, mock_server.base_url)) as engine,
    ):
        session = await engine.new_session(an_adventure())
        assert heard(await play(engine, session, "I wait.")) == "The fire cracks."
        events = await play(engine, session, "I wait again.")
        assert heard(events) == STORY
        assert len(of(AttemptFailed, events)) == 3
        assert len(of(FellBack, events)) == 1
        events = await play(engine, session, "And again.")
        assert heard(events) == STORY
        assert of(ProfileSkipped, events)
        assert (dying.asked, len(mock_server.requests())) == (4, 2)


async def test_a_server_that_dies_within_a_reply_keeps_its_words_and_the_next_can_go_on(
    mock_server, tmp_path
):
    mock_server.script({**REPLY, "text": "goes out."})
    dying = Dying(0, breaks=True)
    async with (
        a_server(dying) as first,
        a_real_engine(tmp_path, two_servers(first, mock_server.base_url)) as engine,
    ):
        session = await engine.new_session(an_adventure())
        events = await play(engine, session, "I wait.")
        assert heard(events) == "The fire"
        assert (dying.asked, len(mock_server.requests())) == (1, 0)
        broken = (await path_of(engine, session))[-1]
        events = await events_of(
            engine.continue_reply(session.id, broken.id, refuse, ProfileId("spare"))
        )
        assert isinstance(events[-1], TurnFinished)
        assert (await path_of(engine, session))[-1].text == "The fire goes out."
        assert (dying.asked, len(mock_server.requests())) == (1, 1)
