"""A server that answers once and dies: what it said stays at hand, as something said before."""

import json

import pytest
from builders import an_adventure
from engines import path_of
from real_engines import (
    LAST_CHUNK,
    STREAM_HEAD,
    a_real_engine,
    a_server,
    chunk,
    server_settings,
)
from wire import delta

from engine.domain.consent import refuse
from engine.errors import RoutingError

GERMAN = json.dumps({"detected_language": "English", "translation": "Regen."})
TRIES = 3


async def test_the_answer_of_a_server_that_died_is_shown_again_and_marked(tmp_path):
    requests = []

    async def answer(request, writer):
        """To the first request only; the others are hung up on."""
        requests.append(request)
        if len(requests) == 1:
            said = delta(content=GERMAN) + delta("stop")
            writer.write(STREAM_HEAD + chunk(said) + LAST_CHUNK)

    async def translated(language):
        given = {"language": language}
        return await engine.packs.run(session.id, "translate", given, refuse)

    async with a_server(answer) as url, a_real_engine(tmp_path, server_settings(url)) as engine:
        session = await engine.new_session(an_adventure())
        first = await translated("German")
        assert (first.answer.text, first.offline, len(requests)) == ("Regen.", "", 1)
        again = await translated("German")
        assert (again.answer, again.row) == (first.answer, first.row)
        assert "ended the connection" in again.offline
        assert len(requests) == 1 + TRIES
        with pytest.raises(RoutingError, match="ended the connection"):
            await translated("French")
        assert len(requests) == 1 + TRIES + 1
        assert await path_of(engine, session) == session.path

    asked = len(requests)
    async with a_real_engine(tmp_path) as engine:
        last = await translated("German")
        assert (last.answer.text, last.row.at) == ("Regen.", first.row.at)
        assert "could not be reached" in last.offline
    assert len(requests) == asked
