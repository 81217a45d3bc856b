"""Looking for model servers on this computer: every usual port at once, with nothing but GET."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from engine.domain.found import FoundServer
from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.providers.recognising import NO_ANSWER, Answer, Look, recognised

log = logging.getLogger("triptych.providers")

_PORTS: Final = (11434, 1234, 5001, 5000, 8080, 9931, 2242, 8000, 5002, 8081, 1337, 4891)
ORIGINS: Final = tuple(f"http://127.0.0.1:{port}" for port in _PORTS)
PATIENCE: Final = httpx.Timeout(2.0, connect=0.5)
_MOST_BYTES: Final = 4 * 2**20


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
            ports.create_task(_look_at(_Port(client, origin, patience), providers, tell))


async def _look_at(
    port: "_Port",
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


@dataclass(slots=True)
class _Port:
    """The answers of one port, each asked for once."""

    client: httpx.AsyncClient
    origin: str
    patience: httpx.Timeout
    answers: dict[str, Answer] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        """Raise `httpx.HTTPError` where nobody answers, or not in time."""
        if path not in self.answers:
            self.answers[path] = await self._asked(path)
        return self.answers[path]

    async def _asked(self, path: str) -> Answer:
        try:
            async with (
                asyncio.timeout(self.patience.read),
                self.client.stream("GET", self.origin + path, timeout=self.patience) as response,
            ):
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _MOST_BYTES:
                        return NO_ANSWER
        except TimeoutError as error:
            raise httpx.ReadTimeout("it sends, but does not come to an end") from error
        return Answer(status=response.status_code, body=_read(bytes(body)))


def _read(body: bytes) -> object:
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
