"""Whose certificates are trusted, seen at a server that speaks TLS."""

import ssl

import httpx
import pytest
from certificates import AUTHORITY, server_context
from local_servers import ANY, standing

from engine.errors import SettingsError
from engine.providers.certificates import tls_context
from engine.providers.http import Clients


@pytest.fixture
async def clients():
    opened = await Clients.open()
    yield opened
    await opened.aclose()


@pytest.fixture
async def server(tmp_path):
    async with standing(ANY, tls=server_context(tmp_path)) as stands:
        yield stands


@pytest.mark.parametrize("in_bytes", [False, True])
async def test_a_server_is_trusted_once_its_authority_is(clients, server, tmp_path, in_bytes):
    page = f"{server.origin}/v1/models"
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        await clients.public.get(page)
    file = tmp_path / "authority"
    data = ssl.PEM_cert_to_DER_cert(AUTHORITY) if in_bytes else AUTHORITY.encode()
    file.write_bytes(data)
    before = clients.public
    await clients.trust(str(file))
    assert (await clients.public.get(page)).is_success
    assert not before.is_closed
    await clients.trust("")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        await clients.public.get(page)
    again = await Clients.open(str(file))
    assert (await again.public.get(page)).is_success
    await again.aclose()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"", "it holds no certificate"),
        (b"hello", "it holds no certificate"),
        (b"-----BEGIN CERTIFICATE-----\n\xff", "it holds no certificate"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(
    clients, tmp_path, content, reason
):
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)
    before = clients.public
    with pytest.raises(SettingsError, match=f"authority.pem could not be read: {reason}"):
        await clients.trust(str(file))
    assert clients.public is before


def test_the_certificates_of_this_computer_are_trusted_too(monkeypatch):
    loaded = []
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda _: loaded.append(True))
    assert tls_context().verify_mode is ssl.CERT_REQUIRED
    assert loaded
