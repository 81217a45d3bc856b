"""Looking for, and checking, a real llama.cpp server: the built-in model's child."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from abilities import Ability, Level, proves
from wire import a_completion, end_of, events_of, text_in

from engine.domain.calls import CostSource
from engine.domain.constraints import Choice, Rung, read_answer
from engine.domain.findings import FoundElsewhere, KeyRefused, Works
from engine.domain.found import FoundNeedsKey
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for
from engine.providers.base import Adapter, TextDelta
from engine.providers.builtin import CONTEXT_TOKENS
from engine.providers.check import Checking
from engine.providers.http import Clients
from engine.providers.llama_child import child_command
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.model_files import ModelFiles, read_starter
from engine.providers.registry import load_providers
from engine.providers.scan import find_servers
from engine.routing.price_table import PriceTable
from engine.routing.pricing import cost_of, price_of

pytestmark = pytest.mark.model

SHIPPED = load_providers(resources_folder() / "providers")
MODELS = resources_folder() / "models"


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    starter = read_starter(MODELS)
    files = ModelFiles(starter=starter, shipped=MODELS, own=MODELS / "none")
    process = await LlamaProcess.spawn(
        child_command(),
        model=files.path_of(starter.model),
        name=starter.model,
        context=CONTEXT_TOKENS,
    )
    answer = await process.answer()
    assert isinstance(answer, Listening)
    yield answer
    await process.aclose()


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    opened = await Clients.open()
    yield opened
    await opened.aclose()


def connection(provider: str, address: str) -> Connection:
    return Connection(
        id=ConnectionId("c"), provider=ProviderId(provider), label="Mine", base_url=address
    )


async def test_a_running_server_is_found_and_wants_its_key(listening, clients):
    found = []
    await find_servers(clients.loopback, SHIPPED, found.append, origins=(listening.url,))
    (server,) = found
    assert isinstance(server, FoundNeedsKey)
    assert (server.provider, server.base_url) == ("llama_server", f"{listening.url}/v1")


async def test_a_running_server_is_checked_for_what_it_is(listening, clients):
    async def check(provider: str, address: str, key: str | None):
        async def ask(asked: Connection):
            adapter = adapter_for(SHIPPED[asked.provider], asked, key, clients, model_file=Path)
            return await adapter.models()

        return await Checking(
            connection=connection(provider, address), providers=SHIPPED, ask=ask, clients=clients
        ).finding()

    works = await check("llama_server", listening.url, listening.token)
    assert isinstance(works, Works)
    assert [facts.context_window for facts in works.models] == [CONTEXT_TOKENS]
    assert isinstance(await check("llama_server", listening.url, None), KeyRefused)
    secure = listening.url.replace("http:", "https:")
    for provider, address in (
        ("llama_server", secure),
        ("any_openai_compatible", f"{listening.url}/api"),
        ("ollama", listening.url),
    ):
        elsewhere = await check(provider, address, listening.token)
        assert isinstance(elsewhere, FoundElsewhere)
        assert elsewhere.provider == "llama_server"
        assert elsewhere.base_url == f"{listening.url}/v1"


@pytest.fixture
def server(listening, clients) -> Adapter:
    """The running server, spoken to as any llama.cpp server of a player's is."""
    where = connection("llama_server", listening.url)
    return adapter_for(SHIPPED[where.provider], where, listening.token, clients, model_file=Path)


@pytest.fixture
def asked(listening, clients) -> Callable[..., Awaitable[Any]]:
    """Asks the server itself, past all of our own code."""

    async def ask(path: str, body: object = None) -> Any:
        response = await clients.loopback.request(
            "GET" if body is None else "POST",
            listening.url + path,
            json=body,
            headers=listening.headers,
        )
        return response.raise_for_status().json()

    return ask


@proves(Level.LIVE, "llama_server", Ability.CONSTRAINT)
async def test_a_running_server_is_held_to_a_choice_and_to_a_schema(server):
    choice = Choice(options=("[YES]", "[NO]"))
    for rung in (Rung.NATIVE, Rung.JSON):
        question = a_completion("Does it rain?", constraint=choice, rung=rung, max_tokens=40)
        said = text_in(await events_of(server, question))
        assert read_answer(choice, said) in choice.options
        assert (said in choice.options) == (rung is Rung.NATIVE)


@proves(Level.LIVE, "llama_server", Ability.CHAT, Ability.STREAM, Ability.USAGE, Ability.COST)
async def test_a_running_server_answers_and_counts_as_its_own_tokenizer_does(server, asked):
    story = "The inn stands at the crossroads and its door is open. " * 12
    said = a_completion(story, max_tokens=8, temperature=0.0)
    first, second = await events_of(server, said), await events_of(server, said)
    assert text_in(first)
    assert len([event for event in first if isinstance(event, TextDelta)]) > 1
    message = {"role": "user", "content": story}
    prompt = (await asked("/apply-template", {"messages": [message]}))["prompt"]
    tokens = (await asked("/tokenize", {"content": prompt, "parse_special": True}))["tokens"]
    before, again = end_of(first).usage, end_of(second).usage
    assert before.input == again.input == len(tokens)
    assert again.cached > 0.8 * len(tokens) > before.cached
    facts = SHIPPED["llama_server"].facts_of(said.model)
    cost = cost_of(before, await price_of(SHIPPED["llama_server"], facts, PriceTable()))
    assert cost.source is CostSource.FREE


@proves(Level.LIVE, "llama_server", Ability.CANCEL)
async def test_a_running_server_stops_when_its_answer_is_left(server, asked):
    async def at_work() -> bool:
        return any(slot["is_processing"] for slot in await asked("/slots"))

    endless = a_completion("Count for ever.", max_tokens=3500)
    async with aclosing(server.stream(endless)) as events:
        assert isinstance(await anext(events), TextDelta)
        assert await at_work()
    async with asyncio.timeout(60):
        while await at_work():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)
