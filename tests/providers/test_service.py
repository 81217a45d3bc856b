import httpx
import pytest
from wire import KEY, Server, a_provider

from engine.errors import (
    AuthenticationError,
    BadResponseError,
    ModelNotFoundError,
    ProviderError,
)
from engine.providers import service as service_module
from engine.providers.service import Service


def at(server: Server, **fields: object) -> Service:
    client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    fields = {"base_url": "https://acme.test/v1/", "key": KEY, **fields}
    return Service(provider=a_provider(), client=client, **fields)


async def test_a_request_carries_the_key_and_the_headers_of_provider_and_connection():
    server = Server(httpx.Response(200, json={"n": 1}))
    service = at(server, headers={"X-Own": "yes"})
    assert await service.get("/models", {"page": "2"}) == {"n": 1}
    (request,) = server.requests
    assert str(request.url) == "https://acme.test/v1/models?page=2"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["x-own"] == "yes"


async def test_an_answer_without_end_is_not_read_to_it(monkeypatch):
    monkeypatch.setattr(service_module, "LONGEST_LIST", 1000)
    with pytest.raises(BadResponseError, match="not an answer"):
        await at(Server(httpx.Response(200, content=b"[" + b"1," * 1000))).get("/models")


async def test_a_long_list_is_read_beside_the_loop():
    long = [{"id": "x" * 100}] * 5000
    assert await at(Server(httpx.Response(200, json=long))).get("/models") == long


async def test_endless_nesting_is_a_wrong_address_and_no_crash():
    with pytest.raises(ModelNotFoundError, match="usually ends in /v1"):
        await at(Server(httpx.Response(200, content=b"[" * 200_000))).get("/models")


async def test_a_refusal_is_logged_without_key_and_query(caplog):
    caplog.set_level("DEBUG", logger="triptych.providers")
    answer = httpx.Response(
        401, json={"error": {"message": f"bad {KEY}", "code": "bad"}}, headers={"request-id": "r-1"}
    )
    with pytest.raises(AuthenticationError):
        await at(Server(answer)).get("/models", {"key": KEY})
    (line,) = [each for each in caplog.messages if "acme.test" in each]
    assert "status 401, code bad, request r-1" in line
    assert KEY not in caplog.text


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.Response(200, text="<html>")])
async def test_a_password_in_the_address_is_neither_logged_nor_told(caplog, answer):
    caplog.set_level("DEBUG", logger="triptych.providers")
    with pytest.raises(ProviderError) as caught:
        await at(Server(answer), base_url=f"https://me:{KEY}@acme.test/v1").get("/models")
    assert KEY not in f"{caplog.text} {caught.value} {caught.value.details}"
