"""A whole engine with its real adapters, on a server that stands at an address of this machine."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from engines import paths_in

from engine.app import Engine
from engine.domain.ids import ConnectionId, ProfileId, ProviderId
from engine.domain.providers import Connection, Profile
from engine.domain.secrets import EnvironmentKey, KeyRef
from engine.domain.tasks import ModelRole
from engine.routing.connections import OpenAdapter
from engine.settings import Settings, Waiting, save_settings

KEY = "sk-test-0123456789"
SERVER = ConnectionId("server")
FROM_ENVIRONMENT = EnvironmentKey(variable="SERVER_KEY")

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
"""Answers a request, given its head and body."""


def server_settings(
    base_url: str,
    *,
    provider: str = "any_openai_compatible",
    key: KeyRef | None = FROM_ENVIRONMENT,
    waiting: Waiting | None = None,
) -> Settings:
    """Every model role on one model of the server at `base_url`."""
    profile = Profile(id=ProfileId("served"), connection=SERVER, model="served-model")
    connection = Connection(
        id=SERVER, provider=ProviderId(provider), label="My server", base_url=base_url, key=key
    )
    return Settings(
        connections=(connection,),
        profiles=(profile,),
        roles=dict.fromkeys(ModelRole, (profile.id,)),
        waiting=waiting or Waiting(),
    )


@asynccontextmanager
async def a_real_engine(
    folder: Path,
    settings: Settings | None = None,
    *,
    open_adapter: OpenAdapter | None = None,
    environment: Mapping[str, str] | None = None,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> AsyncGenerator[Engine, None]:
    """An engine as a player has it; retries need not wait unless `pause` says otherwise."""
    if settings:
        save_settings(paths_in(folder).settings, settings)
    engine = await Engine.open(
        paths_in(folder),
        open_adapter=open_adapter,
        environment={"SERVER_KEY": KEY} if environment is None else environment,
        pause=pause or _no_pause,
        jitter=lambda: 0.5,
    )
    try:
        yield engine
    finally:
        await engine.aclose()


@asynccontextmanager
async def a_server(answer: Answer) -> AsyncGenerator[str, None]:
    """The address of a server that has `answer` answer the one request of each connection."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(await _request(reader), writer)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}/v1"


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    b"Connection: close\r\n\r\n"
)
LAST_CHUNK = b"0\r\n\r\n"


def chunk(body: bytes) -> bytes:
    """A part of a body whose length is not known before; the body is whole with `LAST_CHUNK`."""
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


async def _request(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lengths = re.findall(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
    return head + (await reader.readexactly(int(lengths[0]) if lengths else 0)).decode()


async def _no_pause(seconds: float) -> None:
    """Retries need not wait."""
