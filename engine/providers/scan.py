"""Looking for model servers on this computer: every usual port at once, with nothing but GET."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import httpx

from engine.domain.found import FoundServer
from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.providers.port import PATIENCE, Port
from engine.providers.recognising import Look, recognised

log = logging.getLogger("triptych.providers")

_PORTS: Final = (11434, 1234, 5001, 5000, 8080, 9931, 2242, 8000, 5002, 8081, 1337, 4891)
ORIGINS: Final = tuple(f"http://127.0.0.1:{port}" for port in _PORTS)


async def find_servers(
    client: httpx.AsyncClient,
    providers: Mapping[ProviderId, Provider],
    tell: Callable[[FoundServer], None],
    *,
    origins: Sequence[str] = ORIGINS,
    patience: httpx.Timeout = PATIENCE,
) -> None:
    """`tell` of each server as soon as it is recognised; a port that hangs holds nothing up.

    `client` is the one for loopback: it knows no key, follows no redirect and asks no proxy.
    """
    async with asyncio.TaskGroup() as ports:
        for origin in origins:
            ports.create_task(_look_at(Port(client, origin, patience), providers, tell))


async def _look_at(
    port: Port,
    providers: Mapping[ProviderId, Provider],
    tell: Callable[[FoundServer], None],
) -> None:
    try:
        found = await recognised(Look(origin=port.origin, get=port.get, providers=providers))
    except httpx.HTTPError as error:
        log.debug("%s: %s", port.origin, type(error).__name__)
        return
    if found:
        log.debug("%s: %s", port.origin, found.sentence)
        tell(found)
