"""The built-in model: llama.cpp in a child process, started on first use and after a crash.

The story keeps slot 0 and its cached prefix; questions and bookkeeping are answered in slot 1.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

import httpx
from pydantic import TypeAdapter

from engine.domain.constraints import Rung
from engine.domain.providers import FREE, ModelFacts, Provider
from engine.errors import (
    BadResponseError,
    ConnectionFailedError,
    EngineError,
    InterruptedStreamError,
    ModelFileError,
    ProviderError,
)
from engine.providers.base import Completion, StreamEvent
from engine.providers.llama_child import Failure, child_command
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.model_files import check_model_file
from engine.providers.openai_compatible import OpenAICompatible

CONTEXT_TOKENS = 4096
"""For each slot: what the starter model needs for a scene, at about 100 MB a slot."""

STORY_SLOT = 0
ASIDE_SLOT = 1

_DEATH_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotState:
    """A place for one request at a time, with a cache of its own. `n_ctx` is in tokens."""

    id: int
    n_ctx: int
    is_processing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinProperties:
    """What the running child says of itself. `context_window` is that of one slot, in tokens."""

    model: str
    context_window: int
    slots: tuple[SlotState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    model: str
    listening: Listening
    process: LlamaProcess
    wire: OpenAICompatible

    def placed(self, completion: Completion) -> Completion:
        """The completion, in the slot it belongs to."""
        slot = ASIDE_SLOT if completion.aside and self.listening.slots > ASIDE_SLOT else STORY_SLOT
        extras = {"cache_prompt": True, "id_slot": slot, **completion.extra_params}
        return replace(completion, extra_params=extras)

    async def died(self) -> bool:
        """Whether the child is gone; one that dropped a connection gets a while to be seen dying."""
        return await self.process.is_gone_within(_DEATH_SECONDS)


_slots: TypeAdapter[tuple[SlotState, ...]] = TypeAdapter(tuple[SlotState, ...])


class Builtin:
    """Serves one GGUF at a time; asked for another, it lets running answers end, then switches."""

    def __init__(
        self,
        *,
        provider: Provider,
        client: httpx.AsyncClient,
        model_file: Callable[[str], Path],
        model_names: Callable[[], tuple[str, ...]] = tuple,
        context: int = CONTEXT_TOKENS,
        command: Callable[[], Sequence[str]] = child_command,
    ) -> None:
        """`client` is the one for loopback, and stays the caller's.

        `model_file` gives the path of a model by its name; `model_names` tells which models there
        are now, besides those of the provider's description.
        """
        self._provider = provider
        self._client = client
        self._model_file = model_file
        self._model_names = model_names
        self._context = context
        self._command = command
        self._process: LlamaProcess | None = None
        self._loaded = ""
        self._server: _Server | None = None
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._turnstile = asyncio.Lock()

    @property
    def rungs(self) -> tuple[Rung, ...]:
        offered = self._provider.dialect.constraints
        return (*(rung for rung in Rung if rung in offered and rung is not Rung.PLAIN), Rung.PLAIN)

    @property
    def requests_served(self) -> int:
        """The requests that the running child's own log says its slots have taken up."""
        return self._process.requests_served if self._process else 0

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        begun = False
        async with self._serving(completion.model) as server:
            try:
                async with aclosing(server.wire.stream(server.placed(completion))) as events:
                    async for event in events:
                        begun = True
                        yield event
            except (ConnectionFailedError, InterruptedStreamError, BadResponseError) as error:
                if await server.died():
                    kind = InterruptedStreamError if begun else ConnectionFailedError
                    raise self._crash(kind) from error
                raise

    async def models(self) -> tuple[ModelFacts, ...]:
        """The described models and those that `model_names` tells of; no child is started."""
        described = [facts.model for facts in self._provider.models]
        there = await asyncio.to_thread(self._model_names)
        return tuple(self._facts(model) for model in dict.fromkeys([*described, *there]))

    async def start(self, model: str) -> None:
        """Have `model` loaded before it is asked. Raise as `stream` does."""
        async with self._serving(model):
            pass

    async def properties(self) -> BuiltinProperties | None:
        """What the running child says of itself; None when none runs."""
        server = self._server
        if server is None or not server.process.alive:
            return None
        try:
            response = await self._client.get(
                f"{server.listening.url}/slots", headers=server.listening.headers
            )
        except httpx.TransportError as error:
            raise self._crash(ConnectionFailedError) from error
        slots = _slots.validate_json(response.raise_for_status().content)
        return BuiltinProperties(model=server.model, context_window=slots[0].n_ctx, slots=slots)

    async def aclose(self) -> None:
        """End the child at once, running answers with it; no process is left behind."""
        process, self._process, self._server = self._process, None, None
        if process is not None:
            await process.aclose()

    @asynccontextmanager
    async def _serving(self, model: str) -> AsyncIterator[_Server]:
        """The server of `model`, which is not switched away while the context is open."""
        async with self._turnstile:
            server = await self._server_of(model)
            self._running += 1
            self._idle.clear()
        try:
            yield server
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _server_of(self, model: str) -> _Server:
        if (server := self._server) and server.process.alive and server.model == model:
            return server
        process = await self._process_of(model)
        listening = await process.answer()
        if not isinstance(listening, Listening):
            raise self._refusal(listening, self._model_file(model).name)
        self._server = self._connected(model, process, listening)
        return self._server

    async def _process_of(self, model: str) -> LlamaProcess:
        """The process that loads `model`: one that a stopped call left loading, or a new one."""
        if self._process and self._process.alive and self._loaded == model:
            return self._process
        await self._idle.wait()
        await self.aclose()
        path = self._model_file(model)
        await asyncio.to_thread(check_model_file, path)
        self._process = await LlamaProcess.spawn(
            self._command(), model=path, name=model, context=self._context
        )
        self._loaded = model
        return self._process

    def _connected(self, model: str, process: LlamaProcess, listening: Listening) -> _Server:
        wire = OpenAICompatible(
            provider=self._provider,
            base_url=f"{listening.url}/v1",
            key=listening.token,
            client=self._client,
        )
        return _Server(model=model, listening=listening, process=process, wire=wire)

    def _facts(self, model: str) -> ModelFacts:
        return replace(self._provider.facts_of(model), context_window=self._context, price=FREE)

    def _crash(self, kind: type[ProviderError]) -> ProviderError:
        return kind(
            self._provider.label,
            "The built-in model stopped unexpectedly. Press retry: it starts again.",
        )

    def _refusal(self, failure: Failure | None, file: str) -> EngineError:
        match failure:
            case Failure.CPU:
                return ProviderError(
                    self._provider.label,
                    "The built-in model needs a processor with AVX2, FMA and F16C, which this "
                    "computer does not have. Choose another provider.",
                )
            case Failure.RUNTIME:
                return ProviderError(
                    self._provider.label,
                    "The built-in model's runtime is missing or does not work on this computer. "
                    "Install Triptych again, or choose another provider.",
                )
            case Failure.MODEL:
                return ModelFileError(
                    f"The model file {file} could not be loaded: it is damaged, not complete, or "
                    "of a kind that is not known here. Put it there again, or choose another model."
                )
            case None:
                return ModelFileError(
                    f"The built-in model stopped while it loaded {file}; there may be too little "
                    "free memory for it. Close other programs and press retry, or choose a "
                    "smaller model."
                )
            case _:
                assert_never(failure)
