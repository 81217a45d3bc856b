"""Asking for models: the fullest list there is, and the context a server really runs with."""

import httpx
import local_servers as servers
import pytest
from local_servers import standing

from engine.domain.providers import Provider
from engine.errors import AuthenticationError, ModelNotFoundError
from engine.paths import resources_folder
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")


@pytest.fixture
async def client():
    async with httpx.AsyncClient(trust_env=False) as opened:
        yield opened


async def models(client, provider: Provider, pages: servers.Pages):
    async with standing(pages) as server:
        adapter = OpenAICompatible(
            provider=provider, base_url=f"{server.origin}/v1", key=None, client=client
        )
        return await adapter.models()


async def test_lm_studio_tells_what_is_loaded_and_with_how_much_context(client):
    (facts,) = await models(client, SHIPPED["lm_studio"], servers.LM_STUDIO)
    assert (facts.model, facts.context_window, facts.loaded) == ("qwen3-8b", 8192, True)


async def test_an_older_lm_studio_tells_it_on_another_page(client):
    (facts,) = await models(client, SHIPPED["lm_studio"], servers.OLDER_LM_STUDIO)
    assert (facts.model, facts.context_window, facts.loaded) == ("qwen3-8b", 40960, False)


async def test_an_lm_studio_that_says_no_more_still_lists_its_models(client):
    unexpected = (200, {"error": "Unexpected endpoint or method."})
    pages = {
        "/api/v1/models": unexpected,
        "/api/v0/models": unexpected,
        "/v1/models": servers.a_list("qwen3-8b"),
    }
    (facts,) = await models(client, SHIPPED["lm_studio"], pages)
    assert (facts.model, facts.loaded) == ("qwen3-8b", None)


async def test_an_lm_studio_with_a_token_wants_it(client):
    with pytest.raises(AuthenticationError):
        await models(client, SHIPPED["lm_studio"], servers.LM_STUDIO_WITH_TOKEN)


async def test_llama_server_tells_the_context_of_a_slot_not_that_of_the_training(client):
    (facts,) = await models(client, SHIPPED["llama_server"], servers.LLAMA_SERVER)
    assert (facts.context_window, facts.running_window) == (8192, 8192)


@pytest.mark.parametrize(
    ("said", "slots"), [({"total_slots": 4}, 4), ({}, None), ({"total_slots": 0}, None)]
)
async def test_llama_server_tells_how_many_calls_it_takes_at_once(client, said, slots):
    pages = {**servers.LLAMA_SERVER, "/props": (200, said)}
    (facts,) = await models(client, SHIPPED["llama_server"], pages)
    assert facts.slots == slots


async def test_a_router_lists_models_whose_context_it_does_not_know_yet(client):
    found = await models(client, SHIPPED["llama_server"], servers.LLAMA_ROUTER)
    assert {(facts.context_window, facts.loaded) for facts in found} == {(None, False)}


async def test_where_there_is_no_list_the_address_is_wrong(client):
    with pytest.raises(ModelNotFoundError):
        await models(client, SHIPPED["lm_studio"], {"/v1/models": (200, {"error": "no"})})
