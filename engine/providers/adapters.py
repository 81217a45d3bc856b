"""Which class speaks for a provider, and to which address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from engine.domain.providers import Connection, Provider
from engine.errors import ModelNotFoundError
from engine.providers.base import Adapter
from engine.providers.http import Clients
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.scripted import Scripted, demo_reply

_ENDPOINTS = ("/chat/completions", "/completions", "/models")
_OWN_COMPUTER = frozenset({"localhost", "0.0.0.0"})  # noqa: S104 - what people paste, not bound to


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wiring:
    provider: Provider
    connection: Connection
    key: str | None
    clients: Clients
    model_file: Callable[[str], Path]
    model_names: Callable[[], tuple[str, ...]]


def adapter_for(
    provider: Provider,
    connection: Connection,
    key: str | None,
    clients: Clients,
    *,
    model_file: Callable[[str], Path],
    model_names: Callable[[], tuple[str, ...]] = tuple,
) -> Adapter:
    """The adapter that speaks to `connection`, which is one to `provider`.

    `model_file` finds the file of a local model by its name, `model_names` tells which there are.
    Raise `ModelNotFoundError` for an address that is none and `AuthenticationError` for a key
    that cannot be sent.
    """
    wiring = _Wiring(
        provider=provider,
        connection=connection,
        key=key,
        clients=clients,
        model_file=model_file,
        model_names=model_names,
    )
    return _CONSTRUCTORS[provider.adapter](wiring)


def repaired_url(text: str) -> str:
    """An address as people paste it, made one that requests can be sent to.

    `localhost` costs seconds where it means IPv6 first and the server listens on IPv4 only;
    0.0.0.0 is where a server listens, not where it can be reached.
    """
    url = text.strip()
    url = (url if "://" in url else f"http://{url}").rstrip("/")
    for endpoint in _ENDPOINTS:
        url = url.removesuffix(endpoint)
    parsed = httpx.URL(url)
    if parsed.host in _OWN_COMPUTER:
        parsed = parsed.copy_with(host="127.0.0.1")
    return str(parsed).rstrip("/")


def _openai_compatible(wiring: _Wiring) -> Adapter:
    address = wiring.connection.base_url or wiring.provider.base_url
    url = _url(address, wiring.provider)
    return OpenAICompatible(
        provider=wiring.provider,
        base_url=url,
        key=wiring.key,
        client=wiring.clients.for_url(url),
        headers=wiring.connection.headers,
    )


def _url(address: str, provider: Provider) -> str:
    try:
        url = httpx.URL(repaired_url(address))
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise ModelNotFoundError(
            provider.label,
            f"“{address}” is not an address where {provider.label} could be. Enter one such as "
            "http://127.0.0.1:5001/v1 under Models & connections.",
        )
    return str(url)


def _builtin(wiring: _Wiring) -> Adapter:
    # It brings the machinery of a child process, which a session on another model never needs.
    from engine.providers.builtin import Builtin

    return Builtin(
        provider=wiring.provider,
        client=wiring.clients.loopback,
        model_file=wiring.model_file,
        model_names=wiring.model_names,
    )


def _scripted(wiring: _Wiring) -> Adapter:
    return Scripted(demo_reply, models=wiring.provider.models)


_CONSTRUCTORS: Mapping[str, Callable[[_Wiring], Adapter]] = {
    "openai_compatible": _openai_compatible,
    "builtin": _builtin,
    "scripted": _scripted,
}
ADAPTER_NAMES = frozenset(_CONSTRUCTORS)
