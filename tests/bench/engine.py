"""What the engine adds to a model's own time, and what the built-in model takes."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from statistics import mean, median
from time import perf_counter, process_time

import httpx
from engines import scripted_settings
from sse_server import SlowServer
from worlds import LORE, MESSAGES, RULES, a_session, opened

from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProviderId, SessionId
from engine.domain.providers import Connection
from engine.domain.tasks import ModelRole
from engine.errors import ModelFileError
from engine.paths import resources_folder
from engine.play.events import ReplyDelta, TurnEvent
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import Completion, StreamEvent
from engine.providers.builtin import Builtin
from engine.providers.model_files import ModelFiles, check_model_file, read_starter
from engine.providers.scripted import Scripted
from engine.settings import Settings, starter_settings

Row = tuple[str, str, str]

TURNS, PAIRS = 25, 15
FIRST_TOKEN_SECONDS = 0.2
BETWEEN_TURNS_SECONDS = 0.1
"""Time for the work behind the scenes, which a player's reading gives it too."""


async def rows() -> list[Row]:
    measured = [*await _before_the_request(), *await _first_token()]
    if not _starter_is_there():
        return [*measured, ("the built-in model", "its file is not there", "")]
    return [*measured, *await _builtin()]


# Before the request leaves


class _Timed(Scripted):
    """Notes when each request for a reply arrives."""

    def __init__(self) -> None:
        super().__init__(lambda completion: "Rain falls on the roof, and nobody says a word.")
        self.asked: list[float] = []
        self.worked: list[float] = []

    def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        if not completion.aside:
            self.asked.append(perf_counter())
            self.worked.append(process_time())
        return super().stream(completion)


async def _before_the_request() -> list[Row]:
    what = "the engine's own time before the request leaves"
    size = f"{MESSAGES} messages, {RULES} rules, {LORE} lore entries"
    return [
        (f"{what}: {size}", await _time_before(MESSAGES), "< 10 ms"),
        (f"{what}: 10,000 messages", await _time_before(10_000), ""),
    ]


async def _time_before(messages: int) -> str:
    """Medians: from the call to the adapter being asked, without the library, of processor time.

    On a busy machine the last says more than the others.
    """
    adapter = _Timed()
    samples = []
    async with opened(scripted_settings(), lambda *_: adapter) as engine:
        session = await a_session(engine, messages)
        for _ in range(TURNS):
            await asyncio.sleep(BETWEEN_TURNS_SECONDS)
            with _library_time(engine) as spent:
                started, working, before = perf_counter(), process_time(), len(adapter.asked)
                await _play(engine, session, "I wait.", lambda event: None)
                took, worked = adapter.asked[before] - started, adapter.worked[before] - working
            stored = sum(end - begin for begin, end in spent if end < adapter.asked[before])
            samples.append((took, took - stored, worked))
    whole, own, processor = (median(each) * 1_000 for each in zip(*samples, strict=True))
    return f"{whole:.1f} ms, {own:.1f} without the library, {processor:.1f} of processor time"


@contextmanager
def _library_time(engine: Engine) -> Iterator[list[tuple[float, float]]]:
    """When each transaction began and ended."""
    spent: list[tuple[float, float]] = []
    run = engine._db._transaction

    def timed(work: Callable[..., object]) -> object:
        begun = perf_counter()
        try:
            return run(work)
        finally:
            spent.append((begun, perf_counter()))

    engine._db._transaction = timed  # type: ignore[method-assign,assignment]
    try:
        yield spent
    finally:
        engine._db._transaction = run  # type: ignore[method-assign]


async def _play(
    engine: Engine, session: SessionId, text: str, see: Callable[[TurnEvent], None]
) -> None:
    async with aclosing(engine.play_turn(session, text, refuse)) as events:
        async for event in events:
            see(event)


# To the first token


