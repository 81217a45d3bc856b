"""How much context and how many slots routing counts with: what a server here really gives."""

import asyncio
from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter

from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId, ProviderId, SessionId
from engine.domain.providers import Connection, Dialect, ModelFacts, Profile, Provider
from engine.domain.tasks import ModelRole
from engine.errors import ConnectionFailedError
from engine.providers.scripted import Reply, Scripted
from engine.routing.connections import OpenConnections
from engine.routing.constrained import text_of
from engine.routing.price_table import PriceTable
from engine.routing.router import Router
from engine.secrets import Secrets
from engine.settings import Settings

HERE = ConnectionId("here")
PROFILE = Profile(id=ProfileId("here:tale"), connection=HERE, model="tale")
SETTINGS = Settings(
    connections=(Connection(id=HERE, provider=ProviderId("studio"), label="Studio"),),
    profiles=(PROFILE,),
    roles={ModelRole.MAIN: (PROFILE.id,), ModelRole.COT: (PROFILE.id,)},
)
STUDIO = Provider(
    id=ProviderId("studio"), label="Studio", adapter="scripted", local=True, needs_key=False
)
RUNNING = ModelFacts(model="tale", context_window=32768, running_window=4096)
MADE_FOR = ModelFacts(model="tale", context_window=32768)


class Told(Scripted):
    """Has `models`, or fails to say so; counts how often it is asked."""

    def __init__(self, models=()) -> None:
        super().__init__(["Hello."])
        self.told, self.asked = models, 0
        self.running: int | None = None

    def slots(self):
        return self.running

    async def models(self):
        self.asked += 1
        if not self.told:
            raise ConnectionFailedError("Studio", "Nothing answers.")
        return self.told


def routed(adapter=None, listed=(), provider=STUDIO, settings=SETTINGS):
    """A router, and what it knows of connections of which `listed` was stored in an earlier run."""
    connections = OpenConnections(
        settings=lambda: settings,
        providers={STUDIO.id: provider},
        secrets=Secrets({}),
        open_adapter=lambda *_: adapter or Told(),
        listed={HERE: tuple(listed)},
    )
    store = ARouter({})
    router = Router(
        settings=lambda: settings, connections=connections, ledger=store, habits=store,
        prices=PriceTable(),
        now=lambda: None,
    )  # fmt: skip
    return router, connections


def window_of(router: Router) -> int | None:
    room = router.prompt_room(a_call())
    return room and room.window


@pytest.mark.parametrize(
    ("listed", "window"),
    [
        ((RUNNING,), 4096),
        ((MADE_FOR,), None),
        ((), None),
        ((replace(RUNNING, model="other"),), None),
    ],
)
def test_what_a_server_ran_with_last_counts_until_it_says_more(listed, window):
    assert window_of(routed(listed=listed)[0]) == window


def test_a_server_with_one_model_gives_its_window_to_whatever_is_asked_for():
    any_name = replace(STUDIO, dialect=Dialect(lists_all=False))
    router, connections = routed(listed=(replace(RUNNING, model="x", name="X"),), provider=any_name)
    assert window_of(router) == 4096
    assert connections.facts(PROFILE).name == ""


async def test_a_server_is_asked_once_in_a_run_before_the_first_prompt():
    adapter = Told((replace(RUNNING, running_window=16384),))
    router, connections = routed(adapter, listed=(RUNNING,))
    await router.meet_servers()
    await router.meet_servers()
    assert (window_of(router), adapter.asked) == (16384, 1)
    await connections.forget(HERE)
    await router.meet_servers()
    assert adapter.asked == 2


async def test_a_server_that_does_not_answer_leaves_what_was_known():
    router, _ = routed(Told(), listed=(RUNNING,))
    await router.meet_servers()
    assert window_of(router) == 4096


async def test_nobody_far_away_is_asked_for_that():
    adapter = Told((RUNNING,))
    router, _ = routed(adapter, provider=replace(STUDIO, local=False))
    await router.meet_servers()
    assert adapter.asked == 0


async def test_the_players_own_window_goes_before_the_servers():
    settings = replace(SETTINGS, profiles=(replace(PROFILE, context_window=2048),))
    assert window_of(routed(listed=(RUNNING,), settings=settings)[0]) == 2048


async def test_calls_at_once_are_as_many_as_the_server_that_runs_takes():
    adapter = Told((replace(RUNNING, slots=4),))
    router, _ = routed(adapter, provider=replace(STUDIO, dialect=Dialect(slots=2)))
    stop = router.first_stop(a_call())
    assert router.slots(stop) == 2
    await router.meet_servers()
    assert router.slots(stop) == 4
    adapter.running = 1
    assert router.slots(stop) == 1


@pytest.mark.parametrize("slots", [1, 4])
async def test_the_queue_hands_out_as_many_slots_as_the_server_has(slots):
    begun, gate = asyncio.Semaphore(0), asyncio.Event()

    def answered(completion):
        begun.release()
        return Reply(steps=(gate, "Hello."))

    adapter = Scripted(answered)
    router, _ = routed(adapter, listed=(replace(RUNNING, slots=slots),))
    async with asyncio.TaskGroup() as group:
        for number in range(6):
            call = a_call(session=SessionId(str(number)))
            group.create_task(text_of(router, call, refuse, lambda event: None))
        for _ in range(slots):
            await begun.acquire()
        for _ in range(50):
            await asyncio.sleep(0)
        assert begun.locked()
        gate.set()
    assert len(adapter.requests) == 6
