"""Everything a player does can be undone and done again, and the world follows."""

import pytest
from builders import QUAY, an_adventure
from engines import an_engine, events_of, play
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from engine.domain.consent import refuse
from engine.domain.messages import AuthorKind
from engine.domain.world import Variable, VariableSet

HONOUR = Variable(name="honour")


async def by_hand(engine, session, value=1):
    await engine.change_world(session.id, VariableSet(variable=HONOUR, value=value))


async def turn(engine, session):
    await play(engine, session, "I go outside.")


async def swipe(engine, session):
    path = (await engine.session(session.id)).path
    if path[-1].turn and path[-1].author.kind is not AuthorKind.PLAYER:
        await events_of(engine.regenerate(session.id, path[-1].id, refuse))


async def choose(engine, session):
    last = (await engine.session(session.id)).path[-1]
    await engine.choose(session.id, (await engine.swipes(last.id))[0])


async def edit(engine, session):
    last = (await engine.session(session.id)).path[-1]
    await engine.edit(session.id, last.id, last.text + " Indeed.")


async def delete(engine, session):
    path = (await engine.session(session.id)).path
    if len(path) > 1:
        await engine.delete(session.id, path[-1].id)


DEEDS = (turn, swipe, choose, edit, delete, by_hand)


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_deed_is_undone_and_done_again(tmp_path, deed):
    async with an_engine(tmp_path, lambda completion: "Rain.") as (engine, _):
        session = await engine.new_session(an_adventure())
        await turn(engine, session)
        await swipe(engine, session)
        before = await engine.session(session.id)
        await deed(engine, session)
        after = await engine.session(session.id)
        assert after != before
        assert await engine.undo(session.id) == before
        assert await engine.redo(session.id) == after


@given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8))
@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_leads_back_to_the_beginning(tmp_path_factory, deeds):
    import asyncio

    async def story():
        folder = tmp_path_factory.mktemp("library")
        async with an_engine(folder, lambda completion: "Rain.") as (engine, _):
            session = await engine.new_session(an_adventure())
            states = [session]
            for deed in deeds:
                await deed(engine, session)
                if len(engine.deeds(session.id).done) == len(states):
                    states.append(await engine.session(session.id))
            for expected in reversed(states[:-1]):
                assert await engine.undo(session.id) == expected
            for expected in states[1:]:
                assert await engine.redo(session.id) == expected

    asyncio.run(story())


async def test_undoing_a_move_takes_the_player_back(tmp_path):
    async with an_engine(tmp_path, lambda completion: "Rain.") as (engine, _):
        session = await engine.new_session(an_adventure())
        await turn(engine, session)
        assert (await engine.session(session.id)).state.place == QUAY
        assert (await engine.undo(session.id)).state == session.state


async def test_after_a_new_deed_what_was_undone_is_gone_from_the_menu(tmp_path):
    async with an_engine(tmp_path, lambda completion: "Rain.") as (engine, _):
        session = await engine.new_session(an_adventure())
        await by_hand(engine, session, 1)
        await engine.undo(session.id)
        await by_hand(engine, session, 2)
        assert not engine.deeds(session.id).undone
        state = (await engine.redo(session.id)).state
        assert state.variables[HONOUR] == 2


async def test_with_nothing_done_undo_does_nothing(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        session = await engine.new_session(an_adventure())
        assert await engine.undo(session.id) == session
        assert await engine.redo(session.id) == session
