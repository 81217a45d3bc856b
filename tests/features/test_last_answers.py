"""What a prompt pack answered last helps out when no model can be reached, and only then."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import TODAY, an_adventure
from engines import an_engine, is_story, play, scripted_settings

from engine.cli import packs as command
from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import ModelRole, Task
from engine.errors import ConnectionFailedError, FilteredError, RoutingError
from engine.play.replying import facts_of
from engine.settings import TaskSetting

GERMAN = {"detected_language": "English", "translation": "Regen."}
SAXON = {"detected_language": "English", "translation": "Rägn."}
DOWN = ConnectionFailedError("Scripted", "Scripted could not be reached. Press Retry.")
WRONG = FilteredError("Scripted", "Scripted declined to answer this.")


class Beside:
    """Tells of rain; what is asked beside the story gets `answer`, be it a failure."""

    def __init__(self, answer):
        self.answer = answer

    def __call__(self, completion):
        if is_story(completion):
            return "Rain."
        return json.dumps(self.answer) if isinstance(self.answer, dict) else self.answer


def with_a_dear_fallback(settings):
    link = Connection(id=ConnectionId("dear"), provider=ProviderId("openrouter"), label="Dear")
    dear = Profile(id=ProfileId("dear"), connection=link.id, model="google/gemini-2.5-pro")
    return replace(
        settings,
        connections=(*settings.connections, link),
        profiles=(*settings.profiles, dear),
        roles=dict.fromkeys(ModelRole, (*settings.roles[ModelRole.MAIN], dear.id)),
    )


async def a_played_session(engine):
    session = await engine.new_session(an_adventure())
    await play(engine, session, "I raise the lamp.")
    return await engine.session(session.id)


def rewrites_booked(connection):
    found = connection.execute("SELECT outcome FROM ledger WHERE task = 'rewrite' ORDER BY rowid")
    return [outcome for (outcome,) in found]


async def translated(engine, session, language="German", message=None):
    return await engine.packs.run(
        session.id, "translate", {"language": language}, refuse, message and message.id
    )


async def test_with_everything_down_the_last_answer_about_the_same_is_shown_as_what_it_is(tmp_path):
    beside = Beside(GERMAN)
    clock = [TODAY]
    async with an_engine(tmp_path, beside, now=lambda: clock[0]) as (engine, adapter):
        session = await a_played_session(engine)
        first = await translated(engine, session)
        assert first.offline == ""
        clock[0] += timedelta(hours=1)
        beside.answer, asked = DOWN, len(adapter.requests)
        again = await translated(engine, session)
        assert len(adapter.requests) == asked + 3
        assert again.offline == str(DOWN)
        assert (again.answer, again.row, again.row.at) == (first.answer, first.row, TODAY)
        assert await engine._db.run(rewrites_booked) == ["finished", "failed", "failed", "failed"]
        with pytest.raises(RoutingError, match="could not be reached"):
            await translated(engine, session, "French")
        with pytest.raises(RoutingError, match="could not be reached"):
            await translated(engine, session, message=session.path[-2])
        with pytest.raises(RoutingError, match="could not be reached"):
            await translated(engine, await a_played_session(engine))
        assert "finished" not in (await engine._db.run(rewrites_booked))[1:]

        reply = session.path[-1]
        kept = await engine.packs.keep(session.id, again, reply.id)
        assert (kept.path[-1].text, kept.path[-1].facts) == ("Regen.", facts_of(first.row))
        await engine.undo(session.id)
        beside.answer = SAXON
        assert (await translated(engine, session, message=reply)).offline == ""
    async with an_engine(tmp_path, Beside(DOWN)) as (engine, _):
        last = await translated(engine, session, message=reply)
        assert (last.answer.text, last.row.at) == ("Rägn.", clock[0])


async def test_no_earlier_answer_stands_in_for_a_refusal_or_where_it_is_not_to_be_remembered(
    tmp_path,
):
    settings = scripted_settings()
    beside = Beside(GERMAN)
    async with an_engine(tmp_path, beside, settings=settings) as (engine, _):
        session = await a_played_session(engine)
        await translated(engine, session)
        beside.answer = WRONG
        with pytest.raises(RoutingError, match="declined to answer"):
            await translated(engine, session)
        beside.answer = DOWN
        await engine.change_settings(with_a_dear_fallback)
        with pytest.raises(RoutingError, match="without your consent"):
            await translated(engine, session)
        forgetful = TaskSetting(task=Task.REWRITE, remembers=False)
        await engine.change_settings(lambda _: replace(settings, tasks=(forgetful,)))
        with pytest.raises(RoutingError, match="could not be reached"):
            await translated(engine, session)
        await engine.change_settings(lambda _: settings)
        assert (await translated(engine, session)).offline


async def test_in_the_terminal_the_earlier_answer_is_marked_and_the_command_has_failed(
    tmp_path, capsys
):
    beside = Beside(GERMAN)
    async with an_engine(tmp_path, beside) as (engine, _):
        assert await command.run(engine, "translate", "Rain.", [], as_json=True) == 0
        printed = json.loads(capsys.readouterr().out)
        assert (printed["text"], printed["fields"], printed["offline"]) == ("Regen.", GERMAN, None)
        beside.answer = DOWN
        assert await command.run(engine, "translate", "Rain.", []) == 1
        printed = capsys.readouterr()
        assert printed.out.endswith(
            "before the models were out of reach]\n\nRegen.\n\nDetected language: English\n"
        )
        assert printed.err == f"{DOWN}\n"
        assert await command.run(engine, "translate", "Rain.", [], as_json=True) == 1
        printed = json.loads(capsys.readouterr().out)
        assert (printed["offline"], printed["answered_at"]) == (str(DOWN), TODAY.isoformat())
        with pytest.raises(RoutingError, match="could not be reached"):
            await command.run(engine, "translate", "Fog.", [])
