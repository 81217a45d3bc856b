"""Why a server could not be reached, as the player reads it."""

import socket
import ssl

import httpx
import pytest
from wire import a_provider

from engine.providers.unreachable import broke_off, connection_failed


def caused(outer: Exception, *inner: Exception) -> Exception:
    """`outer`, with each next one the cause of the one before."""
    chain = (outer, *inner)
    for error, cause in zip(chain, inner, strict=False):
        error.__cause__ = cause
    return outer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError("refused"), "could not be reached at acme.test:8443"),
        (socket.gaierror("Name or service not known"), "could not be found at acme.test:8443"),
        (ssl.SSLCertVerificationError("self-signed"), "certificate could not be checked"),
    ],
)
def test_the_innermost_cause_decides_the_sentence(error, words):
    outer = caused(RuntimeError("Connection error."), httpx.ConnectError("all failed"), error)
    failure = connection_failed(a_provider(), "https://acme.test:8443/v1", outer)
    assert words in str(failure)
    assert str(error) in (failure.details or "")


def test_a_server_on_this_computer_is_to_be_started():
    error = httpx.ConnectError("All connection attempts failed")
    failure = connection_failed(a_provider(local=True), "http://127.0.0.1:1234/v1", error)
    assert (
        str(failure)
        == "Nothing answers at 127.0.0.1:1234. See that Acme runs and serves there, then press Retry."
    )


def test_an_interruption_keeps_the_reason_behind_details():
    assert broke_off(a_provider(), httpx.ReadError("")).details == "ReadError"
    assert broke_off(a_provider(), httpx.ReadError(""), details="oops").details == "oops"
