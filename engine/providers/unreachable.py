"""Why a server could not be reached, as a sentence for the player. Pure."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from engine.domain.providers import Provider
from engine.errors import ConnectionFailedError, InterruptedStreamError
from engine.providers.addresses import place_of


def connection_failed(
    provider: Provider, base_url: str, error: BaseException
) -> ConnectionFailedError:
    """The error that `error`, or whatever lies beneath it, means before an answer has begun."""
    causes = tuple(_chain(error))
    return ConnectionFailedError(
        provider.label, _sentence(provider, base_url, causes), details=_details(causes)
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


def _sentence(provider: Provider, base_url: str, causes: tuple[BaseException, ...]) -> str:
    label, place = provider.label, place_of(base_url)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return (
            f"The connection to {label} at {place} is not secure: its certificate could not be "
            "checked. Check the address, and that this computer's date is right, then press Retry."
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return (
            f"{label} could not be found at {place}. Check the internet connection and the "
            "address under Models & connections, then press Retry."
        )
    if any(isinstance(cause, httpx.ReadError | httpx.RemoteProtocolError) for cause in causes):
        return f"{label} ended the connection without an answer. Press Retry."
    if any(isinstance(cause, httpx.ReadTimeout) for cause in causes):
        return f"{label} did not answer in time. Press Retry, or choose another model."
    if provider.local:
        return f"Nothing answers at {place}. Start {label} and its server, then press Retry."
    return (
        f"{label} could not be reached at {place}. Check the internet connection, then press "
        "Retry, or choose another model."
    )
