"""A whole engine on scripted models, in a library of its own."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from pathlib import Path

from builders import TODAY

from engine.app import Engine
from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.messages import Message
from engine.domain.providers import Connection, Profile
from engine.domain.sessions import OpenSession
from engine.domain.tasks import ModelRole
from engine.paths import Paths, resources_folder
from engine.play.events import TurnEvent
from engine.providers.base import Completion
from engine.providers.scripted import Reply, Scripted, Step
from engine.settings import Settings, save_settings

SCRIPTED = ProfileId("scripted")


def scripted_settings() -> Settings:
    """Every model role on the scripted provider."""
    connection = ConnectionId("scripted")
    return Settings(
        connections=(Connection(id=connection, provider=ProviderId("scripted"), label="Scripted"),),
        profiles=(Profile(id=SCRIPTED, connection=connection, model="scripted"),),
        roles=dict.fromkeys(ModelRole, (SCRIPTED,)),
    )


def paths_in(folder: Path) -> Paths:
    return Paths(resources=resources_folder(), data=folder, logs=folder / "logs")


@asynccontextmanager
async def an_engine(
    folder: Path,
    script: Callable[[Completion], Reply | Step] | Iterable[Reply | Step] = (),
    *,
    settings: Settings | None = None,
    roll: Callable[[int, int], int] = lambda low, high: low,
    now: Callable[[], datetime] = lambda: TODAY,
) -> AsyncGenerator[tuple[Engine, Scripted], None]:
    """An engine whose every model is one scripted adapter, and that adapter."""
    save_settings(paths_in(folder).settings, settings or scripted_settings())
    adapter = Scripted(script)

    async def no_pause(seconds: float) -> None:
        """Retries need not wait in tests."""

    engine = await Engine.open(
        paths_in(folder),
        open_adapter=lambda provider, connection, key: adapter,
        environment={},
        now=now,
        roll=roll,
        pause=no_pause,
    )
    try:
        yield engine, adapter
    finally:
        await engine.aclose()


async def events_of(stream: AsyncGenerator[TurnEvent, None]) -> list[TurnEvent]:
    async with aclosing(stream) as events:
        return [event async for event in events]


async def play(engine: Engine, session: OpenSession, text: str, ask=refuse) -> list[TurnEvent]:
    return await events_of(engine.play_turn(session.id, text, ask))


async def path_of(engine: Engine, session: OpenSession) -> tuple[Message, ...]:
    return (await engine.session(session.id)).path


def is_story(completion: Completion) -> bool:
    """Whether this request is for a reply, not a question or bookkeeping."""
    return not completion.aside
