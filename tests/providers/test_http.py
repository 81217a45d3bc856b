"""The shared HTTP clients."""

import pytest

from engine.providers.http import Clients


@pytest.fixture
async def clients():
    opened = await Clients.open()
    yield opened
    await opened.aclose()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1234/v1",
        "http://localhost:1234/v1",
        "http://app.localhost/v1",
        "http://[::1]:1234/v1",
        "https://127.3.2.1/v1",
        "http://0.0.0.0:5001/v1",
    ],
)
def test_this_computer_gets_the_plain_client(clients, url):
    assert clients.for_url(url) is clients.loopback


@pytest.mark.parametrize(
    "url",
    ["https://openrouter.ai/api/v1", "http://192.168.1.5:5001/v1", "http://localhost.evil.test"],
)
def test_other_computers_get_the_public_client(clients, url):
    assert clients.for_url(url) is clients.public


async def test_a_proxy_of_the_system_never_captures_this_computers_traffic(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:8080")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:8080")
    clients = await Clients.open()
    assert clients.public._mounts
    assert not clients.loopback._mounts
    await clients.aclose()


async def test_a_certificate_file_that_is_gone_does_not_stop_the_program(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    clients = await Clients.open()
    assert not clients.public.is_closed
    await clients.aclose()


async def test_closing_closes_both():
    clients = await Clients.open()
    await clients.aclose()
    assert clients.public.is_closed
    assert clients.loopback.is_closed
