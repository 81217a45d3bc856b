"""Models that run on this computer: what they are, what they need, how they run. Values only."""

from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

OPTION_RANGES: Final = MappingProxyType(
    {
        "context": range(256, 1_048_577),
        "threads": range(1, 513),
        "gpu_layers": range(1_000),
        "batch": range(8, 8_193),
    }
)
"""What each number of `LocalOptions` may be."""


class LocalState(StrEnum):
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalOptions:
    """How a model is to run; None leaves it to Triptych. Raise `ValueError` out of range.

    `context` is in tokens, for each slot; `batch` how many tokens of a prompt are read in one go.
    """

    context: int | None = None
    threads: int | None = None
    gpu_layers: int | None = None
    batch: int | None = None
    flash_attention: bool | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value, allowed = getattr(self, each.name), OPTION_RANGES.get(each.name)
            if allowed and value is not None and value not in allowed:
                raise ValueError(f"{each.name} must be from {allowed[0]} to {allowed[-1]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """A model file that can be played with, or one that is damaged and says so.

    `model` is its name everywhere. None and "" mean that the file does not tell.
    """

    model: str
    file: Path
    bytes: int
    label: str = ""
    """The name the file gives itself."""
    parameters: str = ""
    """How big it is, as "1.5B"."""
    quantisation: str = ""
    context_window: int | None = None
    """What it was made for, in tokens."""
    layers: int | None = None
    context: int | None = None
    """What it runs with, or would, in tokens for each slot."""
    needs_bytes: int | None = None
    """Memory for weights, cache and buffers, estimated."""
    state: LocalState = LocalState.STOPPED
    shipped: bool = False
    downloaded: bool = False
    """Whether Triptych itself downloaded the file, so that removing the model deletes it."""
    speed: float | None = None
    """Tokens a second, when they were last measured."""
    options: LocalOptions = LocalOptions()
    damaged: str = ""
    """A sentence saying why it cannot be played with; "" when it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """Something that the runtime can do, or cannot for `reason`."""

    available: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """What this computer, and llama.cpp on it, have to offer. None: nobody can say."""

    cores: int
    memory_bytes: int | None
    free_bytes: int | None
    gpu: Ability
    flash_attention: Ability


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedModel:
    """A model worth downloading. `bytes` and `sha256` are those of `file`, where known."""

    name: str
    file: str
    url: str
    licence: str
    summary: str
    bytes: int | None = None
    sha256: str | None = None
    context_window: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloading:
    """`done` counts what an earlier download left, too. `total` is None where nobody says."""

    done: int
    total: int | None
    bytes_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """The file is whole and in its place; `verified` says whether its checksum was known."""

    path: Path
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedDownload:
    """What a download that was paused or broke off has left; None and "" where nobody said."""

    url: str
    done: int
    total: int | None
    sha256: str | None


Download = Downloading | Downloaded
