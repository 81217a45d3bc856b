"""Why a server could not be reached, as a sentence for the player. Pure."""

import socket
import ssl
from collections.abc import Iterator
from enum import Enum, auto
from typing import assert_never

import httpx

from engine.domain.providers import Provider
from engine.errors import ConnectionFailedError, InterruptedStreamError
from engine.providers.addresses import place_of


class Unreached(Enum):
    """Why nobody was reached."""

    NOT_SECURE = auto()
    NO_SUCH_NAME = auto()
    HUNG_UP = auto()
    SILENT = auto()
    REFUSED = auto()


def why(error: BaseException) -> Unreached:
    """What `error`, or whatever lies beneath it, says about a server that was not reached."""
    causes = tuple(_chain(error))
    return next((kind for kind, errors in _KINDS if _has(causes, errors)), Unreached.REFUSED)


def connection_failed(
    provider: Provider, base_url: str, error: BaseException
) -> ConnectionFailedError:
    """The error that `error`, or whatever lies beneath it, means before an answer has begun."""
    causes = tuple(_chain(error))
    return ConnectionFailedError(
        provider.label, told(provider, base_url, why(error)), details=_details(causes)
    )


def broke_off(
    provider: Provider, error: BaseException, *, details: str | None = None
) -> InterruptedStreamError:
    """The error that `error` means after an answer has begun."""
    return InterruptedStreamError(
        provider.label,
        f"{provider.label} broke off in the middle of its answer. What it wrote is kept; press "
        "Retry for another answer.",
        details=details or _details(tuple(_chain(error))),
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _details(causes: tuple[BaseException, ...]) -> str:
    """The innermost reason that has words: the outer ones only say that something failed."""
    worded = [f"{type(cause).__name__}: {cause}" for cause in causes if str(cause)]
    return worded[-1] if worded else type(causes[0]).__name__


_KINDS = (
    (Unreached.NOT_SECURE, (ssl.SSLError,)),
    (Unreached.NO_SUCH_NAME, (socket.gaierror,)),
    (Unreached.HUNG_UP, (httpx.ReadError, httpx.RemoteProtocolError)),
    (Unreached.SILENT, (httpx.ReadTimeout,)),
)


def _has(causes: tuple[BaseException, ...], errors: tuple[type[BaseException], ...]) -> bool:
    return any(isinstance(cause, errors) for cause in causes)


def told(
    provider: Provider, base_url: str, unreached: Unreached, again: str = "press Retry"
) -> str:
    """The sentence for the player; `again` is how it is tried once more."""
    label, place = provider.label, place_of(base_url)
    next_ = again[0].upper() + again[1:]
    match unreached:
        case Unreached.NOT_SECURE:
            return (
                f"The connection to {label} at {place} is not secure: its certificate could not "
                "be checked. Check the address, and that this computer's date is right, then "
                f"{again}."
            )
        case Unreached.NO_SUCH_NAME:
            return (
                f"{label} could not be found at {place}. Check the internet connection and the "
                f"address under Models & connections, then {again}."
            )
        case Unreached.HUNG_UP:
            return f"{label} ended the connection without an answer. {next_}."
        case Unreached.SILENT:
            return f"{label} did not answer in time. {next_}, or choose another model."
        case Unreached.REFUSED if provider.local:
            return (
                f"Nothing answers at {place}. See that {label} runs and serves there, then {again}."
            )
        case Unreached.REFUSED:
            return (
                f"{label} could not be reached at {place}. Check the internet connection, then "
                f"{again}, or choose another model."
            )
        case _:
            assert_never(unreached)
