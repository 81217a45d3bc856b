"""Changes of the settings at the same time: none is lost, in the program and in the file."""

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.domain.consent import Period
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier
from engine.errors import SettingsError
from engine.settings import (
    GridCell,
    SettingsFile,
    load_settings,
    starter_settings,
    with_approved,
    with_cell,
    with_connection,
    with_limit,
    with_profile,
    with_task,
    with_tier,
    without_profile,
)

ONE, TWO = ProfileId("one"), ProfileId("two")
PATH = Path("settings.json")
CHANGES = (
    partial(with_approved, profile=ONE),
    partial(with_approved, profile=TWO),
    partial(with_limit, period=Period.DAY, dollars=Decimal(1)),
    partial(with_limit, period=Period.TURN, dollars=Decimal(2)),
    partial(with_tier, tier=Tier.SMALL, profiles=(ONE,)),
    partial(
        with_cell, cell=GridCell(task=Task.INTENT, complexity=Complexity.CRITICAL, tier=Tier.SMALL)
    ),
    partial(with_profile, profile=Profile(id=ONE, connection=ConnectionId("c"), model="m")),
    partial(without_profile, id_=ONE),
    lambda now: with_task(now, replace(now.task_setting(Task.INTENT), max_tokens=7)),
    lambda now: with_task(now, replace(now.task_setting(Task.INTENT), temperature=1.5)),
    *(
        partial(
            with_connection,
            connection=Connection(id=ConnectionId(name), provider=ProviderId("p"), label=label),
        )
        for name, label in (("c", "C"), ("d", "D"), ("c", "Another"))
    ),
)


class SlowFile:
    """Keeps nothing before it is told to."""

    def __init__(self):
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.kept = [starter_settings()]

    def save(self, path, settings):
        assert path == PATH
        self.begun.set()
        assert self.may_end.wait(30)
        self.kept.append(settings)

    @asynccontextmanager
    async def holding(self, *changes):
        """The file while the first of these is being written, and the others wait in line."""
        file = SettingsFile(PATH, starter_settings(), save=self.save)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(file.change(each)) for each in changes]
            assert await asyncio.to_thread(self.begun.wait, 30)
            try:
                yield file, tasks
            finally:
                self.may_end.set()


def after(*changes):
    """The settings before, between and after these."""
    found = [starter_settings()]
    for change in changes:
        found.append(change(found[-1]))
    return found


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CHANGES), min_size=1))
def test_of_changes_at_the_same_time_none_is_lost(changes):
    *befores, last = after(*changes)
    assume(last != befores[0])
    slow = SlowFile()

    async def changed():
        async with slow.holding(*changes) as (file, tasks):
            pass
        return file.current(), [task.result() for task in tasks]

    assert asyncio.run(changed()) == (last, befores)
    assert slow.kept[-1] == last


async def test_many_changes_at_the_same_time_are_all_in_the_file(tmp_path):
    file = SettingsFile(tmp_path / "settings.json", starter_settings())
    await asyncio.gather(*map(file.change, CHANGES))
    assert load_settings(tmp_path / "settings.json") == file.current() == after(*CHANGES)[-1]


async def test_a_change_that_makes_no_difference_writes_nothing():
    slow = SlowFile()
    slow.may_end.set()
    file = SettingsFile(PATH, starter_settings(), save=slow.save)
    assert await file.change(lambda now: replace(now, ca_file="")) == starter_settings()
    assert not slow.begun.is_set()


async def test_what_cannot_be_saved_leaves_the_settings_as_they_were(tmp_path):
    path = tmp_path / "settings.json"
    path.with_suffix(".part").mkdir()
    file = SettingsFile(path, starter_settings())
    with pytest.raises(SettingsError, match="could not be saved"):
        await file.change(CHANGES[0])
    assert file.current() == starter_settings()
    path.with_suffix(".part").rmdir()
    await file.change(CHANGES[1])
    assert file.current().approved == (TWO,)
    assert load_settings(path) == file.current()


async def test_a_change_that_cannot_be_made_leaves_the_next_its_turn():
    def impossible(now):
        raise SettingsError("There is no such thing.")

    slow = SlowFile()
    slow.may_end.set()
    file = SettingsFile(PATH, starter_settings(), save=slow.save)
    with pytest.raises(SettingsError, match="no such thing"):
        await file.change(impossible)
    await file.change(CHANGES[0])
    assert slow.kept[1:] == [file.current()]


async def test_a_cancelled_change_is_written_to_the_end_if_it_has_begun_else_never():
    slow = SlowFile()
    first, second, third = CHANGES[:3]
    async with slow.holding(first, second, third) as (file, tasks):
        tasks[0].cancel()
        tasks[1].cancel()
        await asyncio.wait((tasks[1],))
        assert not tasks[0].done()
    assert [task.cancelled() for task in tasks] == [True, True, False]
    assert file.current() == third(first(starter_settings()))
    assert slow.kept == after(first, third)
