"""Looking for, and checking, a real llama.cpp server: the built-in model's child."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from wire import a_completion, text_in

from engine.domain.constraints import Choice, Rung
from engine.domain.findings import FoundElsewhere, KeyRefused, Works
from engine.domain.found import FoundNeedsKey
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for
from engine.providers.builtin import CONTEXT_TOKENS
from engine.providers.check import Checking
from engine.providers.http import Clients
from engine.providers.llama_child import child_command
from engine.providers.llama_process import Listening, LlamaProcess
from engine.providers.model_files import ModelFiles, read_starter
from engine.providers.registry import load_providers
from engine.providers.scan import find_servers

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


async def test_a_running_server_is_held_to_a_choice(listening, clients):
    server = connection("llama_server", listening.url)
    adapter = adapter_for(
        SHIPPED[server.provider], server, listening.token, clients, model_file=Path
    )
    asked = a_completion(
        "Does it rain?",
        constraint=Choice(options=("[YES]", "[NO]")),
        rung=Rung.NATIVE,
        max_tokens=20,
    )
    async with aclosing(adapter.stream(asked)) as events:
        said = text_in([event async for event in events])
    assert said in ("[YES]", "[NO]")
