"""Which class speaks for a provider, and to which address."""

from pathlib import Path

import httpx
import pytest
from wire import Body, Server, a_provider, events_of, streamed, text_in

from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.errors import BadResponseError, ModelNotFoundError
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for
from engine.providers.builtin import Builtin
from engine.providers.http import Clients
from engine.providers.registry import load_providers
from engine.providers.scripted import Scripted
from engine.providers.service import LONGEST_LIST

SHIPPED = load_providers(resources_folder() / "providers")


def opened(provider, *, server=None, key=None, **connection: object):
    transport = httpx.MockTransport(server or Server(streamed()))
    client = httpx.AsyncClient(transport=transport)
    return adapter_for(
        provider,
        Connection(id=ConnectionId("c"), provider=provider.id, label="Mine", **connection),
        key,
        Clients(public=client, loopback=client),
        model_file=Path,
    )


@pytest.mark.parametrize("address", ["", "   ", "ftp://acme.test", "http://", "http://x:y"])
def test_an_address_that_is_none_is_refused_with_an_example(address):
    with pytest.raises(ModelNotFoundError, match="is not an address"):
        opened(a_provider(), base_url=address)


async def test_the_connections_address_headers_and_key_go_before_the_providers():
    server = Server(streamed())
    provider = a_provider(base_url="https://acme.test/v1", headers={"X-Team": "a"})
    connection = {"base_url": "https://mine.test/v1/", "headers": {"X-Team": "b"}}
    await events_of(opened(provider, server=server, key="k", **connection))
    assert str(server.requests[0].url) == "https://mine.test/v1/chat/completions"
    assert server.requests[0].headers["x-team"] == "b"
    assert server.requests[0].headers["authorization"] == "Bearer k"


async def test_without_an_address_of_its_own_a_connection_uses_the_providers():
    server = Server(streamed())
    await events_of(opened(SHIPPED[ProviderId("openrouter")], server=server, key="k"))
    assert str(server.requests[0].url) == "https://openrouter.ai/api/v1/chat/completions"


def test_the_built_in_provider_has_a_class_of_its_own():
    assert isinstance(opened(SHIPPED[ProviderId("builtin")]), Builtin)


async def test_the_scripted_provider_plays_without_any_model():
    adapter = opened(SHIPPED[ProviderId("scripted")])
    assert isinstance(adapter, Scripted)
    assert text_in(await events_of(adapter))
    assert [facts.model for facts in await adapter.models()] == ["scripted"]


@pytest.mark.parametrize(
    "name", ["openrouter", "llama_server", "ollama", "koboldcpp", "google_genai", "anthropic"]
)
async def test_a_list_of_models_of_50_mb_ends_in_a_sentence_before_it_is_read(name):
    sent = []

    def pieces():
        yield b'{"data": ['
        for _ in range(50):
            sent.append(2**20)
            yield b"[1,2],  " * 2**17
        yield b"{}]}"

    server = Server(httpx.Response(200, stream=Body(pieces())))
    adapter = opened(SHIPPED[ProviderId(name)], server=server, key="k")
    with pytest.raises(BadResponseError, match=r"sent something that is not an answer\. Press"):
        await adapter.models()
    assert sum(sent) <= LONGEST_LIST + 2**20
