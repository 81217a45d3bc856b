"""Slots: the player's calls go first, background work gives way and comes back."""

import asyncio

import pytest
from builders import a_call
from routers import ARouter, says

from engine.domain.calls import Outcome
from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId
from engine.domain.tasks import Task
from engine.providers.scripted import Reply
from engine.routing.constrained import text_of
from engine.routing.queue import CallQueue, PreemptedError

HERE = ConnectionId("here")


async def held(queue, *, background, entered, leave, slots=1):
    async with queue.slot(HERE, slots, background=background):
        entered.set()
        await leave.wait()


async def test_a_players_call_ends_a_background_call_that_is_in_its_way():
    queue, entered, leave = CallQueue(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        work = group.create_task(
            _preempted(held(queue, background=True, entered=entered, leave=leave))
        )
        await entered.wait()
        async with queue.slot(HERE, 1, background=False):
            assert await work


async def _preempted(body):
    with pytest.raises(PreemptedError):
        await body
    return asyncio.current_task().cancelling() == 0


async def test_a_background_call_goes_on_where_there_is_room():
    queue, entered, leave = CallQueue(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(held(queue, background=True, entered=entered, leave=leave, slots=2))
        await entered.wait()
        async with queue.slot(HERE, 2, background=False):
            pass
        leave.set()


async def test_background_calls_wait_until_no_player_does():
    queue, order = CallQueue(), []
    first_in, let_go = asyncio.Event(), asyncio.Event()

    async def take(name, *, background):
        async with queue.slot(HERE, 1, background=background):
            order.append(name)
            first_in.set()
            await let_go.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(take("player 1", background=False))
        await first_in.wait()
        group.create_task(take("background", background=True))
        group.create_task(take("player 2", background=False))
        await asyncio.sleep(0)
        let_go.set()
    assert order == ["player 1", "player 2", "background"]


async def test_one_who_gives_up_waiting_leaves_the_line_free_for_others():
    queue, entered, leave = CallQueue(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(held(queue, background=False, entered=entered, leave=leave))
        await entered.wait()
        waiting = group.create_task(
            held(queue, background=False, entered=asyncio.Event(), leave=leave)
        )
        behind = group.create_task(
            held(queue, background=True, entered=asyncio.Event(), leave=leave)
        )
        await asyncio.sleep(0)
        waiting.cancel()
        leave.set()
        await behind


async def test_a_summary_that_gave_way_is_booked_as_such():
    started = asyncio.Event()

    def script(completion):
        started.set()
        return Reply(steps=(asyncio.Event(),)) if completion.aside else "A reply."

    made = ARouter({"first": says()}, slots=1)
    made.adapters["first"]._script = script
    summary = a_call(Task.SUMMARISATION, background=True, aside=True)
    async with asyncio.TaskGroup() as group:
        work = group.create_task(
            _preempted(text_of(made.router, summary, refuse, lambda event: None))
        )
        await started.wait()
        assert await made.text(a_call()) == "A reply."
        await work
    assert [row.outcome for row in made.rows] == [Outcome.PREEMPTED, Outcome.FINISHED]
