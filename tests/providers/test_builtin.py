"""The built-in model, for real: llama.cpp in its child process, with the starter model."""

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from abilities import Ability, Level, proves

from engine.domain.calls import FinishReason
from engine.domain.constraints import Choice, JsonSchema, Rung, read_answer
from engine.domain.ids import ProviderId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Dialect, Provider
from engine.errors import (
    ConnectionFailedError,
    ContextTooLongError,
    InterruptedStreamError,
    ModelFileError,
)
from engine.paths import resources_folder
from engine.providers.base import Completion, Finished, TextDelta
from engine.providers.builtin import CONTEXT_TOKENS, Builtin
from engine.providers.builtin_server import ASIDE_SLOT, STORY_SLOT
from engine.providers.grammars import schema_grammar
from engine.providers.model_files import ModelFiles, read_starter

pytestmark = pytest.mark.model

SHIPPED = resources_folder() / "models"
STARTER = read_starter(SHIPPED)
FILES = ModelFiles(starter=STARTER, shipped=SHIPPED, own=SHIPPED / "none")
BUILT_IN = Provider(
    id=ProviderId("builtin"),
    label="Built in",
    adapter="builtin",
    needs_key=False,
    local=True,
    dialect=Dialect(constraints={Rung.NATIVE: "grammar", Rung.JSON: "response_format"}, slots=2),
)
CRASH = r"stopped unexpectedly\. Press retry"
CONDITION_SECONDS = 60.0


@pytest.fixture(scope="session", autouse=True)
def _starter_model_is_whole() -> None:
    path = FILES.path_of(STARTER.model)
    if not path.is_file():
        pytest.fail("The starter model is not there; `python3 packaging/dev.py test` brings it.")
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == STARTER.sha256


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=120) as client:
        yield client


@pytest.fixture
async def builtin(client: httpx.AsyncClient) -> AsyncIterator[Builtin]:
    builtin = Builtin(provider=BUILT_IN, client=client, model_file=FILES.path_of)
    yield builtin
    await builtin.aclose()


def ask(text: str, **more: object) -> Completion:
    values: dict[str, object] = {"temperature": 0.0, "max_tokens": 24} | more
    messages = (ChatMessage(chat_role=ChatRole.USER, text=text),)
    return Completion(model=STARTER.model, messages=messages, **values)  # type: ignore[arg-type]


async def answer(builtin: Builtin, completion: Completion) -> tuple[str, Finished]:
    async with aclosing(builtin.stream(completion)) as events:
        seen = [event async for event in events]
    assert isinstance(seen[-1], Finished)
    return "".join(event.text for event in seen[:-1] if isinstance(event, TextDelta)), seen[-1]


async def until(condition: Callable[[], Awaitable[bool]], *, every: float = 0.005) -> None:
    """Wait for `condition`, which is looked at `every` so many seconds."""
    async with asyncio.timeout(CONDITION_SECONDS):
        while not await condition():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(every)


async def assert_served(builtin: Builtin, requests: int) -> None:
    """The child's own log, which is read a moment after the answer, has counted `requests`."""

    async def told() -> bool:
        return builtin.requests_served >= requests

    await until(told)
    assert builtin.requests_served == requests


async def busy_slots(builtin: Builtin) -> list[int]:
    properties = await builtin.properties()
    assert properties is not None
    return [slot.id for slot in properties.slots if slot.is_processing]


async def is_busy(builtin: Builtin) -> bool:
    return bool(await busy_slots(builtin))


async def is_idle(builtin: Builtin) -> bool:
    return not await busy_slots(builtin)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def pid_of(builtin: Builtin) -> int:
    assert builtin._process is not None
    return builtin._process.pid


@proves(Level.LIVE, "builtin", Ability.CHAT, Ability.STREAM, Ability.USAGE)
async def test_a_reply_streams_in_pieces_and_counts_its_tokens(builtin: Builtin) -> None:
    async with aclosing(builtin.stream(ask("Say hello to the innkeeper."))) as events:
        seen = [event async for event in events]
    *deltas, finished = seen
    assert len(deltas) > 3
    assert all(isinstance(delta, TextDelta) for delta in deltas)
    assert isinstance(finished, Finished)
    assert finished.usage is not None
    assert finished.usage.input > 0
    assert 0 < finished.usage.output <= 24
    await assert_served(builtin, 1)


async def test_a_reply_that_fills_its_limit_says_so(builtin: Builtin) -> None:
    _, finished = await answer(builtin, ask("Tell a long story.", max_tokens=4))
    assert finished.reason is FinishReason.LENGTH


