"""The built-in model: llama.cpp in a child process, started on first use and after a crash."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from engine.domain.constraints import Rung
from engine.domain.local_models import LocalOptions, LocalState
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
from engine.providers.builtin_server import BuiltinServer, SlotState
from engine.providers.llama_child import Failure, child_command
from engine.providers.llama_failures import CRASHED, ENDED, refusal
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.local_runs import LocalRun, run_of
from engine.providers.model_files import check_model_file
from engine.providers.openai_compatible import OpenAICompatible

CONTEXT_TOKENS = 4096
"""For each slot: what the starter model needs for a scene, at about 100 MB a slot."""

ENDING_SECONDS = 1.0
"""What a child that cannot load its model gets for going."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinProperties:
    """What the running child says of itself. `context_window` is that of one slot, in tokens."""

    model: str
    context_window: int
    slots: tuple[SlotState, ...]


class Builtin:
    """Serves one GGUF at a time; asked for another, it lets running answers end, then switches."""

    def __init__(
        self,
        *,
        provider: Provider,
        client: httpx.AsyncClient,
        model_file: Callable[[str], Path],
        models_there: Callable[[], Mapping[str, Path]] = dict,
        model_options: Callable[[str], LocalOptions] = lambda _: LocalOptions(),
        context: int = CONTEXT_TOKENS,
        command: Callable[[], Sequence[str]] = child_command,
    ) -> None:
        """`client` is the one for loopback, and stays the caller's.

        `model_file` gives the path of a model by its name; `models_there` tells which models there
        are now, with their files, besides those of the provider's description; `model_options` how the player wants
        each to run. `context` is for those of which nothing is said.
        """
        self._provider = provider
        self._client = client
        self._model_file = model_file
        self._models_there = models_there
        self._model_options = model_options
        self._context = context
        self._command = command
        self._process: LlamaProcess | None = None
        self._loaded = ""
        self._server: BuiltinServer | None = None
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
                    raise self._crash(kind, server.process) from error
                raise

    async def models(self) -> tuple[ModelFacts, ...]:
        """The described models and those that `models_there` tells of; no child is started."""
        return await asyncio.to_thread(self._models)

    async def start(self, model: str) -> None:
        """Have `model` loaded before it is asked. Raise as `stream` does."""
        async with self._serving(model):
            pass

    def states(self) -> Mapping[str, LocalState]:
        """The model that runs, starts or has crashed; the others are stopped."""
        if self._process is None:
            return {}
        if not self._process.alive:
            return {self._loaded: LocalState.CRASHED}
        listens = self._server is not None and self._server.process is self._process
        return {self._loaded: LocalState.RUNNING if listens else LocalState.STARTING}

    def slots(self) -> int | None:
        """One where memory did not suffice for a second beside the story's."""
        server = self._server
        return server.listening.slots if server and server.process.alive else None

    async def stop(self) -> None:
        """End the child at once; a later call starts another."""
        await self.aclose()

    async def measure(self, model: str) -> float:
        """Tokens a second that `model` writes. Raise as `stream` does."""
        async with self._serving(model) as server:
            try:
                return await server.measured()
            except httpx.HTTPError as error:
                raise self._crash(ConnectionFailedError, server.process) from error

    async def properties(self) -> BuiltinProperties | None:
        """What the running child says of itself; None when none runs."""
        server = self._server
        if server is None or not server.process.alive:
            return None
        try:
            slots = await server.slots()
        except httpx.HTTPError as error:
            raise self._crash(ConnectionFailedError, server.process) from error
        return BuiltinProperties(model=server.model, context_window=slots[0].n_ctx, slots=slots)

    async def aclose(self) -> None:
        """End the child at once, running answers with it; no process is left behind."""
        process, self._process, self._server = self._process, None, None
        if process is not None:
            await process.aclose()

    @asynccontextmanager
    async def _serving(self, model: str) -> AsyncIterator[BuiltinServer]:
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

    async def _server_of(self, model: str) -> BuiltinServer:
        if (server := self._server) and server.process.alive and server.model == model:
            return server
        process = await self._process_of(model)
        listening = await process.answer()
        if not isinstance(listening, Listening):
            await process.is_gone_within(ENDING_SECONDS)
            raise self._refusal(listening, process, self._model_file(model).name)
        self._server = self._connected(model, process, listening)
        return self._server

    async def _process_of(self, model: str) -> LlamaProcess:
        """The process that loads `model`: one that a stopped call left loading, or a new one."""
        if self._process and self._process.alive and self._loaded == model:
            return self._process
        await self._idle.wait()
        await self.aclose()
        run = await asyncio.to_thread(self._checked_run, model)
        self._process = await LlamaProcess.spawn(
            self._command(), model=run.path, name=model, context=run.context, more=run.more
        )
        self._loaded = model
        return self._process

    def _checked_run(self, model: str) -> LocalRun:
        path = self._model_file(model)
        check_model_file(path)
        return self._run(model, path)

    def _run(self, model: str, path: Path) -> LocalRun:
        return run_of(path, self._model_options(model), self._context)

    def _connected(self, model: str, process: LlamaProcess, listening: Listening) -> BuiltinServer:
        wire = OpenAICompatible(
            provider=self._provider,
            base_url=f"{listening.url}/v1",
            key=listening.token,
            client=self._client,
        )
        return BuiltinServer(
            model=model, listening=listening, process=process, client=self._client, wire=wire
        )

    def _models(self) -> tuple[ModelFacts, ...]:
        described = [facts.model for facts in self._provider.models]
        there = self._models_there()
        names = dict.fromkeys([*described, *there])
        return tuple(self._facts(model, there.get(model)) for model in names)

    def _facts(self, model: str, path: Path | None) -> ModelFacts:
        context = self._run(model, path or self._model_file(model)).context
        return replace(
            self._provider.facts_of(model),
            context_window=context,
            running_window=context,
            price=FREE,
            images=False,
        )

    def _refusal(self, failure: Failure | None, process: LlamaProcess, file: str) -> EngineError:
        if process.told_to_end:
            return ModelFileError(ENDED)
        return refusal(self._provider.label, failure, file)

    def _crash(self, kind: type[ProviderError], process: LlamaProcess) -> ProviderError:
        return kind(self._provider.label, ENDED if process.told_to_end else CRASHED)
