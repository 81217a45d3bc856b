"""What goes wrong around a whole engine is told in a sentence, and costs no word of the player's."""

import asyncio
import logging
import os
import signal
import socket
from contextlib import aclosing
from dataclasses import replace

import httpx
import pytest
from builders import an_adventure
from engines import an_engine, events_of, path_of, paths_in, play
from real_engines import (
    KEY,
    LAST_CHUNK,
    SERVER,
    STREAM_HEAD,
    a_real_engine,
    a_server,
    chunk,
    server_settings,
)
from wire import Server, connected, delta

from engine.domain.consent import refuse
from engine.domain.messages import MessageStatus
from engine.domain.secrets import RunOnlyKey, where_kept
from engine.errors import DiskFullError, LibraryLockedError
from engine.play.events import ReplyDelta, TurnFinished, TurnStarted, TurnStopped
from engine.settings import starter_settings, with_profile

SAID = "I whisper the secret word to Mira."
STORY = "Mira nods slowly."


@pytest.fixture(autouse=True)
def _a_log_that_says_more(caplog):
    caplog.set_level(logging.INFO)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def assert_told(caplog, events, *words, cause):
    """The turn ended in a sentence with `words`; the log has the `cause` and nothing private."""
    stopped = events[-1]
    assert isinstance(stopped, TurnStopped)
    for word in words:
        assert word in stopped.sentence
    assert "Traceback" not in stopped.sentence
    assert cause in caplog.text
    for private in (KEY, "secret word", "nods"):
        assert private not in caplog.text


async def assert_kept(engine, session, *texts):
    """The path is the intro, the player's words and `texts`."""
    path = await path_of(engine, session)
    assert [message.text for message in path[1:]] == [SAID, *texts]


async def resume(engine, session):
    return await events_of(engine.resume_turn(session.id, refuse))


async def failing_turn(engine):
    session = await engine.new_session(an_adventure())
    return session, await play(engine, session, SAID)


async def test_a_wrong_key(tmp_path, caplog):
    body = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
    server = Server(httpx.Response(401, json=body))
    adapter = connected(server)
    async with a_real_engine(
        tmp_path, server_settings("https://acme.test/v1"), open_adapter=lambda *_: adapter
    ) as engine:
        session, events = await failing_turn(engine)
        assert_told(caplog, events, "key", cause="AuthenticationError")
        assert KEY not in repr(events)
        await assert_kept(engine, session)
    assert len(server.requests) == 1


async def test_no_network(tmp_path, caplog):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
        async with a_real_engine(tmp_path, server_settings(address)) as engine:
            session, events = await failing_turn(engine)
            assert_told(
                caplog, events, "could not be reached", "Retry", cause="ConnectionFailedError"
            )
            await assert_kept(engine, session)


async def test_a_server_that_hangs_up_before_it_answers(tmp_path, caplog):
    async def answer(request, writer):
        """Nothing."""

    async with (
        a_server(answer) as url,
        a_real_engine(tmp_path, server_settings(url)) as engine,
    ):
        session, events = await failing_turn(engine)
        assert_told(caplog, events, "ended the connection", "Retry", cause="ConnectionFailedError")
        await assert_kept(engine, session)


async def test_a_server_that_is_gone_in_mid_reply(tmp_path, caplog):
    requests = 0

    async def answer(request, writer):
        nonlocal requests
        requests += 1
        writer.write(STREAM_HEAD + chunk(delta(content=STORY)))
        await heard.wait()

    heard = asyncio.Event()
    async with (
        a_server(answer) as url,
        a_real_engine(tmp_path, server_settings(url)) as engine,
    ):
        session = await engine.new_session(an_adventure())
        events = []
        async with aclosing(engine.play_turn(session.id, SAID, refuse)) as stream:
            async for event in stream:
                events.append(event)
                if isinstance(event, ReplyDelta):
                    heard.set()
        assert_told(caplog, events, "broke off", "Retry", cause="InterruptedStreamError")
        await assert_kept(engine, session, STORY)
        assert (await path_of(engine, session))[-1].status is MessageStatus.INTERRUPTED
        assert requests == 1


async def test_a_stream_without_a_finish_reason_is_never_a_finished_reply(tmp_path, caplog):
    async def answer(request, writer):
        writer.write(STREAM_HEAD + chunk(delta(content=STORY)) + LAST_CHUNK)

    async with (
        a_server(answer) as url,
        a_real_engine(tmp_path, server_settings(url)) as engine,
    ):
        session, events = await failing_turn(engine)
        assert_told(caplog, events, "broke off", "Retry", cause="interrupted")
        await assert_kept(engine, session, STORY)
        assert (await path_of(engine, session))[-1].status is MessageStatus.INTERRUPTED


@pytest.mark.parametrize(
    ("content", "words"), [(None, "is not there"), (b"no model at all", "not a model")]
)
async def test_a_model_file_that_is_missing_or_damaged(tmp_path, caplog, content, words):
    if content:
        paths_in(tmp_path).models.mkdir()
        (paths_in(tmp_path).models / "mine.gguf").write_bytes(content)
    starter = starter_settings()
    settings = with_profile(starter, replace(starter.profiles[0], model="mine"))
    async with a_real_engine(tmp_path, settings) as engine:
        session, events = await failing_turn(engine)
        assert_told(caplog, events, "mine.gguf", words, "hoose another", cause="ModelFileError")
        await assert_kept(engine, session)


