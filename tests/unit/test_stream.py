"""A stream of events over work that reports as it goes: order, failure, closing, stopping."""

import asyncio
import sys
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.play.stream import streamed


class OddError(Exception):
    """Something that the work raises."""


PLANS = st.lists(st.integers(0, 3), max_size=8)
"""How many events the work emits between one pause and the next."""


class Work:
    """Emits numbers as planned, then `failure` if there is one; takes its time to clean up."""

    def __init__(self, plan, failure=None):
        self.plan = plan
        self.failure = failure
        self.cancelled = False
        self.cleaned_up = False

    async def __call__(self, emit):
        emitted = 0
        try:
            for burst in self.plan:
                await asyncio.sleep(0)
                for _ in range(burst):
                    emit(emitted)
                    emitted += 1
            if self.failure:
                raise self.failure
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        finally:
            try:
                await asyncio.sleep(0)
            finally:
                self.cleaned_up = True


def run(main, *, hooks):
    """Run `main` to its end; without `hooks`, as on a loop that looks after no generator."""

    async def hooked():
        if not hooks:
            sys.set_asyncgen_hooks(firstiter=None, finalizer=None)
        await main()
        assert others() == set()

    asyncio.run(hooked())


def others():
    return asyncio.all_tasks() - {asyncio.current_task()}


async def all_of(stream):
    async with aclosing(stream) as events:
        return [event async for event in events]


def ignore(task):
    """For streams whose task nobody wants to cancel."""


@given(plan=PLANS, fails=st.booleans(), hooks=st.booleans())
def test_all_events_come_in_order_and_then_what_the_work_raised(plan, fails, hooks):
    work = Work(plan, OddError() if fails else None)
    seen, raised = [], []

    async def main():
        try:
            async with aclosing(streamed(work, ignore)) as events:
                async for event in events:
                    seen.append(event)  # noqa: PERF401 - what came before a failure counts
        except OddError as error:
            raised.append(error)

    run(main, hooks=hooks)
    assert seen == list(range(sum(plan)))
    assert raised == ([work.failure] if fails else [])
    assert work.cleaned_up


@given(plan=PLANS, fails=st.booleans(), hooks=st.booleans(), taken=st.integers(0, 12))
def test_closing_cancels_the_work_and_waits_until_it_has_cleaned_up(plan, fails, hooks, taken):
    work = Work([*plan, 1], OddError() if fails else None)
    wanted = min(taken, sum(plan))
    seen, cleaned_up = [], []

    async def main():
        async with aclosing(streamed(work, ignore)) as events:
            while len(seen) <= wanted:
                seen.append(await anext(events))
        cleaned_up.append(work.cleaned_up)

    run(main, hooks=hooks)
    assert seen == list(range(wanted + 1))
    assert cleaned_up == [True]


@given(times=st.integers(1, 3), steps=st.integers(0, 3), hooks=st.booleans())
def test_a_cancelled_reader_ends_the_work_first_however_often_it_is_cancelled(times, steps, hooks):
    async def main():
        begun = asyncio.Event()

        async def work(emit):
            try:
                begun.set()
                await asyncio.Event().wait()
            finally:
                for _ in range(8):
                    await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            reader = group.create_task(all_of(streamed(work, ignore)))
            await begun.wait()
            for _ in range(times):
                reader.cancel()
                for _ in range(steps):
                    await asyncio.sleep(0)
            await asyncio.wait((reader,))
            assert reader.cancelled()
            assert others() == set()

    run(main, hooks=hooks)


@pytest.mark.parametrize("hooks", [True, False])
def test_cancelling_the_work_ends_the_stream_after_what_it_still_emits(hooks):
    seen, tasks = [], []

    async def work(emit):
        emit("begun")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            emit("kept")

    async def main():
        async with aclosing(streamed(work, tasks.append)) as events:
            async for event in events:
                seen.append(event)
                tasks[0].cancel()

    run(main, hooks=hooks)
    assert seen == ["begun", "kept"]


@pytest.mark.parametrize("hooks", [True, False])
def test_work_that_is_cancelled_before_its_first_step_ends_the_stream_too(hooks):
    seen = []

    async def work(emit):
        emit("begun")

    async def main():
        async with asyncio.timeout(5):
            seen.extend(await all_of(streamed(work, asyncio.Task.cancel)))

    run(main, hooks=hooks)
    assert seen == []


async def test_a_stream_that_is_never_read_does_no_work():
    work = Work([1])
    await streamed(work, ignore).aclose()
    assert not work.cleaned_up
