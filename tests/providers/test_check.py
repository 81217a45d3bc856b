"""Checking a connection: every usual reason why one does not work is told from the others."""

import asyncio
import socket
import ssl
from pathlib import Path
from typing import get_args

import httpx
import local_servers as servers
import pytest
from local_servers import a_closed_port, flooding, hanging, standing
from wire import Server, connected

from engine.domain.findings import (
    Finding,
    FoundElsewhere,
    HungUp,
    KeyRefused,
    NameNotFound,
    NoAddress,
    NoAnswer,
    NobodyThere,
    NoCredit,
    NoModel,
    NotAllowed,
    NotSecure,
    SomethingElse,
    StillLoading,
    TooMany,
    Trouble,
    Works,
)
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection
from engine.errors import SecretError
from engine.paths import resources_folder
from engine.providers.adapters import adapter_for
from engine.providers.check import Checking
from engine.providers.http import Clients
from engine.providers.registry import load_providers

SHIPPED = load_providers(resources_folder() / "providers")


@pytest.fixture
async def clients():
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        yield Clients(public=client, loopback=client)


def a_connection(provider: str, address: str = "") -> Connection:
    return Connection(
        id=ConnectionId("c"), provider=ProviderId(provider), label="Mine", base_url=address
    )


async def check(clients, provider: str, address: str = "", key=None, ask=None, **more) -> Finding:
    async def asked(connection: Connection):
        adapter = adapter_for(SHIPPED[connection.provider], connection, key, clients,
                              model_file=Path)  # fmt: skip
        return await adapter.models()

    checking = Checking(
        connection=a_connection(provider, address),
        providers=SHIPPED,
        ask=ask or asked,
        clients=clients,
        **more,
    )
    return await checking.finding()


def answering(answer: httpx.Response | Exception):
    """Asks a service that always answers so."""
    adapter = connected(Server(answer))
    return lambda _: adapter.models()


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


TLS = caused(httpx.ConnectError("TLS"), ssl.SSLCertVerificationError("self-signed certificate"))
DNS = caused(httpx.ConnectError("DNS"), socket.gaierror(-2, "Name or service not known"))

ANSWERS = (
    (httpx.Response(200, json={"data": [{"id": "m"}]}), Works),
    (httpx.Response(200, json={"data": []}), NoModel),
    (httpx.Response(503, json={"error": {"message": "Loading model"}}), StillLoading),
    (httpx.Response(401, json={"error": {"message": "Invalid key"}}), KeyRefused),
    (httpx.Response(402, json={"error": {"message": "Insufficient credits"}}), NoCredit),
    (httpx.Response(429, json={"error": {"code": "credit_balance_exhausted"}}), NoCredit),
    (httpx.Response(403, json={"error": {"message": "Country not supported"}}), NotAllowed),
    (httpx.Response(404, json={"error": {"message": "Not Found"}}), SomethingElse),
    (httpx.Response(200, html="<html>Hello</html>"), SomethingElse),
    (httpx.Response(200, json={"error": "Unexpected endpoint"}), SomethingElse),
    (httpx.Response(429, json={"error": {"message": "Slow down"}}), TooMany),
    (httpx.Response(500, text="oops"), Trouble),
    (TLS, NotSecure),
    (DNS, NameNotFound),
    (httpx.ConnectError("refused"), NobodyThere),
    (httpx.ConnectTimeout(""), NobodyThere),
    (httpx.ReadTimeout(""), NoAnswer),
    (httpx.RemoteProtocolError("hung up"), HungUp),
)


@pytest.mark.parametrize(("answer", "finding"), ANSWERS, ids=lambda each: str(each)[:40])
async def test_every_reason_is_told_from_the_others(clients, answer, finding):
    found = await check(clients, "openai", ask=answering(answer))
    assert type(found) is finding
    assert found.sentence.endswith(".")


def test_every_finding_has_a_case_here():
    seen = {finding for _, finding in ANSWERS} | {FoundElsewhere, NoAddress}
    assert seen == set(get_args(Finding))


async def test_what_is_no_address_is_asked_nothing(clients):
    async def ask(_: Connection):
        raise AssertionError("nothing is to be asked")

    found = await check(clients, "lm_studio", "http%3A%2F%2F127.0.0.1", ask=ask)
    assert isinstance(found, NoAddress)
    assert "is not an address" in found.sentence


async def test_a_keyring_that_is_locked_is_trouble(clients):
    async def ask(_: Connection):
        raise SecretError("The system's keyring did not give the key.")

    assert await check(clients, "openai", ask=ask) == Trouble(
        sentence="The system's keyring did not give the key."
    )


async def test_a_server_that_says_nothing_is_given_up(clients):
    async def ask(_: Connection):
        await asyncio.Event().wait()

    found = await check(clients, "openai", ask=ask, patience=0.01)
    assert isinstance(found, NoAnswer)
    assert "says nothing" in found.sentence


@pytest.mark.parametrize(
    ("provider", "pages", "models"),
    [
        ("ollama", servers.OLLAMA, ["llama3.2:3b"]),
        ("koboldcpp", servers.KOBOLDCPP, ["Fimbulvetr-11B"]),
        ("llama_server", servers.LLAMA_SERVER, ["mistral-7b"]),
        ("vllm", servers.VLLM, ["Qwen/Qwen3-8B"]),
        ("tabbyapi", servers.OPEN_TABBY, ["Nemo-exl3"]),
    ],
)
async def test_a_local_server_works_where_it_stands(clients, provider, pages, models):
    async with standing(pages) as server:
        found = await check(clients, provider, server.origin)
    assert isinstance(found, Works)
    assert [facts.model for facts in found.models] == models


