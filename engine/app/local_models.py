"""Models that run on this computer: found, downloaded, run and measured."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.app.local_changes import (
    KeptChange,
    plain,
    with_each,
    with_file,
    with_folder,
    without_file,
)
from engine.app.workings import Workings
from engine.domain.ids import ProviderId
from engine.domain.local_models import (
    Download,
    Downloaded,
    LocalModel,
    LocalOptions,
    LocalState,
    OfferedModel,
    Runtime,
    UnfinishedDownload,
)
from engine.domain.providers import Connection, ModelFacts
from engine.errors import EngineError, ModelFileError
from engine.providers.base import RunsModels
from engine.providers.builtin import CONTEXT_TOKENS
from engine.providers.download import download, free_space
from engine.providers.download_parts import discard, unfinished, wanted_file
from engine.providers.llama_runtime import Abilities, abilities, runtime
from engine.providers.local_listing import damaged_sentence, local_model, unplayable_sentence
from engine.providers.local_runs import header_of
from engine.providers.memory import memory
from engine.providers.model_files import check_model_file, ggufs_in, read_offered
from engine.settings import BUILTIN_CONNECTION, Settings


class EngineLocalModels:
    """What `Engine.local_models` can do. Nothing here asks a model anything but `measure`."""

    def __init__(
        self,
        workings: Workings,
        *,
        list_anew: Callable[[Connection], Awaitable[tuple[ModelFacts, ...]]],
        free: Callable[[Path], int] = free_space,
    ) -> None:
        """`list_anew` takes in which models a connection has; `free` tells the room on a disk."""
        self._workings = workings
        self._files = workings.model_files
        self._list_anew = list_anew
        self._free = free
        self._able: Abilities | None = None
        self._downloading: set[Path] = set()

    async def list(self) -> tuple[LocalModel, ...]:
        """All models of this computer, the starter first; damaged ones say why."""
        states = await self.states()
        models = await asyncio.to_thread(self._listed)
        return tuple(
            replace(each, state=states.get(each.model, LocalState.STOPPED)) for each in models
        )

    async def states(self) -> Mapping[str, LocalState]:
        """Which models run, start or have crashed; the others are stopped.

        Cheap, to be looked at again and again: nobody is told when a state changes.
        """
        try:
            return (await self._runner()).states()
        except EngineError:
            return {}

    async def runtime(self) -> Runtime:
        """What this computer and its llama.cpp have to offer now."""
        return await asyncio.to_thread(runtime, await self._abilities())

    def offered(self) -> tuple[OfferedModel, ...]:
        """A short list of models worth downloading."""
        return read_offered(self._workings.paths.resources / "models")

    async def add(self, path: Path) -> tuple[str, ...]:
        """Remember a model file, or a folder of them, where it is; the names of its models.

        Raise a `ModelFileError` when there is no model.
        """
        path = await asyncio.to_thread(path.absolute)
        is_folder = await asyncio.to_thread(path.is_dir)
        files = await asyncio.to_thread(_models_in if is_folder else _model_in, path)
        known = await asyncio.to_thread(self._files.paths)
        if is_folder:
            await self._workings.change_settings(partial(with_folder, folder=path))
        elif path not in known.values():
            await self._workings.change_settings(partial(with_file, file=path))
        names = await self._names_of(files)
        await self._change(names, lambda kept: replace(kept, hidden=False))
        return names

    async def remove(self, model: str) -> Callable[[], Awaitable[None]] | None:
        """Take a model out of the list, stopping it; what is returned takes that back.

        None when its file was deleted, which happens only to one that was downloaded here. Raise a
        `ModelFileError` for the starter model.
        """
        if model == self._files.starter.model:
            raise ModelFileError(f"{model} comes with Triptych and stays.")
        if model in await self.states():
            await self.stop()
        path = await asyncio.to_thread(self._files.path_of, model)
        kept = self._workings.settings.local_model(model)
        if kept.downloaded and path.parent == self._workings.paths.models:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            await self._change((model,), plain)
            return None
        before = await self._forget(model, path)

        async def take_back() -> None:
            if path in before.model_files:
                await self._workings.change_settings(partial(with_file, file=path))
            await self._change((model,), lambda _: before.local_model(model))

        return take_back

    async def download(self, url: str, sha256: str | None = None) -> AsyncGenerator[Download, None]:
        """Bring a model from an address, going on with what an earlier download left.

        Iterate it under `aclosing`; closing it keeps what has come. Raise a `ModelFileError`.
        """
        wanted = wanted_file(url, self._workings.paths.models, sha256)
        if wanted.target in self._downloading:
            raise ModelFileError(f"{wanted.name} is being downloaded already.")
        client = self._workings.clients.for_url(wanted.url)
        self._downloading.add(wanted.target)
        try:
            async with aclosing(download(client, wanted, self._free)) as events:
                async for event in events:
                    if isinstance(event, Downloaded):
                        names = await self._names_of((event.path,))
                        await self._change(names, lambda kept: replace(kept, downloaded=True))
                    yield event
        finally:
            self._downloading.discard(wanted.target)

    async def unfinished(self) -> tuple[UnfinishedDownload, ...]:
        """The downloads that can be gone on with."""
        return await asyncio.to_thread(unfinished, self._workings.paths.models)

    async def discard(self, url: str) -> None:
        """Leave nothing of a download that was paused or broke off."""
        wanted = wanted_file(url, self._workings.paths.models, None)
        await asyncio.to_thread(discard, wanted)

    async def set_options(self, model: str, options: LocalOptions) -> None:
        """Run `model` like this from its next start on. Raise a `ModelFileError`."""
        gpu = (await self._abilities())[0]
        if options.gpu_layers and not gpu.available:
            raise ModelFileError(f"No layer can run on the GPU. {gpu.reason}")
        await self._change((model,), lambda kept: replace(kept, options=options))

    async def start(self, model: str) -> None:
        """Have `model` in memory before it is asked. Raise an `EngineError`."""
        await (await self._runner()).start(model)

    async def stop(self) -> None:
        """End the model that runs; its next call starts it again."""
        await (await self._runner()).stop()

    async def restart(self, model: str) -> None:
        """Start `model` anew, after a crash or with other options. Raise an `EngineError`."""
        await self.stop()
        await self.start(model)

    async def measure(self, model: str) -> float:
        """Tokens that `model` writes in a second; it is kept. Raise an `EngineError`."""
        speed = round(await (await self._runner()).measure(model), 1)
        measured = partial(
            with_each, models=(model,), change=lambda kept: replace(kept, speed=speed)
        )
        await self._workings.change_settings(measured)
        return speed

    def _listed(self) -> tuple[LocalModel, ...]:
        free = memory().free
        shown = self._files.shown().items()
        return tuple(self._described(name, path, free) for name, path in shown)

    def _described(self, name: str, path: Path, free: int | None) -> LocalModel:
        kept = self._workings.settings.local_model(name)
        return replace(
            local_model(name, path, kept.options, context=CONTEXT_TOKENS, free=free),
            shipped=name == self._files.starter.model,
            downloaded=kept.downloaded,
            speed=kept.speed,
        )

    async def _names_of(self, files: tuple[Path, ...]) -> tuple[str, ...]:
        paths = await asyncio.to_thread(self._files.paths)
        return tuple(name for name, path in paths.items() if path in files)

    async def _forget(self, model: str, path: Path) -> Settings:
        """The settings before. One in a folder is there again at the next look, so it is hidden."""
        before = await self._workings.change_settings(partial(without_file, file=path))
        there = await asyncio.to_thread(self._files.paths)
        hidden = path in there.values()
        await self._change((model,), lambda kept: replace(plain(kept), hidden=hidden))
        return before

    async def _change(self, models: Sequence[str], change: KeptChange) -> None:
        """Change what is kept of `models`, and take in which there are with how much context."""
        await self._workings.change_settings(partial(with_each, models=models, change=change))
        settings = self._workings.settings
        connection = self._connection(settings)
        if settings.connection(connection.id) and await self._runs():
            await self._list_anew(connection)

    async def _runs(self) -> bool:
        try:
            await self._runner()
        except EngineError:
            return False
        return True

    async def _runner(self) -> RunsModels:
        """Who runs the models. Raise an `EngineError` where nobody does, as in a dry run."""
        connection = self._connection(self._workings.settings)
        adapter = await self._workings.connections.adapter_of(connection)
        if not isinstance(adapter, RunsModels):
            raise ModelFileError("Models of this computer are not run now: this is a dry run.")
        return adapter

    def _connection(self, settings: Settings) -> Connection:
        """The connection to the models of this computer, set up or not."""
        builtin = Connection(
            id=BUILTIN_CONNECTION, provider=ProviderId("builtin"), label="Built in"
        )
        there = (each for each in settings.connections if each.provider == builtin.provider)
        return next(there, builtin)

    async def _abilities(self) -> Abilities:
        if self._able is None:
            self._able = await abilities()
        return self._able


def _model_in(path: Path) -> tuple[Path, ...]:
    """The file, if it is a model. Raise a `ModelFileError`."""
    check_model_file(path)
    try:
        header = header_of(path)
    except ValueError as error:
        raise ModelFileError(damaged_sentence(path, error)) from error
    if sentence := unplayable_sentence(path, header):
        raise ModelFileError(sentence)
    return (path,)


def _models_in(folder: Path) -> tuple[Path, ...]:
    """The models in a folder. Raise a `ModelFileError` when there is none."""
    found = ggufs_in(folder)
    if not found:
        raise ModelFileError(
            f"There is no .gguf file in {folder.name}, nor in the folders in it. Choose the folder "
            "where your models are."
        )
    return found
