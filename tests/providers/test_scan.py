"""Looking for the servers people run on their own computer, over real sockets."""

import asyncio

import httpx
import local_servers as servers
import pytest
from local_servers import a_closed_port, flooding, hanging, standing

from engine.domain.found import FoundLoading, FoundNeedsKey, FoundWithModels
from engine.paths import resources_folder
from engine.providers.registry import load_providers
from engine.providers.scan import ORIGINS, find_servers

SHIPPED = load_providers(resources_folder() / "providers")
SHORT = httpx.Timeout(0.2)


@pytest.fixture
async def client():
    async with httpx.AsyncClient(trust_env=False) as opened:
        yield opened


async def found_at(client, *origins, **more) -> list:
    told = []
    await find_servers(client, SHIPPED, told.append, origins=origins, **more)
    return told


@pytest.mark.parametrize(
    ("pages", "provider", "models"),
    [
        (servers.OLLAMA, "ollama", ("llama3.2:3b",)),
        (servers.LM_STUDIO, "lm_studio", ("qwen3-8b",)),
        (servers.OLDER_LM_STUDIO, "lm_studio", ("qwen3-8b",)),
        (servers.LLAMA_SERVER, "llama_server", ("mistral-7b",)),
        (servers.LLAMA_ROUTER, "llama_server", ("gemma-3", "mistral-7b")),
        (servers.KOBOLDCPP, "koboldcpp", ("Fimbulvetr-11B",)),
        (servers.KOBOLDCPP_WITHOUT_MODEL, "koboldcpp", ()),
        (servers.OPEN_TABBY, "tabbyapi", ("Nemo-exl3",)),
        (servers.TEXT_GENERATION_WEBUI, "text_generation_webui", ("Nemo-Q6",)),
        (servers.TEXT_GENERATION_WEBUI_WITHOUT_MODEL, "text_generation_webui", ()),
        (servers.VLLM, "vllm", ("Qwen/Qwen3-8B",)),
        (servers.APHRODITE, "aphrodite", ("Nemo-12B",)),
        (servers.ANY, "any_openai_compatible", ("some-model", "other-model")),
    ],
)
async def test_a_server_is_told_by_what_it_says(client, pages, provider, models):
    async with standing(pages) as server:
        (found,) = await found_at(client, server.origin)
    assert isinstance(found, FoundWithModels)
    assert (found.provider, found.models) == (provider, models)
    assert found.label == SHIPPED[found.provider].label
    path = httpx.URL(SHIPPED[found.provider].base_url or "http://x/v1").path.rstrip("/")
    assert found.base_url == server.origin + path


@pytest.mark.parametrize(
    ("pages", "version"),
    [(servers.OLLAMA, "0.12.6"), (servers.KOBOLDCPP, "1.102"), (servers.LM_STUDIO, "")],
)
async def test_the_version_is_told_by_servers_that_say_it(client, pages, version):
    async with standing(pages) as server:
        (found,) = await found_at(client, server.origin)
    assert found.version == version


@pytest.mark.parametrize(
    ("pages", "provider"),
    [
        (servers.TABBY, "tabbyapi"),
        (servers.LM_STUDIO_WITH_TOKEN, "lm_studio"),
        (servers.LLAMA_SERVER_WITH_KEY, "llama_server"),
        (servers.KOBOLDCPP_WITH_PASSWORD, "koboldcpp"),
        (servers.TEXT_GENERATION_WEBUI_WITH_KEY, "text_generation_webui"),
        (servers.VLLM_WITH_KEY, "vllm"),
        (servers.ANY_WITH_KEY, "any_openai_compatible"),
    ],
)
async def test_a_server_that_wants_a_key_is_there_all_the_same(client, pages, provider):
    async with standing(pages) as server:
        (found,) = await found_at(client, server.origin)
    assert isinstance(found, FoundNeedsKey)
    assert found.provider == provider
    assert found.sentence == f"{found.label} runs and wants a key."


@pytest.mark.parametrize(
    ("pages", "provider"),
    [
        (servers.LLAMA_SERVER_LOADING, "llama_server"),
        (servers.ANY_LOADING, "any_openai_compatible"),
    ],
)
async def test_a_server_that_is_still_loading_says_so(client, pages, provider):
    async with standing(pages) as server:
        (found,) = await found_at(client, server.origin)
    assert isinstance(found, FoundLoading)
    assert found.provider == provider


@pytest.mark.parametrize("pages", [servers.WEB_SITE, servers.AIRPLAY, {}])
async def test_what_is_no_model_server_is_not_found(client, pages):
    async with standing(pages) as server:
        assert await found_at(client, server.origin) == []


async def test_two_kinds_of_server_on_one_port_are_told_apart(client):
    async with standing(servers.TABBY) as server:
        port = httpx.URL(server.origin).port
        (first,) = await found_at(client, server.origin)
    async with standing(servers.TEXT_GENERATION_WEBUI, port) as server:
        (second,) = await found_at(client, server.origin)
    assert (first.provider, second.provider) == ("tabbyapi", "text_generation_webui")
    assert first.base_url == second.base_url


async def test_nothing_waits_for_a_server_that_hangs(client):
    first = asyncio.Event()
    told = []

    def tell(found) -> None:
        told.append(found.provider)
        first.set()

    async with hanging() as silent, standing(servers.OLLAMA) as server:
        origins = (silent.origin, await a_closed_port(), server.origin)
        forever = httpx.Timeout(3600)
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(
                find_servers(client, SHIPPED, tell, origins=origins, patience=forever)
            )
            await first.wait()
            assert told == ["ollama"]
            assert not looking.done()
            looking.cancel()


async def test_a_server_that_hangs_is_given_up(client):
    async with hanging() as silent:
        assert await found_at(client, silent.origin, patience=SHORT) == []
    assert silent.asked == ["GET /.well-known/serviceinfo"]


async def test_a_server_that_floods_is_let_be(client):
    async with flooding() as endless, standing(servers.OLLAMA) as server:
        found = await found_at(client, endless.origin, server.origin, patience=httpx.Timeout(60))
    assert [each.provider for each in found] == ["ollama"]


async def test_a_look_only_gets_and_shows_no_key(client):
    async with standing(servers.ANY) as server:
        await found_at(client, server.origin)
    assert server.heads
    assert {line.split()[0] for line in server.asked} == {"GET"}
    assert len(set(server.asked)) == len(server.asked)
    assert "authorization" not in "".join(server.heads).lower()


async def test_where_nothing_stands_nothing_is_found(client):
    closed = [await a_closed_port() for _ in ORIGINS]
    assert await found_at(client, *closed) == []


def test_every_usual_port_of_a_described_server_is_looked_at():
    usual = {
        f"http://127.0.0.1:{httpx.URL(provider.base_url).port}"
        for provider in SHIPPED.values()
        if provider.local and provider.base_url
    }
    assert usual <= set(ORIGINS)
    assert "http://127.0.0.1:9931" in ORIGINS


@pytest.mark.parametrize(
    ("models", "sentence"),
    [
        ((), "Acme runs, and no model is loaded there."),
        (("m",), "Acme runs with m."),
        (("m", "n"), "Acme runs with 2 models."),
    ],
)
def test_a_found_server_is_told_in_a_sentence(models, sentence):
    found = FoundWithModels(provider="acme", label="Acme", base_url="http://x", models=models)
    assert found.sentence == sentence