async def _first_token() -> list[Row]:
    import openai

    async with SlowServer.started(FIRST_TOKEN_SECONDS) as server:
        bare = openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0)
        async with opened(_served_by(server.url), None) as engine:
            session = await a_session(engine)
            await _seconds_to_first_word(engine, session, "I wait.")
            pairs = []
            for _ in range(PAIRS):
                await asyncio.sleep(BETWEEN_TURNS_SECONDS)
                ours, _ = await _seconds_to_first_word(engine, session, "I wait.")
                pairs.append((await _bare_seconds(bare, server), ours))
        await bare.close()
    ours, theirs = median(ours for _, ours in pairs), median(theirs for theirs, _ in pairs)
    ratio = median(ours / theirs for theirs, ours in pairs)
    measured = f"{ratio:.3f} × ({ours * 1_000:.0f} ms against {theirs * 1_000:.0f})"
    what = f"first token at {FIRST_TOKEN_SECONDS * 1_000:.0f} ms, against the bare openai client"
    return [(what, measured, "≤ 1.05 ×")]


async def _bare_seconds(client: object, server: SlowServer) -> float:
    """The same request as the engine's last one, by the SDK alone."""
    started = perf_counter()
    stream = await client.chat.completions.create(**server.last_body)  # type: ignore[attr-defined]
    async with stream:
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                return perf_counter() - started
    raise AssertionError("the server sends text")


async def _seconds_to_first_word(
    engine: Engine, session: SessionId, text: str
) -> tuple[float, float]:
    """From the call to the first word that can be shown, and to the end of the turn."""
    started = perf_counter()
    seen: list[float] = []

    def see(event: TurnEvent) -> None:
        if isinstance(event, ReplyDelta):
            seen.append(perf_counter() - started)

    await _play(engine, session, text, see)
    return seen[0], perf_counter() - started


def _served_by(url: str) -> Settings:
    settings = scripted_settings()
    connection = Connection(
        id=ConnectionId("scripted"),
        provider=ProviderId("any_openai_compatible"),
        label="Bench",
        base_url=url,
    )
    (profile,) = settings.profiles
    profiles = (replace(profile, context_window=32_768),)
    roles = {ModelRole.MAIN: settings.roles[ModelRole.MAIN]}
    return replace(settings, connections=(connection,), profiles=profiles, roles=roles)


# The built-in model


async def _builtin() -> list[Row]:
    async with opened(starter_settings(), None) as engine:
        (adventure, *_) = await engine.adventures()
        session = await engine.new_session(adventure)
        turns = [await _seconds_to_first_word(engine, session.id, m) for m in adventure.moves]
        (connection,) = engine.settings.connections
        adapter = await engine._workings.connections.adapter_of(connection)
        assert isinstance(adapter, Builtin)
        texts = _texts(adventure)
        errors = [await _estimate_error(adapter, text) for text in texts]
        together = await _estimate_error(adapter, "\n".join(texts))
    words = ", ".join(f"{first:.1f}" for first, _ in turns)
    wholes = ", ".join(f"{whole:.1f}" for _, whole in turns)
    each = f"{mean(errors):+.0%} mean, {min(errors):+.0%} to {max(errors):+.0%}"
    return [
        ("the starter's opening moves on the built-in model: first word", f"{words} s", ""),
        ("the starter's opening moves on the built-in model: whole turn", f"{wholes} s", ""),
        (f"tokens estimated, against llama.cpp, {len(errors)} texts", each, "reported"),
        ("tokens estimated, against llama.cpp, all texts together", f"{together:+.0%}", "reported"),
    ]


async def _estimate_error(adapter: Builtin, text: str) -> float:
    """How far the estimate is off, relative to what the model's own tokenizer says."""
    assert adapter._server is not None
    listening = adapter._server.listening
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(
            f"{listening.url}/tokenize", json={"content": text}, headers=listening.headers
        )
    tokens = len(response.raise_for_status().json()["tokens"])
    return estimate_tokens(text) / tokens - 1


def _texts(adventure: Adventure) -> list[str]:
    texts = [
        adventure.intro,
        adventure.instructions,
        *adventure.moves,
        *(entry.text for entry in adventure.lore),
        *(place.description for place in adventure.places),
        *(item.description for item in adventure.items),
        *(who.description for who in adventure.characters),
        *(who.voice for who in adventure.characters),
    ]
    return [text for text in texts if text]


def _starter_is_there() -> bool:
    shipped = resources_folder() / "models"
    starter = read_starter(shipped)
    files = ModelFiles(starter=starter, shipped=shipped, own=shipped)
    try:
        check_model_file(files.path_of(starter.model))
    except ModelFileError:
        return False
    return True
