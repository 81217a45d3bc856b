"""The HTTP clients every adapter shares, opened once off the loop."""

import asyncio
import ipaddress
from dataclasses import dataclass, field

import httpx

from engine.providers.addresses import repaired_url
from engine.providers.certificates import tls_context

# Routing watches for silence with its own, shorter clocks; this only bounds what it cannot see.
_TIMEOUT = httpx.Timeout(600.0, connect=10.0)


@dataclass(slots=True, kw_only=True)
class Clients:
    """One client for the network, one for servers on this computer."""

    public: httpx.AsyncClient
    loopback: httpx.AsyncClient
    _retired: list[httpx.AsyncClient] = field(default_factory=list)

    @classmethod
    async def open(cls, ca_file: str = "") -> "Clients":
        """`ca_file` is trusted besides this computer's certificates.

        Reading them takes a while, so it happens in a worker thread. Raise `SettingsError` for a
        file that cannot be read.
        """
        return await asyncio.to_thread(_opened, ca_file)

    async def trust(self, ca_file: str) -> None:
        """From now on trust the certificates in `ca_file` besides this computer's; "" for none.

        Raise `SettingsError` for a file that cannot be read; then everything is as before.
        """
        public = await asyncio.to_thread(_public, ca_file)
        # An answer may be coming over the one before.
        self._retired.append(self.public)
        self.public = public

    def for_url(self, url: str) -> httpx.AsyncClient:
        return self.loopback if is_loopback(url) else self.public

    async def aclose(self) -> None:
        for client in (self.public, self.loopback, *self._retired):
            await client.aclose()


def is_loopback(url: str) -> bool:
    """Whether `url` leads to this computer."""
    host = httpx.URL(url).host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def is_here(text: str) -> bool:
    """Whether an address as somebody wrote it, "" for none, leads to this computer."""
    try:
        return bool(text) and is_loopback(repaired_url(text))
    except ValueError:
        return False


def is_at_home(url: str) -> bool:
    """Whether `url` leads to this computer or one in the same house."""
    host = httpx.URL(url).host
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return is_loopback(url) or "." not in host or host.endswith((".local", ".lan"))


def _opened(ca_file: str) -> Clients:
    return Clients(
        public=_public(ca_file),
        loopback=httpx.AsyncClient(
            # A proxy of the system would capture traffic that never leaves this computer, and a
            # restarted server leaves kept-alive connections dead.
            trust_env=False,
            verify=False,  # noqa: S501 - local servers sign their own certificates
            limits=httpx.Limits(max_keepalive_connections=0),
            timeout=_TIMEOUT,
        ),
    )


def _public(ca_file: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=tls_context(ca_file), timeout=_TIMEOUT)
