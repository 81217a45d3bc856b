"""The HTTP clients every adapter shares, opened once off the loop."""

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass

import httpx

# Routing watches for silence with its own, shorter clocks; this only bounds what it cannot see.
_TIMEOUT = httpx.Timeout(600.0, connect=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """One client for the network, one for servers on this computer."""

    public: httpx.AsyncClient
    loopback: httpx.AsyncClient

    @classmethod
    async def open(cls) -> "Clients":
        """Reading the certificates takes a while, so it happens in a worker thread."""
        return await asyncio.to_thread(_opened)

    def for_url(self, url: str) -> httpx.AsyncClient:
        return self.loopback if is_loopback(url) else self.public

    async def aclose(self) -> None:
        await self.public.aclose()
        await self.loopback.aclose()


def is_loopback(url: str) -> bool:
    """Whether `url` leads to this computer."""
    host = httpx.URL(url).host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def is_at_home(url: str) -> bool:
    """Whether `url` leads to this computer or one in the same house."""
    host = httpx.URL(url).host
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return is_loopback(url) or "." not in host or host.endswith((".local", ".lan"))


def _opened() -> Clients:
    return Clients(
        public=httpx.AsyncClient(verify=_tls_context(), timeout=_TIMEOUT),
        loopback=httpx.AsyncClient(
            # A proxy of the system would capture traffic that never leaves this computer, and a
            # restarted server leaves kept-alive connections dead.
            trust_env=False,
            verify=False,  # noqa: S501 - local servers sign their own certificates
            limits=httpx.Limits(max_keepalive_connections=0),
            timeout=_TIMEOUT,
        ),
    )


def _tls_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:
        # SSL_CERT_FILE may name a file that is gone; the bundled certificates still work.
        return httpx.create_ssl_context(trust_env=False)
