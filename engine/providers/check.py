"""Checking a connection: whether it works, and if not, which of all the usual reasons it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

import httpx

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
from engine.domain.ids import ProviderId
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.errors import (
    AuthenticationError,
    ConnectionFailedError,
    EngineError,
    ModelLoadingError,
    ModelNotFoundError,
    OutOfCreditError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
)
from engine.providers.adapters import ROOTED, address_of, speaks_http
from engine.providers.addresses import other_paths, other_scheme, place_of
from engine.providers.http import Clients, is_at_home, is_loopback
from engine.providers.port import Port
from engine.providers.recognising import ANY, Look, recognised
from engine.providers.unreachable import Unreached, told, why

PATIENCE_SECONDS: Final = 15.0
"""For the first address; others are only tried where something answers at once."""

_OTHERS_SECONDS: Final = 5.0

Ask = Callable[[Connection], Awaitable[tuple[ModelFacts, ...]]]
"""Asks a connection for its models. Raise an `EngineError`."""


_FromError = NoCredit | NotAllowed | StillLoading | SomethingElse | TooMany | Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """One check of one connection."""

    connection: Connection
    providers: Mapping[ProviderId, Provider]
    ask: Ask
    clients: Clients
    patience: float = PATIENCE_SECONDS

    @property
    def provider(self) -> Provider:
        return self.providers[self.connection.provider]

    async def finding(self) -> Finding:
        provider = self.provider
        if not speaks_http(provider):
            return await self._asked(self.connection, self.patience)
        try:
            address = address_of(provider, self.connection)
        except ModelNotFoundError as error:
            return NoAddress(sentence=str(error))
        # A server that waits for the end of a line would let a greeting in TLS hang for long.
        secure_here = is_loopback(address) and address.startswith("https://")
        if secure_here and (plain := await self._of_another_kind(address, "http")):
            return plain
        return await self._better(await self._asked(self.connection, self.patience), address)

    async def _better(self, found: Finding, address: str) -> Finding:
        """What was found, or what a second look finds instead of it."""
        match found:
            case Works() | NoModel():
                return await self._unless_loading(found, address)
            case SomethingElse():
                return await self._elsewhere(address, self._other_places(address)) or found
            case NotSecure() | HungUp():
                return await self._elsewhere(address, (other_scheme(address),)) or found
            case (
                StillLoading()
                | NoAddress()
                | NameNotFound()
                | NobodyThere()
                | NoAnswer()
                | KeyRefused()
                | NoCredit()
                | NotAllowed()
                | FoundElsewhere()
                | TooMany()
                | Trouble()
            ):
                return found
            case _:
                assert_never(found)

    async def _asked(self, connection: Connection, seconds: float) -> Finding:
        try:
            async with asyncio.timeout(seconds):
                models = await self.ask(connection)
        except TimeoutError:
            return NoAnswer(
                sentence=f"{self.provider.label} took the connection and says nothing. It may be "
                "busy; wait a moment and check again."
            )
        except ConnectionFailedError as error:
            address = address_of(self.provider, connection) if speaks_http(self.provider) else ""
            sentence = told(self.provider, address, why(error), again="check again")
            return _unreached(error, sentence, error.details or "")
        except EngineError as error:
            return _no_list(self.provider, error)
        return _worked(self.provider, models)

    async def _unless_loading(self, found: Finding, address: str) -> Finding:
        """A server that lists its models may still be loading the one that answers."""
        if not self.provider.local:
            return found
        port = Port(self.clients.for_url(address), _origin(address))
        try:
            health = await port.get("/health")
        except httpx.HTTPError:
            return found
        if not health.loading:
            return found
        label = self.provider.label
        return StillLoading(
            sentence=f"{label} runs and is still loading its model. Check again in a moment."
        )

    async def _elsewhere(self, address: str, places: Sequence[str]) -> Finding | None:
        """Where the server speaks, if it is at one of `places` or of another kind."""
        if is_loopback(address) and (other := await self._recognised(address)):
            return other
        for place in places:
            if not _may_go(address, place):
                continue
            found = await self._asked(replace(self.connection, base_url=place), _OTHERS_SECONDS)
            if isinstance(found, Works | NoModel | StillLoading | KeyRefused):
                return self._found_at(self.provider, place)
        return None

    def _other_places(self, address: str) -> tuple[str, ...]:
        """Other paths, and https where http leads to a page that only says so."""
        paths = () if self.provider.adapter in ROOTED else other_paths(address)
        secure = address.startswith("http://") and not is_loopback(address)
        return (*paths, *((other_scheme(address),) if secure else ()))

    async def _recognised(self, address: str) -> Finding | None:
        for scheme in ("http", "https"):
            if found := await self._of_another_kind(address, scheme):
                return found
        return None

    async def _of_another_kind(self, address: str, scheme: str) -> Finding | None:
        port = Port(self.clients.loopback, f"{scheme}://{place_of(address)}")
        look = Look(origin=port.origin, get=port.get, providers=self.providers)
        try:
            server = await recognised(look)
        except httpx.HTTPError:
            return None
        if server is None or (server.provider, server.base_url) == (self.provider.id, address):
            return None
        kind = self.provider if server.provider == ANY else self.providers[server.provider]
        return self._found_at(kind, server.base_url)

    def _found_at(self, provider: Provider, address: str) -> FoundElsewhere:
        meant = self.provider
        if provider.id == meant.id:
            sentence = f"{meant.label} is not quite there: it was found at {address}."
        else:
            sentence = f"It is {provider.label} that answers there, at {address}."
        return FoundElsewhere(
            sentence=f"{sentence} Press Use this address to take it.",
            provider=provider.id,
            base_url=address,
        )


def _may_go(address: str, place: str) -> bool:
    """A key that was meant to travel encrypted never leaves the house in the open."""
    in_the_open = address.startswith("https://") and place.startswith("http://")
    return not in_the_open or is_at_home(address)


def _no_list(provider: Provider, error: EngineError) -> Finding:
    """No model was asked for: what is not found there is the list."""
    if isinstance(error, ModelNotFoundError) and error.status is not None:
        return SomethingElse(
            sentence="Something answers there, but it lists no models: this is not the address of "
            f"{provider.label}. Correct it, then check again.",
            details=error.details or "",
        )
    return finding_of(error)


def _worked(provider: Provider, models: tuple[ModelFacts, ...]) -> Finding:
    if not models:
        return NoModel(
            sentence=f"{provider.label} answers, but has no model loaded. Load one there, then "
            "check again."
        )
    count = "one model" if len(models) == 1 else f"{len(models)} models"
    return Works(sentence=f"{provider.label} works and offers {count}.", models=models)


def finding_of(error: EngineError) -> Finding:
    """What a failure, of a check or of any call, says of the connection."""
    sentence = str(error)
    details = (isinstance(error, ProviderError) and error.details) or ""
    if isinstance(error, ConnectionFailedError):
        return _unreached(error, sentence, details)
    if isinstance(error, AuthenticationError):
        return KeyRefused(sentence=sentence, details=details, status=error.status)
    kind = next((kind for errors, kind in _KINDS if isinstance(error, errors)), Trouble)
    return kind(sentence=sentence, details=details)


_KINDS: Final[tuple[tuple[type[EngineError], type[_FromError]], ...]] = (
    (OutOfCreditError, NoCredit),
    (PermissionDeniedError, NotAllowed),
    (ModelLoadingError, StillLoading),
    (ModelNotFoundError, SomethingElse),
    (RateLimitedError, TooMany),
)


def _unreached(error: ConnectionFailedError, sentence: str, details: str) -> Finding:
    unreached = why(error)
    match unreached:
        case Unreached.NOT_SECURE:
            return NotSecure(sentence=sentence, details=details)
        case Unreached.NO_SUCH_NAME:
            return NameNotFound(sentence=sentence, details=details)
        case Unreached.HUNG_UP:
            return HungUp(sentence=sentence, details=details)
        case Unreached.SILENT:
            return NoAnswer(sentence=sentence, details=details)
        case Unreached.REFUSED:
            return NobodyThere(sentence=sentence, details=details)
        case _:
            assert_never(unreached)


def _origin(address: str) -> str:
    return f"{httpx.URL(address).scheme}://{place_of(address)}"
