"""What the next summary is to tell, and how much of it a small model can be told at once."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from builders import SESSION, a_path, a_session, an_adventure
from hypothesis import given
from hypothesis import strategies as st
from routers import ARouter, a_profile, says, some_settings

from engine.domain.ids import ConnectionId
from engine.domain.sessions import Earlier
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError, InterruptedStreamError, RoutingError
from engine.play.memory import MOST_AT_ONCE, stretch_to_summarise, summarise
from engine.play.progress import Progress
from engine.prompt.tokens import estimate_tokens
from engine.providers.scripted import Reply
from engine.routing.queue import CallQueue, PreemptedError


@dataclass
class Tools:
    """No more of the tools than a summary needs."""

    router: object
    db: object = None


def told(covers):
    return Earlier(text="They met.", covers=covers)


@pytest.mark.parametrize(
    ("length", "summary", "stretch"),
    [
        (0, None, range(0)),
        (6, None, range(0)),
        (13, None, range(0)),
        (14, None, range(8)),
        (15, None, range(9)),
        (40, None, range(34)),
        (14, told(8), range(0)),
        (21, told(8), range(0)),
        (22, told(8), range(8, 16)),
        (40, told(30), range(0)),
        (44, told(30), range(30, 38)),
        (10, told(30), range(0)),
        (1000, None, range(MOST_AT_ONCE)),
        (1000, told(500), range(500, 500 + MOST_AT_ONCE)),
    ],
)
def test_a_summary_is_due_when_enough_has_happened_since_the_last_one(length, summary, stretch):
    assert stretch_to_summarise(a_path(length), summary) == stretch


async def test_before_it_is_due_no_model_is_asked():
    made = ARouter({"first": says()})
    assert await summarise(Tools(made.router), SESSION, a_path(13), None) is None
    assert made.rows == []


async def test_the_utility_role_is_told_what_is_new_and_what_it_noted_before():
    adapters = {"main": says(), "utility": says("  Ada met Mira.\n")}
    made = ARouter(adapters)
    roles = {ModelRole.MAIN: ("main",), ModelRole.UTILITY: ("utility",)}
    made.settings = replace(made.settings, roles=roles)
    written = await summarise(Tools(made.router), SESSION, a_path(30), told(10))
    assert written == Earlier(text="Ada met Mira.", covers=24)
    (request,) = adapters["utility"].requests
    text = request.messages[-1].text
    assert text.startswith("Notes so far: They met.")
    assert "word9" not in text
    assert "word10" in text
    assert "word23" in text
    assert "word24" not in text
    assert request.aside


async def test_a_long_stretch_is_told_in_parts_that_fit_the_model():
    profile = a_profile("first", context_window=1200)
    settings = replace(some_settings(("first",)), profiles=(profile,))
    adapter = says("Part one.", "Parts one and two.")
    made = ARouter({"first": adapter}, settings=settings)
    path = a_path(60, words=20)
    first = await summarise(Tools(made.router), SESSION, path, None)
    second = await summarise(Tools(made.router), SESSION, path, first)
    assert 0 < first.covers < second.covers < 54
    for request in adapter.requests:
        assert sum(estimate_tokens(message.text) for message in request.messages) <= 300


async def test_a_message_longer_than_the_window_is_told_all_the_same():
    profile = a_profile("first", context_window=400)
    settings = replace(some_settings(("first",)), profiles=(profile,))
    made = ARouter({"first": says("Much happened.")}, settings=settings)
    written = await summarise(Tools(made.router), SESSION, a_path(20, words=500), None)
    assert written == Earlier(text="Much happened.", covers=1)


async def test_when_no_model_answers_the_failure_comes_out():
    made = ARouter({"first": says(AuthenticationError("First", "First refused the key."))})
    with pytest.raises(RoutingError, match="refused the key"):
        await summarise(Tools(made.router), SESSION, a_path(20), None)


async def test_half_a_summary_is_none():
    broken = Reply(steps=("Ada met ", InterruptedStreamError("First", "It broke off.")))
    made = ARouter({"first": says(broken)})
    with pytest.raises(InterruptedStreamError, match="broke off"):
        await summarise(Tools(made.router), SESSION, a_path(20), None)


@dataclass
class Library:
    """Has a summary of everything that it is asked about."""

    async def run(self, work):
        return told(len(work.keywords["path"]))


def a_turn(session, length):
    """The one that the message after so many others of the session began."""
    return Progress(
        tools=Tools(None, db=Library()),
        session=session,
        before=session.path[:length],
        player=session.path[length],
        state=session.state,
    )


@pytest.mark.parametrize(
    ("known", "length", "expected"),
    [(None, 12, None), (told(8), 8, told(8)), (told(8), 29, told(8)), (told(20), 12, told(12))],
)
async def test_a_turn_goes_by_the_summary_of_what_came_before_it(known, length, expected):
    session = replace(a_session(an_adventure(), a_path(30)), earlier=known)
    assert await a_turn(session, length).earlier() == expected


@given(giving_way=st.integers(0, 6), steps=st.integers(0, 8))
def test_work_that_is_ended_while_it_gives_way_ends(giving_way, steps):
    """However far giving way to the player has come when the engine closes."""
    here = ConnectionId("here")

    async def work(queue, begun):
        while True:
            try:
                async with queue.slot(here, 1, background=True):
                    begun.set()
                    try:
                        await asyncio.Event().wait()
                    finally:
                        for _ in range(giving_way):
                            await asyncio.sleep(0)
            except PreemptedError:
                continue

    async def play(queue):
        async with queue.slot(here, 1, background=False):
            await asyncio.Event().wait()

    async def main():
        queue, begun = CallQueue(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            worker = group.create_task(work(queue, begun))
            await begun.wait()
            player = group.create_task(play(queue))
            for _ in range(steps):
                await asyncio.sleep(0)
            worker.cancel()
            done, _ = await asyncio.wait((worker,), timeout=5)
            player.cancel()
            assert done

    asyncio.run(main())


CALLERS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 12)), min_size=1, max_size=6
)
"""Of each: whether it is background work, how long its call takes, and when it is cancelled."""


@given(callers=CALLERS, slots=st.integers(1, 2))
def test_no_slot_is_lost_however_callers_give_up(callers, slots):
    here = ConnectionId("here")

    async def call(queue, background, length):
        async with queue.slot(here, slots, background=background):
            for _ in range(length):
                await asyncio.sleep(0)

    async def main():
        queue = CallQueue()
        tasks = {
            asyncio.ensure_future(call(queue, background, length)): patience
            for background, length, patience in callers
        }
        for now in range(13):
            for task, patience in tasks.items():
                if patience == now:
                    task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5):
            for background in (False, True):
                await call(queue, background, 1)

    asyncio.run(main())
