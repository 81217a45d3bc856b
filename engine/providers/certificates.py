"""Whose certificates are trusted: this computer's, those that come along, and a file of one's own."""

import ssl
from pathlib import Path
from typing import Final

import httpx

from engine.errors import SettingsError

_MOST_BYTES: Final = 2**20


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """A context that also trusts the certificates in `ca_file`, "" for none.

    Raise `SettingsError` for a file that cannot be read.
    """
    context = _usual()
    if ca_file:
        try:
            _load(context, ca_file)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"The certificates in {ca_file} could not be read: {_reason(error)}. Until another "
                "file is chosen under Models & connections, this computer's own are trusted."
            ) from error
    return context


def _usual() -> ssl.SSLContext:
    """The bundled certificates alone would miss those that a company or a proxy adds."""
    try:
        context = httpx.create_ssl_context()
    except OSError:
        # SSL_CERT_FILE may name a file that is gone; the bundled certificates still work.
        context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _load(context: ssl.SSLContext, ca_file: str) -> None:
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError:
        # A certificate may also be kept as bytes, as Windows does unless it is told otherwise.
        with Path(ca_file).open("rb") as file:
            data = file.read(_MOST_BYTES)
        if not data:
            raise
        context.load_verify_locations(cadata=data)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, ssl.SSLError):
        return "it holds no certificate"
    return (isinstance(error, OSError) and error.strerror) or str(error)
