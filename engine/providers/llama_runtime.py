"""What llama.cpp can do on this computer, asked of the child so that it cannot take anything down."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from engine.domain.local_models import Ability, Runtime
from engine.providers.llama_child import Failure, child_command
from engine.providers.llama_failures import runtime_sentence
from engine.providers.memory import Memory, memory

_PATIENCE_SECONDS = 60.0
NO_GPU = Ability(available=False, reason="This build of llama.cpp has no GPU support.")
"""A graphics processor that the build cannot use, and none at all, look alike from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Able:
    gpus: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    error: Failure


_answers: TypeAdapter[_Able | _Failed] = TypeAdapter(_Able | _Failed)

Abilities = tuple[Ability, Ability]
"""Those of the GPU and of flash attention."""


async def abilities(command: Callable[[], Sequence[str]] = child_command) -> Abilities:
    """What the child says the runtime can do; it ends after that."""
    answer = await _asked(command())
    if isinstance(answer, _Able):
        # Every build computes flash attention on the processor, and llama.cpp itself goes without
        # for the few kinds of model that cannot have it.
        flash = Ability(available=True)
        return (Ability(available=True) if answer.gpus else NO_GPU, flash)
    broken = Ability(available=False, reason=runtime_sentence(answer.error if answer else None))
    return broken, broken


def runtime(able: Abilities, measured: Callable[[], Memory] = memory) -> Runtime:
    """The abilities beside what this computer has now."""
    there = measured()
    return Runtime(
        cores=os.cpu_count() or 1,
        memory_bytes=there.total,
        free_bytes=there.free,
        gpu=able[0],
        flash_attention=able[1],
    )


async def _asked(command: Sequence[str]) -> _Able | _Failed | None:
    """None when it does not answer."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            said, _ = await process.communicate(json.dumps({}).encode() + b"\n")
        return _answers.validate_json(said.strip())
    except (TimeoutError, ValidationError):
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
