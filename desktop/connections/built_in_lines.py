"""What the page of built-in models says of each model and of this computer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.parts.figures import bytes_text, number_text, tokens_text
from desktop.parts.model_roles import listed
from desktop.texts import built_in as texts
from desktop.texts import connections as connection_texts
from engine.domain.local_models import Ability, LocalModel, LocalOptions, LocalState, Runtime
from engine.domain.tasks import ModelRole

_STATES: Final = {
    LocalState.STOPPED: (texts.STOPPED, ""),
    LocalState.STARTING: (texts.STARTING, "warn"),
    LocalState.RUNNING: (texts.RUNNING, "good"),
    LocalState.CRASHED: (texts.CRASHED, "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltInView:
    """All that the card of a model shows. `trouble` is a sentence about what is wrong with it."""

    model: str
    title: str
    facts: str
    memory: str
    fits: bool
    state: LocalState
    state_text: str
    tone: str
    trouble: str
    advice: str
    options: LocalOptions
    roles: tuple[ModelRole, ...]
    can_run: bool
    can_remove: bool


def built_in_view(
    model: LocalModel,
    runtime: Runtime | None,
    roles: Sequence[ModelRole] = (),
    trouble: str = "",
    name: str = "",
) -> BuiltInView:
    """`trouble` is what the last deed came to; it says more than that the model crashed.

    `name` is what the model is called elsewhere, where that is not left to its file.
    """
    state_text, tone = (texts.DAMAGED, "bad") if model.damaged else _STATES[model.state]
    memory, fits = ("", True) if model.damaged else need_text(model, runtime)
    crash = texts.CRASH if model.state is LocalState.CRASHED else ""
    return BuiltInView(
        model=model.model,
        title=name or model.label or model.model,
        facts=facts_text(model, roles),
        memory=memory,
        fits=fits,
        state=model.state,
        state_text=state_text,
        tone=tone,
        trouble=model.damaged or trouble or crash,
        advice=texts.STARTER if model.shipped else "",
        options=model.options,
        roles=tuple(roles),
        can_run=not model.damaged,
        can_remove=not model.shipped,
    )


def facts_text(model: LocalModel, roles: Sequence[ModelRole] = ()) -> str:
    """File, size, kind and speed, and who uses it; what is not known is left out."""
    parts = [model.file.name, bytes_text(model.bytes)]
    if model.parameters:
        parts.append(texts.PARAMETERS.format(number=model.parameters))
    if model.quantisation:
        parts.append(model.quantisation)
    if model.context_window:
        tokens = tokens_text(model.context_window)
        parts.append(connection_texts.CONTEXT.format(tokens=tokens))
    if not model.damaged:
        parts.append(_speed(model.speed))
    if roles:
        parts.append(texts.USED_BY.format(roles=listed(roles)))
    return " · ".join(parts)


def need_text(model: LocalModel, runtime: Runtime | None) -> tuple[str, bool]:
    """What it needs, and whether that is there. One that runs already has what it needs."""
    if model.needs_bytes is None:
        return "", True
    needed = bytes_text(model.needs_bytes)
    free = runtime.free_bytes if runtime else None
    if free is None or model.state in (LocalState.STARTING, LocalState.RUNNING):
        return texts.NEEDS_ONLY.format(needed=needed), True
    fits = model.needs_bytes <= free
    said = texts.NEEDS if fits else texts.DOES_NOT_FIT
    return said.format(needed=needed, free=bytes_text(free)), fits


def runtime_text(runtime: Runtime) -> str:
    """What this computer has for models."""
    parts = [texts.cores_text(runtime.cores)]
    if runtime.free_bytes is not None:
        parts.append(texts.MEMORY.format(free=bytes_text(runtime.free_bytes)))
    parts.append(_gpu(runtime.gpu))
    return " · ".join(parts)


def _speed(speed: float | None) -> str:
    if speed is None:
        return texts.NOT_MEASURED
    return texts.SPEED.format(number=number_text(speed, 0 if speed >= 10 else 1))


def _gpu(gpu: Ability) -> str:
    return texts.GPU if gpu.available else texts.NO_GPU