async def test_a_server_that_lists_its_model_while_loading_it_is_still_loading(clients):
    async with standing(servers.LLAMA_SERVER_LOADING) as server:
        found = await check(clients, "llama_server", server.origin)
    assert isinstance(found, StillLoading)


@pytest.mark.parametrize(
    ("provider", "pages"),
    [
        ("koboldcpp", servers.KOBOLDCPP_WITHOUT_MODEL),
        ("text_generation_webui", servers.TEXT_GENERATION_WEBUI_WITHOUT_MODEL),
    ],
)
async def test_a_server_without_a_model_says_so(clients, provider, pages):
    async with standing(pages) as server:
        assert isinstance(await check(clients, provider, server.origin), NoModel)


@pytest.mark.parametrize(
    ("provider", "pages"),
    [("tabbyapi", servers.TABBY), ("koboldcpp", servers.KOBOLDCPP_WITH_PASSWORD)],
)
async def test_a_server_that_wants_a_key_says_so(clients, provider, pages):
    async with standing(pages) as server:
        found = await check(clients, provider, server.origin)
    assert isinstance(found, KeyRefused)
    assert "wants a key" in found.sentence


@pytest.mark.parametrize(
    ("provider", "pages", "path", "expected"),
    [
        ("any_openai_compatible", servers.ANY, "", ("any_openai_compatible", "/v1")),
        ("any_openai_compatible", servers.ANY, "/api", ("any_openai_compatible", "/v1")),
        ("any_openai_compatible", {"/models": servers.a_list("m")}, "/v1",
         ("any_openai_compatible", "")),
        ("any_openai_compatible", {"/api/v1/models": servers.a_list("m")}, "/v1",
         ("any_openai_compatible", "/api/v1")),
        ("vllm", servers.VLLM, "/openai", ("vllm", "/v1")),
        ("any_openai_compatible", servers.KOBOLDCPP, "", ("koboldcpp", "")),
        ("lm_studio", servers.OLLAMA, "/api", ("ollama", "")),
        ("ollama", servers.LLAMA_ROUTER, "", ("llama_server", "/v1")),
    ],
)  # fmt: skip
async def test_a_wrong_path_is_told_with_the_right_one(clients, provider, pages, path, expected):
    async with standing(pages) as server:
        found = await check(clients, provider, server.origin + path)
        assert isinstance(found, FoundElsewhere)
        assert (found.provider, found.base_url.removeprefix(server.origin)) == expected
        assert found.base_url in found.sentence
        assert {line.split()[0] for line in server.asked} == {"GET"}


async def test_a_plain_port_spoken_to_in_https_is_found(clients):
    async with standing(servers.LLAMA_SERVER) as server:
        address = server.origin.replace("http:", "https:")
        found = await check(clients, "llama_server", address)
        assert isinstance(found, FoundElsewhere)
        assert found.base_url == f"{server.origin}/v1"


async def test_a_key_meant_for_https_is_never_sent_in_the_open(clients):
    asked = []

    async def ask(connection: Connection):
        asked.append(connection.base_url)
        return await answering(TLS)(connection)

    found = await check(clients, "openai", "https://acme.test/v1", ask=ask)
    assert isinstance(found, NotSecure)
    assert asked == ["https://acme.test/v1"]


async def test_http_that_only_leads_to_https_is_found_there(clients):
    async def ask(connection: Connection):
        redirect = httpx.Response(301, headers={"location": "https://acme.test/v1"})
        secure = connection.base_url.startswith("https:")
        answer = httpx.Response(200, json={"data": [{"id": "m"}]}) if secure else redirect
        return await answering(answer)(connection)

    found = await check(clients, "openai", "http://acme.test/v1", ask=ask)
    assert isinstance(found, FoundElsewhere)
    assert found.base_url == "https://acme.test/v1"


async def test_a_list_without_an_end_is_trouble_and_not_waited_for(clients):
    async with flooding() as server:
        found = await check(clients, "any_openai_compatible", server.origin + "/v1", patience=60)
    assert isinstance(found, Trouble)
    assert "something that is not an answer" in found.sentence


async def test_a_web_site_is_something_else(clients):
    async with standing(servers.WEB_SITE) as server:
        found = await check(clients, "lm_studio", server.origin)
    assert isinstance(found, SomethingElse)


async def test_an_address_without_a_list_is_told_of_the_address_and_not_of_a_model(clients):
    missing = httpx.Response(404, json={"error": {"message": "Not Found"}})
    found = await check(clients, "openai", ask=answering(missing))
    assert found.sentence == (
        "Something answers there, but it lists no models: this is not the address of OpenAI. "
        "Correct it, then check again."
    )
    assert found.details == "Not Found"


async def test_where_nothing_stands_nobody_is_there(clients):
    found = await check(clients, "lm_studio", await a_closed_port())
    assert isinstance(found, NobodyThere)
    assert "See that LM Studio runs" in found.sentence


async def test_a_server_that_hangs_gives_no_answer(clients):
    async with hanging() as server:
        found = await check(clients, "lm_studio", server.origin, patience=0.05)
    assert isinstance(found, NoAnswer)


async def test_a_provider_inside_the_program_has_no_address(clients):
    assert isinstance(await check(clients, "scripted"), Works)
