"""What there is to say of a model file: what its header tells, what it needs, what is wrong."""

from dataclasses import replace
from pathlib import Path

from engine.domain.local_models import LocalModel, LocalOptions
from engine.providers.gguf import GgufHeader
from engine.providers.llama_child import slots_that_fit
from engine.providers.local_runs import header_of, run_of
from engine.providers.model_files import bytes_of

_PICTURES = "clip"
"""The architecture of what turns pictures into something a model reads."""


def local_model(
    model: str, path: Path, options: LocalOptions, *, context: int, free: int | None
) -> LocalModel:
    """The model in `path`, stopped. `context` is for a model of which nothing is said, `free` the
    memory that programs can still have."""
    bare = LocalModel(model=model, file=path, bytes=0, options=options)
    try:
        size = bytes_of(path)
        header = header_of(path)
    except FileNotFoundError:
        return replace(
            bare,
            damaged=f"{path.name} or a part of it is not there any more. Put it back, or remove "
            "the model from the list.",
        )
    except OSError as error:
        return replace(bare, damaged=f"{path.name} could not be read ({error.strerror}).")
    except ValueError as error:
        return replace(bare, bytes=_size(path), damaged=damaged_sentence(path, error))
    run = run_of(path, options, context)
    slots = slots_that_fit(size, free, run.slot_bytes or 0)
    return replace(
        bare,
        bytes=size,
        label=header.name,
        parameters=header.size_label,
        quantisation=header.quantisation,
        context_window=header.context_window,
        layers=header.layers,
        context=run.context,
        needs_bytes=run.needs_bytes(size, slots),
        damaged=unplayable_sentence(path, header),
    )


def damaged_sentence(path: Path, error: ValueError) -> str:
    return f"{path.name} cannot be used: {error}. Download or copy it again, or choose another."


def unplayable_sentence(path: Path, header: GgufHeader) -> str:
    """Why a sound file holds no model to play with; "" when it does."""
    if header.architecture == _PICTURES:
        return f"{path.name} only turns pictures into what a model reads. Choose the model itself."
    return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