@pytest.mark.model
async def test_the_built_in_model_killed_in_mid_reply_starts_again(tmp_path, caplog):
    async with a_real_engine(tmp_path, starter_settings()) as engine:
        builtin = await engine._workings.connections.adapter_of(engine.settings.connections[0])
        session = await engine.new_session(an_adventure())
        events, killed = [], None
        async with aclosing(engine.play_turn(session.id, SAID, refuse)) as stream:
            async for event in stream:
                events.append(event)
                if isinstance(event, ReplyDelta) and killed is None:
                    killed = builtin._process.pid
                    os.kill(killed, signal.SIGKILL)
        assert_told(caplog, events, "broke off", "Retry", cause="InterruptedStreamError")
        partial = (await path_of(engine, session))[-1]
        assert partial.text
        assert partial.status is MessageStatus.INTERRUPTED
        assert isinstance((await play(engine, session, "I wait."))[-1], TurnFinished)
        assert builtin._process.pid != killed


def fill_the_disk(connection):
    """From now on SQLite may not make the file any bigger."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def free_the_disk(connection):
    connection.execute("PRAGMA max_page_count = 1000000")


LONG = "word" * 100_000
"""More than the free pages of a small library hold."""


async def test_a_full_disk_before_the_players_words_are_saved(tmp_path):
    async with an_engine(tmp_path, [STORY]) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await engine._db.run(fill_the_disk)
        with pytest.raises(DiskFullError, match=r"disk is full.*Free some space.*press"):
            await play(engine, session, LONG)
        assert adapter.requests == []
        assert await engine.session(session.id) == session
        await engine._db.run(free_the_disk)
        assert isinstance((await play(engine, session, LONG))[-1], TurnFinished)


async def test_a_disk_that_fills_up_while_a_reply_is_written(tmp_path):
    async with an_engine(tmp_path, [LONG, STORY]) as (engine, _):
        session = await engine.new_session(an_adventure())
        with pytest.raises(DiskFullError, match="What was saved before is safe"):  # noqa: PT012
            async with aclosing(engine.play_turn(session.id, SAID, refuse)) as stream:
                async for event in stream:
                    if isinstance(event, TurnStarted):
                        await engine._db.run(fill_the_disk)
        await assert_kept(engine, session)
        await engine._db.run(free_the_disk)
        assert isinstance((await resume(engine, session))[-1], TurnFinished)
        await assert_kept(engine, session, STORY)


async def test_a_library_that_another_program_has_open(tmp_path):
    async with an_engine(tmp_path, [STORY]) as (engine, _):
        session = await engine.new_session(an_adventure())
        with pytest.raises(LibraryLockedError, match=r"Another Triptych.*Close it.*Try again"):
            async with a_real_engine(tmp_path):
                pytest.fail("it may not open")
        assert isinstance((await play(engine, session, SAID))[-1], TurnFinished)
    async with an_engine(tmp_path) as (engine, _):
        await assert_kept(engine, session, STORY)


async def test_without_a_keyring_a_key_works_until_the_program_ends_and_that_is_said(
    tmp_path, caplog
):
    seen = []

    async def answer(request, writer):
        seen.append(KEY in request)
        writer.write(STREAM_HEAD + chunk(delta(content=STORY) + delta("stop")) + LAST_CHUNK)

    async with a_server(answer) as url:
        settings = server_settings(url, provider="openrouter", key=None)
        async with a_real_engine(tmp_path, settings) as engine:
            session, events = await failing_turn(engine)
            assert_told(caplog, events, "no key", "Paste one", cause="AuthenticationError")
            reference = await engine.connections.keep_key(SERVER, KEY)
            assert reference == RunOnlyKey(name=SERVER)
            assert "until Triptych closes" in where_kept(reference)
            assert isinstance((await resume(engine, session))[-1], TurnFinished)
            assert seen == [True]
        assert KEY not in paths_in(tmp_path).settings.read_text()
        async with a_real_engine(tmp_path) as engine:
            events = await play(engine, session, SAID)
            assert_told(caplog, events, "no key", "Paste one", cause="AuthenticationError")


async def test_damaged_settings_and_a_broken_provider_file_are_told_and_survived(tmp_path):
    paths = paths_in(tmp_path)
    (paths.data / "providers").mkdir()
    (paths.data / "providers" / "mine.json").write_text('{"id": "mine", "adapter": 7}')
    paths.settings.write_text('{"connections": "none')
    async with a_real_engine(tmp_path) as engine:
        provider, settings = engine.notices
        assert "mine.json" in provider
        assert "Correct it or remove it" in provider
        assert "settings.damaged-1.json" in settings
        assert engine.settings == starter_settings()
        assert "mine" not in engine.providers
        assert "builtin" in engine.providers
    assert (paths.data / "settings.damaged-1.json").read_text() == '{"connections": "none'
