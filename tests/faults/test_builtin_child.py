"""The parent's side of the llama.cpp process, with stand-ins for children that misbehave."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from engine.domain.ids import ProviderId
from engine.domain.providers import Provider
from engine.errors import EngineError, ModelFileError, ProviderError
from engine.providers import llama_process
from engine.providers.builtin import Builtin
from engine.providers.llama_child import Failure
from engine.providers.llama_process import Listening, LlamaProcess

MakeBuiltin = Callable[[str], Builtin]
LISTENING = '{"port": 1, "token": "t", "slots": 2}'


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[MakeBuiltin]:
    """Builds a `Builtin` whose child is the given Python program."""
    model = tmp_path / "some.gguf"
    model.write_bytes(b"GGUF" + bytes(20))
    made: list[Builtin] = []
    async with httpx.AsyncClient(trust_env=False) as client:

        def make(script: str) -> Builtin:
            made.append(
                Builtin(
                    provider=Provider(id=ProviderId("b"), label="Built in", adapter="builtin"),
                    client=client,
                    model_file=lambda _: model,
                    command=lambda: [sys.executable, "-c", script],
                )
            )
            return made[-1]

        yield make
        for each in made:
            await each.aclose()


async def spawned(script: str) -> LlamaProcess:
    command = [sys.executable, "-c", script]
    return await LlamaProcess.spawn(command, model=Path("m"), name="m", context=1)


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (Failure.CPU, ProviderError, "AVX2"),
        (Failure.RUNTIME, ProviderError, "Install Triptych again"),
        (Failure.MODEL, ModelFileError, r"some\.gguf could not be loaded"),
    ],
)
async def test_every_failure_of_a_start_is_a_sentence(
    make: MakeBuiltin, failure: Failure, kind: type[EngineError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        await make(f"""print('{{"error": "{failure}"}}')""").start("some")


async def test_a_child_that_dies_while_loading_may_have_lacked_memory(make: MakeBuiltin) -> None:
    with pytest.raises(ModelFileError, match="too little free memory"):
        await make("import os; os.abort()").start("some")


async def test_a_failed_start_is_tried_anew(make: MakeBuiltin, tmp_path: Path) -> None:
    mark = tmp_path / "tried"
    builtin = make(
        f"import pathlib; mark = pathlib.Path({str(mark)!r})\n"
        f"if mark.exists(): print({LISTENING!r}, flush=True); input(); input()\n"
        "mark.touch()"
    )
    with pytest.raises(ModelFileError):
        await builtin.start("some")
    await builtin.start("some")


async def test_a_child_that_could_afford_one_slot_says_so_while_it_runs(make: MakeBuiltin) -> None:
    one = LISTENING.replace("2", "1")
    builtin = make(f"print({one!r}, flush=True); input(); input()")
    assert builtin.slots() is None
    await builtin.start("some")
    assert builtin.slots() == 1
    await builtin.stop()
    assert builtin.slots() is None


async def test_what_is_no_answer_on_standard_output_is_passed_over() -> None:
    process = await spawned(f"print('loading...'); print('{{}}'); print({LISTENING!r})")
    assert await process.answer() == Listening(port=1, token="t", slots=2)
    await process.aclose()


async def test_the_options_arrive_on_standard_input() -> None:
    process = await spawned(
        "import json, sys; options = json.loads(sys.stdin.readline())\n"
        "assert options == {'model': 'm', 'name': 'm', 'context': 1}\n"
        f"print({LISTENING!r})"
    )
    assert await process.answer() == Listening(port=1, token="t", slots=2)
    await process.aclose()


async def test_requests_are_counted_as_the_child_logs_them() -> None:
    process = await spawned(
        "import sys\n"
        "sys.stderr.write('slot launch_slot_: id 0 | task 2 | processing task, is_child = 0\\n')\n"
        "sys.stderr.write('slot release: id 0 | task 2 | stop processing: n_tokens = 35\\n')\n"
        "sys.stderr.write('slot launch_slot_: id 1 | task 8 | processing task, is_child = 0\\n')\n"
    )
    assert await process.is_gone_within(20)
    assert process.requests_served == 2


async def test_a_child_that_does_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_process, "GRACE_SECONDS", 0.05)
    process = await spawned(f"import time; print({LISTENING!r}, flush=True); time.sleep(600)")
    await process.answer()
    pid = process.pid
    await process.aclose()
    assert not process.alive
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_closing_twice_is_closing_once() -> None:
    process = await spawned(f"print({LISTENING!r}, flush=True); input(); input()")
    await process.answer()
    await process.aclose()
    await process.aclose()
    assert not process.alive
