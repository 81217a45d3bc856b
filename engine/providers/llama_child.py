"""The process that runs llama.cpp, apart from the program so that a native crash cannot take it down.

Spoken over its standard streams: one JSON line of options comes in (`model`: path of the GGUF,
`name`: what the server calls it, `context`: tokens for each slot; and if wanted `slot_bytes`: memory
that a slot takes, `threads`, `gpu_layers`, `batch`, `flash_attention`); one JSON line goes out,
either `port`, `token` and `slots` when the server listens, or `error` with a `Failure`. From then
on the server speaks HTTP on loopback to whoever has the token, until standard input closes. Options
without a `model` ask what the runtime can do: `gpus` is all the answer. Everything the native
library prints goes to standard error.

Started on every launch of a model, so nothing but the standard library is imported on top.
"""

import json
import os
import platform
import secrets
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

CHILD_ARGUMENT = "--llama-child"
"""Makes a frozen program be this process instead of a window."""

NEEDED_CPU_FLAGS = frozenset({"avx2", "fma", "f16c"})
"""What the distributed llama.cpp was compiled for; without them it dies of an illegal instruction."""

HOST_PROMPT_CACHE_MIB = 256

BATCH_TOKENS = 128
"""How much of a prompt is read in one go. A stopped call is noticed, and the other slot has its
turn, only in between; at llama.cpp's own 2048 a stop in a long prompt takes as long as the prompt.
"""


class Failure(StrEnum):
    """Why no server listens."""

    CPU = "cpu"
    RUNTIME = "runtime"
    MODEL = "model"


def child_command() -> list[str]:
    """The command that starts this process, from source and from a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    # By file and with -P: neither the working folder nor this folder's names can get in the way.
    return [sys.executable, "-P", str(Path(__file__).resolve())]


def run_if_child(argv: Sequence[str]) -> bool:
    """Be the child if `argv` (with the program's name first) asks for it; True if it was."""
    if CHILD_ARGUMENT not in argv[1:2]:
        return False
    main()
    return True


def main() -> None:
    """Serve the model named on standard input until standard input closes."""
    # Ctrl+C in a terminal reaches every process there; the program decides what it stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _keep_standard_output_clean()
    # Standard input is left unbuffered: windowed programs have no sys.stdin, but have the pipe.
    with open(0, "rb", buffering=0, closefd=False) as orders:
        options = orders.readline()
        if options:
            server, answer = _start(json.loads(options))
            os.write(answers, json.dumps(answer).encode() + b"\n")
            if server is not None:
                orders.read()
    os._exit(0)  # the native threads are not waited for: a reply in progress has no reader


def slots_that_fit(model_bytes: int, available_bytes: int | None, slot_bytes: int = 0) -> int:
    """Two slots when twice the model's file and 1 GiB are free, or when nobody can say; else one.

    `slot_bytes` is what a slot is known to take; more than half a file for each counts as that.
    """
    if available_bytes is None:
        return 2
    needed = model_bytes + max(model_bytes, 2 * slot_bytes) + (1 << 30)
    return 2 if available_bytes >= needed else 1


def missing_cpu_flags(cpuinfo: str) -> frozenset[str]:
    """The needed flags that the first processor in the text of `/proc/cpuinfo` lacks."""
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), None)
    return NEEDED_CPU_FLAGS.difference(flags.split()) if flags else frozenset()


def available_bytes(meminfo: str) -> int | None:
    """The memory that the text of `/proc/meminfo` calls available."""
    line = next((line for line in meminfo.splitlines() if line.startswith("MemAvailable:")), None)
    return int(line.split()[1]) * 1024 if line else None


def _keep_standard_output_clean() -> int:
    """Point file descriptor 1 at standard error; the answers' own descriptor is returned."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _start(options: dict[str, Any]) -> tuple[object | None, dict[str, object]]:
    """The server, which lives as long as it is referenced, and the line that announces it."""
    if platform.machine() in {"x86_64", "AMD64"} and missing_cpu_flags(_text("/proc/cpuinfo")):
        return None, {"error": Failure.CPU}
    # Threads that spin while they wait for one another crawl as soon as anything else wants the
    # processor: measured on two busy cores, waiting quietly answers four times sooner.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import xllamacpp
    except (ImportError, OSError):
        return None, {"error": Failure.RUNTIME}
    if "model" not in options:
        return None, {"gpus": _gpus(xllamacpp)}
    token = secrets.token_urlsafe(32)
    slots = slots_that_fit(
        _size(options["model"]),
        available_bytes(_text("/proc/meminfo")),
        options.get("slot_bytes") or 0,
    )
    params = _parameters(xllamacpp.CommonParams(), options, token, slots)
    _choose(params, options, xllamacpp.llama_flash_attn_type)
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        return None, {"error": Failure.MODEL}
    port = int(server.listening_address.rsplit(":", 1)[1])
    return server, {"port": port, "token": token, "slots": slots}


def _parameters(params: Any, options: dict[str, Any], token: str, slots: int) -> Any:
    params.model.path = options["model"]
    params.model_alias = {options["name"]}
    params.n_parallel = slots
    params.n_ctx = options["context"] * slots
    params.n_batch = params.n_ubatch = options.get("batch") or BATCH_TOKENS
    params.fit_params = False  # the sizes are ours; asking would load the model twice
    params.cache_ram_mib = HOST_PROMPT_CACHE_MIB
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [token]
    params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = True
    params.ui = False
    params.verbosity = 3  # says which slot takes a request, and nothing of what is in it
    return params


def _choose(params: Any, options: dict[str, Any], flash_attention: Any) -> None:
    """What the player chose; the rest stays llama.cpp's own choice."""
    if (threads := options.get("threads")) is not None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    if (layers := options.get("gpu_layers")) is not None:
        params.n_gpu_layers = layers
    if (wanted := options.get("flash_attention")) is not None:
        name = "ENABLED" if wanted else "DISABLED"
        params.flash_attn_type = flash_attention[f"LLAMA_FLASH_ATTN_TYPE_{name}"]


def _gpus(runtime: Any) -> list[str]:
    """The graphics processors that this build of the runtime can use."""
    return [each["description"] for each in runtime.get_device_info() if "GPU" in each["type"].name]


def _text(path: str) -> str:
    """The text of a file of Linux's; empty where there is none."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


if __name__ == "__main__":
    main()
