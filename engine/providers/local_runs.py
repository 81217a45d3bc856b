"""How a model file is run: with how much context, and how much memory that takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.domain.local_models import LocalOptions
from engine.providers.gguf import GgufHeader, read_header

WORKING_BYTES = 96 << 20
"""What llama.cpp takes besides weights and cache: buffers for a batch, and its own code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRun:
    """`context` is in tokens for each slot. `slot_bytes` is None where the header does not tell."""

    path: Path
    context: int
    slot_bytes: int | None
    options: LocalOptions

    @property
    def more(self) -> Mapping[str, object]:
        """What the child is told besides file, name and context."""
        return {
            "slot_bytes": self.slot_bytes,
            "threads": self.options.threads,
            "gpu_layers": self.options.gpu_layers,
            "batch": self.options.batch,
            "flash_attention": self.options.flash_attention,
        }

    def needs_bytes(self, weights: int, slots: int) -> int | None:
        """Memory for weights of that many bytes, the cache of all slots and what works on them."""
        if self.slot_bytes is None:
            return None
        return weights + slots * self.slot_bytes + WORKING_BYTES


def run_of(path: Path, options: LocalOptions, context: int) -> LocalRun:
    """How the model in `path` runs; `context` is for one of which nothing is said.

    Without the player's word a model gets no more context than it was made for.
    """
    header = header_or_none(path)
    made_for = header.context_window if header else None
    tokens = options.context or min(context, made_for or context)
    each = header.cache_bytes if header else None
    return LocalRun(
        path=path,
        context=tokens,
        slot_bytes=None if each is None else each * tokens,
        options=options,
    )


def header_or_none(path: Path) -> GgufHeader | None:
    try:
        return header_of(path)
    except (OSError, ValueError):
        return None


def header_of(path: Path) -> GgufHeader:
    """The header of a file, which is read anew when the file has changed.

    Raise `OSError`, and `ValueError` that says what is wrong with it.
    """
    there = path.stat()
    return _read(path, there.st_size, there.st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, size: int, changed: int) -> GgufHeader:
    with path.open("rb") as file:
        return read_header(file, size)
