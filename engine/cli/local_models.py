"""`triptych local-models`: the models that run on this computer."""

import sys
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from engine.app import Engine
from engine.cli.tables import aligned
from engine.domain.local_models import Downloaded, Downloading, LocalModel, OfferedModel
from engine.errors import EngineError


async def show(engine: Engine) -> int:
    """The models that are here, and some worth having."""
    models = await engine.local_models.list()
    names = {each.file.name for each in models}
    offered = [each for each in engine.local_models.offered() if each.file not in names]
    print(_models_table(models), _offered_table(offered), sep="\n\n")
    return 0


async def add(engine: Engine, path: Path) -> int:
    """Remember a file or a folder."""
    for name in await engine.local_models.add(path):
        print(name)
    return 0


async def bring(engine: Engine, address: str, sha256: str | None) -> int:
    """Download from an address, or what is offered under a name; going on where one broke off."""
    for each in engine.local_models.offered():
        if address.casefold() in (each.name.casefold(), each.file.casefold()):
            address, sha256 = each.url, sha256 or each.sha256
    async with aclosing(engine.local_models.download(address, sha256)) as events:
        async for event in events:
            match event:
                case Downloading():
                    _tell(event)
                case Downloaded():
                    _tell_end(event)
    return 0


async def remove(engine: Engine, model: str) -> int:
    """Take a model out of the list."""
    await _require(engine, model)
    kept = await engine.local_models.remove(model)
    print("Its file was deleted." if kept is None else "Its file stays where it is.")
    return 0


async def measure(engine: Engine, model: str) -> int:
    """How fast a model writes."""
    await _require(engine, model)
    print(f"{await engine.local_models.measure(model):.1f} tokens/s")
    return 0


async def _require(engine: Engine, model: str) -> None:
    """Raise `EngineError` when there is no such model."""
    names = [each.model for each in await engine.local_models.list()]
    if model not in names:
        raise EngineError(f"There is no model called {model} here. Models: {', '.join(names)}.")


def _tell(event: Downloading) -> None:
    if not sys.stderr.isatty():
        return
    whole = f" of {event.total / 1e6:,.0f}" if event.total else ""
    speed = f"{event.bytes_per_second / 1e6:.1f} MB/s"
    print(f"\r{event.done / 1e6:,.0f}{whole} MB, {speed}   ", end="", file=sys.stderr, flush=True)


def _tell_end(event: Downloaded) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    checked = "its checksum is right" if event.verified else "no checksum is known for it"
    print(f"{event.path} is there; {checked}.")


def _models_table(models: Sequence[LocalModel]) -> str:
    """Each model of this computer with what it is and needs."""
    rows = [("MODEL", "SIZE", "KIND", "CONTEXT", "NEEDS", "SPEED", "")]
    rows += [
        (
            each.model,
            _size(each.bytes),
            " ".join(filter(None, (each.parameters, each.quantisation))) or "—",
            "—" if each.context is None else str(each.context),
            _size(each.needs_bytes),
            "—" if each.speed is None else f"{each.speed:.1f} tokens/s",
            each.damaged or each.file.name,
        )
        for each in models
    ]
    return aligned(rows)


def _offered_table(models: Sequence[OfferedModel]) -> str:
    """Each model worth downloading."""
    rows = [("WORTH DOWNLOADING", "SIZE", "LICENCE", "")]
    rows += [(each.name, _size(each.bytes), each.licence, each.summary) for each in models]
    return aligned(rows)


def _size(size: int | None) -> str:
    return "—" if size is None else f"{size / 1e9:.1f} GB"