@proves(Level.LIVE, "builtin", Ability.CONSTRAINT)
async def test_a_choice_is_one_of_its_options_to_the_letter(builtin: Builtin) -> None:
    choice = Choice(options=('[A "quoted" one]', "[Ñandú \\ 🐦]"))
    question = ask("Which one?", constraint=choice, rung=Rung.NATIVE, aside=True)
    text, finished = await answer(builtin, question)
    assert text in choice.options
    assert finished.reason is FinishReason.STOP
    await assert_served(builtin, 1)


async def test_a_json_answer_fits_its_schema(builtin: Builtin) -> None:
    schema = JsonSchema(
        name="mood",
        schema={
            "type": "object",
            "properties": {
                "mood": {"type": "string", "enum": ["calm", "angry"]},
                "sure": {"type": "integer", "minimum": 0, "maximum": 9},
            },
            "required": ["mood", "sure"],
            "additionalProperties": False,
        },
    )
    question = ask("He shouts. His mood?", constraint=schema, rung=Rung.JSON, max_tokens=64)
    text, _ = await answer(builtin, question)
    assert read_answer(schema, text) is not None
    assert json.loads(text)["mood"] in ("calm", "angry")


async def test_a_schema_holds_the_model_as_a_grammar_too(builtin: Builtin) -> None:
    schema = {
        "type": "object",
        "properties": {
            "mood": {"enum": ["[CALM]", "[ANGRY]"]},
            "why": {"type": ["string", "null"]},
            "signs": {"type": "array", "items": {"type": "string"}},
            "sure": {"type": "number"},
        },
        "required": ["mood", "why", "signs", "sure"],
    }
    held = {"grammar": schema_grammar(schema)}
    text, finished = await answer(
        builtin, ask("He shouts. His mood?", max_tokens=400, temperature=0.0, extra_params=held)
    )
    assert finished.reason is FinishReason.STOP
    assert read_answer(JsonSchema(name="mood", schema=schema), text) is not None


@proves(Level.LIVE, "builtin", Ability.CANCEL)
async def test_closing_the_stream_frees_the_slot_long_before_the_reply_would_end(
    builtin: Builtin,
) -> None:
    async with aclosing(builtin.stream(ask("Count for ever.", max_tokens=3500))) as events:
        assert isinstance(await anext(events), TextDelta)
        assert await busy_slots(builtin) == [STORY_SLOT]
    await until(lambda: is_idle(builtin))
    await assert_served(builtin, 1)


async def test_stopping_while_a_long_prompt_is_read_does_not_wait_for_its_end(
    builtin: Builtin, client: httpx.AsyncClient
) -> None:
    await builtin.start(STARTER.model)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(answer(builtin, ask("stone " * 3000)))
        await until(lambda: is_busy(builtin))
        reading.cancel()
    # llama.cpp looks for lost readers when nothing else has happened for a second.
    await until(lambda: is_idle(builtin), every=1.2)
    assert builtin._server is not None
    where = builtin._server.listening
    story = (await client.get(f"{where.url}/slots", headers=where.headers)).json()[STORY_SLOT]
    assert story["n_prompt_tokens"] < 1500  # tokens that the slot has read


async def test_a_question_in_between_leaves_the_story_its_cached_prefix(builtin: Builtin) -> None:
    story = "The inn stands at the crossroads and its door is open. " * 12
    _, first = await answer(builtin, ask(story, max_tokens=4))
    await answer(builtin, ask("Is it night?", max_tokens=2, aside=True))
    _, second = await answer(builtin, ask(story + "Now the rain begins.", max_tokens=4))
    assert first.usage is not None
    assert second.usage is not None
    assert first.usage.cached == 0
    assert second.usage.cached > 0.8 * first.usage.input
    await assert_served(builtin, 3)


async def test_a_prompt_that_does_not_fit_names_the_window(builtin: Builtin) -> None:
    with pytest.raises(ContextTooLongError) as caught:
        await answer(builtin, ask("stone " * (CONTEXT_TOKENS + 1000)))
    assert caught.value.context_window == CONTEXT_TOKENS
    assert str(caught.value)


async def test_the_story_and_a_question_are_answered_at_the_same_time(builtin: Builtin) -> None:
    story = builtin.stream(ask("Count for ever.", max_tokens=3000))
    question = builtin.stream(ask("Count down.", max_tokens=3000, aside=True))
    async with aclosing(story), aclosing(question):
        await anext(story)
        await anext(question)
        assert await busy_slots(builtin) == [STORY_SLOT, ASIDE_SLOT]
        assert isinstance(await anext(story), TextDelta)
    await assert_served(builtin, 2)


