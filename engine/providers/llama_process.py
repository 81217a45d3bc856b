"""The parent's side of the llama.cpp process: start it, hear where it listens, end it."""

import asyncio
import json
import logging
import subprocess
from asyncio import transports
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from engine.providers.llama_child import Failure

_log = logging.getLogger(__name__)

GRACE_SECONDS = 2.0
_TASK_TAKEN = "processing task"
"""llama.cpp logs this once for each request that a slot takes up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the child's server is, what it must be told, and how many slots it has."""

    port: int
    token: str = field(repr=False)
    slots: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    error: Failure


_answers: TypeAdapter[Listening | _Failed] = TypeAdapter(Listening | _Failed)


class LlamaProcess(asyncio.SubprocessProtocol):
    """One running child. It ends with `aclose`, with this program, or by itself when it crashes."""

    def __init__(self) -> None:
        self.requests_served = 0
        """Requests that llama.cpp itself says its slots have taken up."""
        self.told_to_end = False
        self._transport: asyncio.SubprocessTransport | None = None
        self._lines = {1: _Lines(), 2: _Lines()}
        self._answer: Listening | Failure | None = None
        self._answered = asyncio.Event()
        self._gone = asyncio.Event()

    @classmethod
    async def spawn(
        cls,
        command: Sequence[str],
        *,
        model: Path,
        name: str,
        context: int,
        more: Mapping[str, object] | None = None,
    ) -> "LlamaProcess":
        """Have `command` start loading `model`, to be served as `name` with `context` tokens in each slot.

        `more` are the options that the child can do without.
        """
        options = {"model": str(model), "name": name, "context": context, **(more or {})}
        transport, process = await asyncio.get_running_loop().subprocess_exec(
            cls,
            *command,
            # A windowed program on Windows would otherwise flash a console.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        orders = cast("asyncio.WriteTransport", transport.get_pipe_transport(0))
        orders.write(json.dumps(options).encode() + b"\n")
        return process

    @property
    def alive(self) -> bool:
        return not self._gone.is_set()

    @property
    def pid(self) -> int:
        assert self._transport is not None  # noqa: S101 - set before spawn returns
        return self._transport.get_pid()

    async def answer(self) -> Listening | Failure | None:
        """Wait until the child listens or says why not; None if it died without a word."""
        await self._answered.wait()
        return self._answer

    async def is_gone_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._gone.wait()
        except TimeoutError:
            return False
        return True

    async def aclose(self) -> None:
        """Tell the child to end, then make it; no process is left behind."""
        self.told_to_end = True
        if self._transport is None or not self.alive:
            return
        if self._answered.is_set() and (orders := self._transport.get_pipe_transport(0)):
            orders.close()
            if await self.is_gone_within(GRACE_SECONDS):
                return
        self._kill()  # a child that is still loading does not hear its standard input
        await self._gone.wait()

    def _kill(self) -> None:
        assert self._transport is not None  # noqa: S101 - the caller has it
        try:
            self._transport.kill()
        except ProcessLookupError:
            _log.debug("the child had just ended")

    @override
    def connection_made(self, transport: transports.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)

    @override
    def pipe_data_received(self, fd: int, data: bytes) -> None:
        for line in self._lines[fd].feed(data):
            if fd == 1:
                self._read_answer(line)
            else:
                self.requests_served += _TASK_TAKEN in line
                _log.debug("%s", line)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._transport.close()
        self._answered.set()
        self._gone.set()

    def _read_answer(self, line: str) -> None:
        try:
            answer = _answers.validate_json(line)
        except ValidationError:
            _log.debug("not an answer: %s", line)
            return
        self._answer = answer.error if isinstance(answer, _Failed) else answer
        self._answered.set()


class _Lines:
    """Whole lines out of chunks of bytes."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in lines]
