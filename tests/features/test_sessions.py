"""Sessions are named, branched, deleted, brought back and searched."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest
from builders import QUAY, TODAY, an_adventure
from engines import an_engine, play

from engine.domain.consent import refuse
from engine.domain.world import PlayerMoved
from engine.errors import TurnInProgressError
from engine.play.events import TurnStopped
from engine.providers.scripted import Reply


async def names(engine):
    return [each.name for each in await engine.sessions()]


async def test_sessions_of_one_adventure_are_told_apart_by_name(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        for _ in range(3):
            await engine.new_session(an_adventure())
        assert sorted(await names(engine)) == ["A test", "A test 2", "A test 3"]


async def test_the_list_says_where_each_story_stands(tmp_path):
    async with an_engine(tmp_path, ["The fire cracks."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        await engine.change_world(session.id, PlayerMoved(to=QUAY))
        (listed,) = await engine.sessions()
        assert (listed.turn, listed.place) == (1, "The Quay")
        await engine.undo(session.id)
        (listed,) = await engine.sessions()
        assert listed.place == "The Gull"


async def test_a_branch_goes_its_own_way(tmp_path):
    async with an_engine(tmp_path, ["One.", "Two.", "Three."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        before = await engine.session(session.id)
        branch = await engine.branch(session.id, before.path[-1].id)
        assert (branch.name, branch.state) == ("A test (branch)", before.state)
        await play(engine, branch, "I sing.")
        assert await engine.session(session.id) == before
        assert [each.text for each in (await engine.session(branch.id)).path][1:] == [
            "I wait.",
            "One.",
            "I sing.",
            "Two.",
        ]
        assert (await engine.branch(session.id, before.path[0].id)).name == "A test (branch) 2"


async def test_nothing_branches_while_a_turn_runs(tmp_path):
    async with an_engine(tmp_path, [Reply(steps=("One ", asyncio.Event()))]) as (engine, _):
        session = await engine.new_session(an_adventure())
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as events:
            await anext(events)
            with pytest.raises(TurnInProgressError):
                await engine.branch(session.id, session.path[0].id)
        assert len(await engine.sessions()) == 1


async def test_a_deleted_session_comes_back_whole(tmp_path):
    async with an_engine(tmp_path, ["The fire cracks."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await play(engine, session, "I wait.")
        before = await engine.session(session.id)
        await engine.delete_session(session.id)
        assert not await engine.sessions()
        assert not await engine.search("fire")
        await engine.restore_session(session.id)
        assert await engine.session(session.id) == before
        assert len(await engine.search("fire")) == 1


async def test_deleting_a_session_ends_its_turn_and_keeps_the_text(tmp_path):
    async with an_engine(tmp_path, [Reply(steps=("The fire ", asyncio.Event()))]) as (engine, _):
        session = await engine.new_session(an_adventure())
        async with aclosing(engine.play_turn(session.id, "I wait.", refuse)) as events:
            await anext(events)
            await engine.delete_session(session.id)
            assert isinstance([event async for event in events][-1], TurnStopped)
        await engine.restore_session(session.id)
        assert (await engine.session(session.id)).path[1].text == "I wait."


@pytest.mark.parametrize(("days", "is_there"), [(30, True), (31, False)])
async def test_what_was_deleted_is_gone_for_good_after_thirty_days(tmp_path, days, is_there):
    async with an_engine(tmp_path) as (engine, _):
        session = await engine.new_session(an_adventure())
        await engine.delete_session(session.id)
    later = TODAY + timedelta(days=days)
    async with an_engine(tmp_path, now=lambda: later) as (engine, _):
        await engine.restore_session(session.id)
        assert bool(await engine.sessions()) is is_there


async def test_a_hit_says_which_session_and_which_message(tmp_path):
    async with an_engine(tmp_path, ["The lantern sways."]) as (engine, _):
        session = await engine.new_session(an_adventure())
        await engine.rename_session(session.id, "Night")
        await play(engine, session, "I wait.")
        (hit,) = await engine.search("lant")
        assert (hit.session, hit.session_name, hit.turn) == (session.id, "Night", 1)
        assert hit.message == (await engine.session(session.id)).head
        assert [hit.excerpt[slice(*each)] for each in hit.matches] == ["lantern"]
