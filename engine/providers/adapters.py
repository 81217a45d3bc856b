"""Which class speaks for a provider, and to which address."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import httpx

from engine.domain.local_models import LocalOptions
from engine.domain.providers import Connection, Provider
from engine.errors import ModelNotFoundError
from engine.providers.addresses import repaired_url
from engine.providers.anthropic import Anthropic
from engine.providers.base import Adapter
from engine.providers.google_genai import GoogleGenAI
from engine.providers.horde import Horde
from engine.providers.http import Clients
from engine.providers.koboldcpp import KoboldCpp
from engine.providers.ollama import Ollama
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.scripted import Scripted, demo_reply

ROOTED: Final = frozenset({"koboldcpp", "ollama"})
"""Adapters whose protocol starts at the server's root, not at a path such as `/v1`."""

_WITHOUT_ADDRESS: Final = frozenset({"builtin", "scripted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wiring:
    provider: Provider
    connection: Connection
    key: str | None
    clients: Clients
    model_file: Callable[[str], Path]
    models_there: Callable[[], Mapping[str, Path]]
    model_options: Callable[[str], LocalOptions]
    pause: Callable[[float], Awaitable[None]]


class _OverHttp(Protocol):
    """How an adapter is made that speaks HTTP."""

    def __call__(
        self,
        *,
        provider: Provider,
        base_url: str,
        key: str | None,
        client: httpx.AsyncClient,
        headers: Mapping[str, str],
    ) -> Adapter: ...


def adapter_for(
    provider: Provider,
    connection: Connection,
    key: str | None,
    clients: Clients,
    *,
    model_file: Callable[[str], Path],
    models_there: Callable[[], Mapping[str, Path]] = dict,
    model_options: Callable[[str], LocalOptions] = lambda _: LocalOptions(),
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Adapter:
    """The adapter that speaks to `connection`, which is one to `provider`.

    `model_file` finds the file of a local model by its name, `models_there` tells which there are,
    `model_options` how each is to run, `pause` waits between two questions to a service that has to be polled.
    Raise `ModelNotFoundError` for an address that is none and `AuthenticationError` for a key
    that cannot be sent.
    """
    wiring = _Wiring(
        provider=provider,
        connection=connection,
        key=key,
        clients=clients,
        model_file=model_file,
        models_there=models_there,
        model_options=model_options,
        pause=pause,
    )
    return _CONSTRUCTORS[provider.adapter](wiring)


def _over_http(adapter: _OverHttp) -> Callable[[_Wiring], Adapter]:
    def opened(wiring: _Wiring) -> Adapter:
        url = address_of(wiring.provider, wiring.connection)
        return adapter(
            provider=wiring.provider,
            base_url=url,
            key=wiring.key,
            client=wiring.clients.for_url(url),
            headers=wiring.connection.headers,
        )

    return opened


def _horde(wiring: _Wiring) -> Adapter:
    return _over_http(partial(Horde, pause=wiring.pause))(wiring)


def speaks_http(provider: Provider) -> bool:
    """Whether a provider is reached at an address, not inside this program."""
    return provider.adapter not in _WITHOUT_ADDRESS


def address_of(provider: Provider, connection: Connection) -> str:
    """The address of a connection, repaired. Raise `ModelNotFoundError` for one that is none."""
    address = connection.base_url or provider.base_url
    try:
        return repaired_url(address, own=provider.base_url, rooted=provider.adapter in ROOTED)
    except ValueError as error:
        raise ModelNotFoundError(
            provider.label,
            f"“{address}” is not an address where {provider.label} could be. Enter one such as "
            "http://127.0.0.1:5001/v1 under Models & connections.",
        ) from error


def _builtin(wiring: _Wiring) -> Adapter:
    # It brings the machinery of a child process, which a session on another model never needs.
    from engine.providers.builtin import Builtin

    return Builtin(
        provider=wiring.provider,
        client=wiring.clients.loopback,
        model_file=wiring.model_file,
        models_there=wiring.models_there,
        model_options=wiring.model_options,
    )


def _scripted(wiring: _Wiring) -> Adapter:
    return Scripted(demo_reply, models=wiring.provider.models)


_CONSTRUCTORS: Mapping[str, Callable[[_Wiring], Adapter]] = {
    "openai_compatible": _over_http(OpenAICompatible),
    "ollama": _over_http(Ollama),
    "koboldcpp": _over_http(KoboldCpp),
    "horde": _horde,
    "google_genai": _over_http(GoogleGenAI),
    "anthropic": _over_http(Anthropic),
    "builtin": _builtin,
    "scripted": _scripted,
}
ADAPTER_NAMES = frozenset(_CONSTRUCTORS)