async def test_two_first_calls_start_one_child(builtin: Builtin) -> None:
    async with asyncio.TaskGroup() as group:
        for aside in (False, True):
            group.create_task(answer(builtin, ask("Hello.", max_tokens=2, aside=aside)))
    await assert_served(builtin, 2)


async def test_a_call_that_is_stopped_while_the_model_loads_leaves_it_loading(
    builtin: Builtin,
) -> None:
    async with asyncio.TaskGroup() as group:
        start = group.create_task(builtin.start(STARTER.model))

        async def spawned() -> bool:
            return builtin._process is not None

        await until(spawned)
        loading = pid_of(builtin)
        start.cancel()
    await answer(builtin, ask("Hello.", max_tokens=2))
    assert pid_of(builtin) == loading


async def test_the_server_answers_nobody_without_the_token(
    builtin: Builtin, client: httpx.AsyncClient
) -> None:
    await builtin.start(STARTER.model)
    assert builtin._server is not None
    url = builtin._server.listening.url
    for path in ("/props", "/slots", "/metrics", "/v1/models"):
        assert (await client.get(url + path)).status_code == 401
    assert builtin._server.listening.token not in repr(builtin._server)


async def test_another_model_is_served_after_the_running_answer_has_ended(
    client: httpx.AsyncClient,
) -> None:
    builtin = Builtin(
        provider=BUILT_IN, client=client, model_file=lambda _: FILES.path_of(STARTER.model)
    )
    async with (
        asyncio.TaskGroup() as group,
        aclosing(builtin.stream(ask("Count.", max_tokens=40))) as events,
    ):
        await anext(events)
        first = pid_of(builtin)
        switch = group.create_task(builtin.start("another"))
        rest = [event async for event in events]
        assert isinstance(rest[-1], Finished)
        assert rest[-1].reason is not FinishReason.INTERRUPTED
        await switch
    properties = await builtin.properties()
    assert properties is not None
    assert properties.model == "another"
    assert not is_running(first)
    await builtin.aclose()


async def test_a_killed_child_is_told_in_a_sentence_and_the_next_call_starts_another(
    builtin: Builtin,
) -> None:
    await builtin.start(STARTER.model)
    os.kill(pid_of(builtin), signal.SIGKILL)
    with pytest.raises(ConnectionFailedError, match=CRASH):
        await answer(builtin, ask("Hello.", max_tokens=2))
    text, _ = await answer(builtin, ask("Hello.", max_tokens=2))
    assert text
    await assert_served(builtin, 1)


async def test_a_child_killed_in_mid_reply_breaks_the_reply_off_in_a_sentence(
    builtin: Builtin,
) -> None:
    async with aclosing(builtin.stream(ask("Count for ever.", max_tokens=3000))) as events:
        await anext(events)
        os.kill(pid_of(builtin), signal.SIGKILL)
        with pytest.raises(InterruptedStreamError, match=CRASH):
            [event async for event in events]


async def test_closing_leaves_no_process_even_in_mid_reply(builtin: Builtin) -> None:
    events = builtin.stream(ask("Count for ever.", max_tokens=3000))
    async with aclosing(events):
        await anext(events)
        pid = pid_of(builtin)
        await builtin.aclose()
        assert not is_running(pid)


async def test_closing_while_the_model_loads_leaves_no_process(builtin: Builtin) -> None:
    start = asyncio.ensure_future(builtin.start(STARTER.model))

    async def spawned() -> bool:
        return builtin._process is not None

    await until(spawned)
    pid = pid_of(builtin)
    await builtin.aclose()
    assert not is_running(pid)
    with pytest.raises(ModelFileError):
        await start


PARENT = """
import asyncio, sys
from pathlib import Path
from engine.providers.grammars import schema_grammar
from engine.providers.llama_child import child_command
from engine.providers.llama_process import LlamaProcess

async def main():
    model = Path(sys.argv[1])
    child = await LlamaProcess.spawn(child_command(), model=model, name="m", context=512)
    await child.answer()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a word of Unix")
async def test_the_child_dies_with_a_killed_parent() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, FILES.path_of(STARTER.model)),
        cwd=SHIPPED.parents[1],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    await parent.wait()

    async def gone() -> bool:
        return not is_running(child)

    await until(gone)


async def test_a_truncated_model_is_told_in_a_sentence(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    truncated = tmp_path / "half.gguf"
    with FILES.path_of(STARTER.model).open("rb") as whole:
        truncated.write_bytes(whole.read(STARTER.bytes // 2))
    builtin = Builtin(provider=BUILT_IN, client=client, model_file=lambda _: truncated)
    with pytest.raises(ModelFileError, match=r"half\.gguf could not be loaded"):
        await builtin.start("half")
    await builtin.aclose()
