"""Opens the library and everything that the engine works with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.app.bookings import Bookings
from engine.app.guests import Guests
from engine.app.stores import StoredAnswers, StoredHabits, StoredLedger
from engine.app.workings import Workings
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.model_checks import ModelCheck
from engine.domain.providers import ModelFacts, Provider
from engine.errors import FormatError, SettingsError
from engine.paths import Paths
from engine.play.sessions import KEPT_DELETED
from engine.play.tools import Tools
from engine.providers.adapters import adapter_for
from engine.providers.dry_run import NOTICE as DRY_RUN
from engine.providers.dry_run import echoing, is_dry_run
from engine.providers.http import Clients
from engine.providers.model_files import ModelFiles, ModelPlaces, read_starter
from engine.providers.registry import load_providers
from engine.routing.connections import OpenAdapter, OpenConnections
from engine.routing.price_table import PriceTable
from engine.routing.router import Router
from engine.secrets import Secrets
from engine.settings import (
    Settings,
    SettingsFile,
    load_settings,
    starter_settings,
)
from engine.storage import listed, model_checks, sessions
from engine.storage.database import Database
from engine.storage.journal import recover


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What stands in for the world outside: time, dice, waiting, the environment, the adapters."""

    open_adapter: OpenAdapter | None
    environment: Mapping[str, str]
    now: Callable[[], datetime]
    roll: Callable[[int, int], int]
    pause: Callable[[float], Awaitable[None]]
    jitter: Callable[[], float]

    @property
    def is_dry(self) -> bool:
        return is_dry_run(self.environment)


async def open_workings(
    paths: Paths, world: World, stack: AsyncExitStack
) -> tuple[Workings, tuple[str, ...]]:
    """The workings, closed by `stack`, and sentences about what opening found.

    Raise an `EngineError` when the library cannot be opened.
    """
    providers, told = await asyncio.to_thread(_providers, paths, world.environment)
    settings, also_told = await asyncio.to_thread(_settings_file, paths)
    db, recovered = await _library(paths, world, stack)
    clients, distrusted = await _clients(settings.current().ca_file)
    stack.push_async_callback(clients.aclose)
    files = await asyncio.to_thread(_model_files, paths, settings.current)
    adapters = world.open_adapter or _adapters(clients, files, settings.current, world.pause)
    routing = _Routing(
        world=world,
        providers=providers,
        secrets=Secrets(world.environment),
        db=db,
        bookings=Bookings(),
        open_adapter=echoing if world.is_dry else adapters,
        listed=await db.run(listed.all_listed),
        checks=dict(await db.run(model_checks.all_checks)),
        prices=PriceTable(paths.prices),
    )
    workings = _joined(paths, settings, clients, files, routing)
    stack.push_async_callback(workings.connections.aclose)
    dry = (DRY_RUN,) if world.is_dry else ()
    return workings, (*dry, *told, *also_told, *distrusted, *recovered)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Routing:
    """What every router of an engine has in common."""

    world: World
    providers: dict[ProviderId, Provider]
    secrets: Secrets
    db: Database
    bookings: Bookings
    open_adapter: OpenAdapter
    listed: Mapping[ConnectionId, tuple[ModelFacts, ...]]
    checks: dict[tuple[ConnectionId, str], ModelCheck]
    prices: PriceTable

    def made(self, current: Callable[[], Settings]) -> tuple[OpenConnections, Router]:
        """Connections and a router for the settings in `current`."""
        connections = OpenConnections(
            settings=current,
            providers=self.providers,
            secrets=self.secrets,
            open_adapter=self.open_adapter,
            listed=self.listed,
            checks=self.checks,
            needs_keys=not self.world.is_dry,
        )
        router = Router(
            settings=current,
            connections=connections,
            ledger=StoredLedger(self.db, self.bookings),
            habits=StoredHabits(self.db),
            prices=self.prices,
            answers=None if self.world.is_dry else StoredAnswers(self.db),
            now=self.world.now,
            pause=self.world.pause,
            jitter=self.world.jitter,
        )
        return connections, router


def _joined(
    paths: Paths, settings: SettingsFile, clients: Clients, files: ModelFiles, routing: _Routing
) -> Workings:
    world, guests = routing.world, Guests()
    connections, router = routing.made(lambda: guests.among(settings.current()))
    return Workings(
        paths=paths,
        settings_file=settings,
        providers=routing.providers,
        environment=world.environment,
        secrets=routing.secrets,
        connections=connections,
        routed=routing.made,
        guests=guests,
        bookings=routing.bookings,
        checks=routing.checks,
        clients=clients,
        model_files=files,
        prices=routing.prices,
        tools=Tools(
            db=routing.db, router=router, now=world.now, roll=world.roll, checks=routing.checks
        ),
    )


async def _library(
    paths: Paths, world: World, stack: AsyncExitStack
) -> tuple[Database, tuple[str, ...]]:
    """The library, closed by `stack`, and what is to be told of turns that were cut short."""
    db = await Database.open(paths.library, paths.backups, now=world.now())
    stack.push_async_callback(db.close)
    recovered = await db.run(recover)
    await db.run(partial(sessions.purge_sessions, before=world.now() - KEPT_DELETED))
    return db, _recovered(len(recovered))


def _providers(
    paths: Paths, environment: Mapping[str, str]
) -> tuple[dict[ProviderId, Provider], tuple[str, ...]]:
    """The providers, and what is wrong with those files of the player's that cannot be read."""
    told: list[FormatError] = []
    known = load_providers(paths.providers, paths.data / "providers", environment, told.append)
    return known, tuple(map(str, told))


def _settings_file(paths: Paths) -> tuple[SettingsFile, tuple[str, ...]]:
    try:
        return SettingsFile(paths.settings, load_settings(paths.settings)), ()
    except SettingsError as error:
        return SettingsFile(paths.settings, starter_settings()), (str(error),)


async def _clients(ca_file: str) -> tuple[Clients, tuple[str, ...]]:
    """The clients, and what is wrong with the player's file of certificates."""
    try:
        return await Clients.open(ca_file), ()
    except SettingsError as error:
        return await Clients.open(), (str(error),)


def _model_files(paths: Paths, current: Callable[[], Settings]) -> ModelFiles:
    shipped = paths.resources / "models"

    def places() -> ModelPlaces:
        settings = current()
        return ModelPlaces(
            files=settings.model_files,
            folders=settings.model_folders,
            hidden=frozenset(each.model for each in settings.local_models if each.hidden),
        )

    return ModelFiles(
        starter=read_starter(shipped), shipped=shipped, own=paths.models, places=places
    )


def _adapters(
    clients: Clients,
    files: ModelFiles,
    current: Callable[[], Settings],
    pause: Callable[[float], Awaitable[None]],
) -> OpenAdapter:
    return partial(
        adapter_for,
        clients=clients,
        model_file=files.path_of,
        models_there=files.shown,
        model_options=lambda model: current().local_model(model).options,
        pause=pause,
    )


def _recovered(turns: int) -> tuple[str, ...]:
    if not turns:
        return ()
    what = "A turn was" if turns == 1 else f"{turns} turns were"
    return (f"{what} cut short when Triptych last ended. What had been written is in the story.",)
