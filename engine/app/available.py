"""Which models can be asked now, where a file of profiles leaves that open."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from engine.app.workings import Workings
from engine.domain.found import FoundServer, FoundWithModels
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection, ModelFacts
from engine.domain.tasks import ModelRole
from engine.errors import EngineError
from engine.formats.profile_document import Document, ProfileEntry
from engine.formats.profile_import import Offer
from engine.formats.profile_order import LOADED
from engine.providers.addresses import repaired_url
from engine.providers.http import is_at_home, is_here
from engine.providers.scan import find_servers
from engine.settings import BUILTIN_CONNECTION

_PATIENCE: Final = 10.0
"""Seconds after which a connection that says nothing offers nothing."""


async def offers_for(workings: Workings, origins: Sequence[str]) -> tuple[Offer, ...]:
    """A model of each server on this computer and of each connection that answers.

    Free ones come first: those of other servers here, of services, and the built-in model, which
    is always there. What costs money, or may, comes after it.
    """
    found: list[FoundServer] = []
    await find_servers(workings.clients.loopback, workings.providers, found.append, origins=origins)
    here = [_found(workings, each) for each in found if isinstance(each, FoundWithModels)]
    connections = workings.settings.connections
    asked = await asyncio.gather(*(_offered(workings, each) for each in connections))
    offers = {each.connection.id: each for each in (*here, *asked) if each}
    return tuple(sorted(offers.values(), key=partial(_rank, workings)))


async def loaded_models(workings: Workings, document: Document) -> Mapping[ProfileId, str]:
    """The model that each server has loaded whose profile names none."""
    loaded = (entry for entry in document.profiles if entry.model == LOADED)
    open_ = [entry for entry in loaded if _is_near(workings, entry)]
    names = await asyncio.gather(*(_loaded(workings, entry) for entry in open_))
    return {entry.id: name for entry, name in zip(open_, names, strict=True) if name}


def _rank(workings: Workings, offer: Offer) -> int:
    connection = offer.connection
    if connection.id == BUILTIN_CONNECTION:
        return 2
    if workings.providers[connection.provider].local or is_here(connection.base_url):
        return 0
    return 1 if offer.is_free else 3


def _found(workings: Workings, server: FoundWithModels) -> Offer | None:
    """The offer of a server, at the connection to it if there is one."""
    if not server.models:
        return None
    own = workings.providers[server.provider].base_url
    for each in workings.settings.connections:
        if (each.provider, each.base_url or own) == (server.provider, server.base_url):
            return Offer(connection=each, model=server.models[0])
    taken = {each.id for each in workings.settings.connections}
    names = (f"{server.provider}-{number}" for number in range(2, 1000))
    free = next(name for name in (str(server.provider), *names) if name not in taken)
    connection = Connection(
        id=ConnectionId(free),
        provider=server.provider,
        label=server.label,
        base_url="" if server.base_url == own else server.base_url,
    )
    return Offer(connection=connection, model=server.models[0])


async def _offered(workings: Workings, connection: Connection) -> Offer | None:
    """The model that is used there already, else the proposed one, else the first."""
    provider = workings.providers.get(connection.provider)
    if provider is None:
        return None
    models = {each.model: each for each in await _listed(workings, connection)}
    used = [each.model for each in workings.settings.profiles if each.connection == connection.id]
    wished = (*used, provider.proposed.get(ModelRole.MAIN, ""), *models)
    model = next((each for each in wished if each in models), None)
    if model is None:
        return None
    price = provider.facts_of(model).filled(models[model]).price
    return Offer(connection=connection, model=model, is_free=bool(price and price.is_free))


async def _loaded(workings: Workings, entry: ProfileEntry) -> str:
    connection = Connection(
        id=ConnectionId(f"asked-for-{entry.id}"),
        provider=entry.access.provider,
        label=entry.id,
        base_url=entry.access.base_url,
    )
    models = await _listed(workings, connection)
    ready = [each for each in models if each.loaded is not False]
    return next((each.model for each in (*ready, *models)), "")


def _is_near(workings: Workings, entry: ProfileEntry) -> bool:
    """Whether nobody far away is asked, whom the player has not agreed to ask."""
    address = entry.access.base_url or workings.providers[entry.access.provider].base_url
    try:
        return not address or is_at_home(repaired_url(address))
    except ValueError:
        return False


async def _listed(workings: Workings, connection: Connection) -> tuple[ModelFacts, ...]:
    if connection.provider not in workings.providers:
        return ()
    try:
        async with asyncio.timeout(_PATIENCE):
            return await workings.connections.asked(connection, "")
    except (EngineError, TimeoutError):
        return ()
