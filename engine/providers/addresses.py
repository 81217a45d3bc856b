"""Addresses as people paste them, made ones that requests can be sent to. Pure."""

import ipaddress
import re
from typing import Final

import httpx

_SCHEMES: Final = re.compile(r"^(?:(https?)[:;]*/+)+", re.IGNORECASE)
_OTHER_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_NONSENSE: Final = re.compile(r"[%\s\x00-\x1f\x7f]")
_ENDPOINTS: Final = re.compile(
    r"/(chat/completions|completions|chat|models|responses|messages|embeddings)$"
)
_ROOTED: Final = re.compile(r"/(api/extra|api/v1|api|v1)(/[\w/]*)?$")
_BIND_ADDRESSES: Final = {"localhost": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_OTHER_PATHS: Final = ("/v1", "", "/api/v1", "/api")


def repaired_url(text: str, *, own: str = "", rooted: bool = False) -> str:
    """An address as people paste it, made one that requests can be sent to.

    `own` is the provider's own address, whose path is meant where none was pasted. `rooted` says
    that the protocol starts at the server's root, so that paths of its endpoints are cut off. The
    names of this computer become 127.0.0.1: `localhost` costs seconds where it means IPv6 first
    and the server listens on IPv4 only, and 0.0.0.0 is where a server listens, not where it can
    be reached. Raise `ValueError` for what is no address.
    """
    url = _parsed(text)
    path = _path(url.path, rooted=rooted)
    if not path and own and not rooted:
        path = httpx.URL(own).path.rstrip("/")
    host = _BIND_ADDRESSES.get(url.host, url.host)
    return str(url.copy_with(host=host, path=path, query=None, fragment=None)).rstrip("/")


def other_paths(url: str) -> tuple[str, ...]:
    """Where else the server of `url` may speak, the likeliest first."""
    parsed = httpx.URL(url)
    places = [str(parsed.copy_with(path=path)).rstrip("/") for path in _OTHER_PATHS]
    return tuple(place for place in places if place != url.rstrip("/"))


def other_scheme(url: str) -> str:
    parsed = httpx.URL(url)
    return str(parsed.copy_with(scheme="http" if parsed.scheme == "https" else "https"))


def place_of(url: str) -> str:
    """The host and port of an address, as they are told to the player."""
    return httpx.URL(url).netloc.decode("ascii", "replace") or url


def bare_url(url: str) -> str:
    """An address without a name, a password or what else may be a key in it."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return url
    if not parsed.userinfo and not parsed.query:
        return url
    return str(parsed.copy_with(username=None, password=None, query=None))


def _parsed(text: str) -> httpx.URL:
    text = text.strip().strip("\"'<>`“”„").strip().replace("\\", "/")
    if _NONSENSE.search(text):
        raise ValueError("it holds blank space or percent signs")
    if schemes := _SCHEMES.match(text):
        text = f"{schemes[1].lower()}://{text[schemes.end() :]}"
    elif _OTHER_SCHEME.match(text):
        raise ValueError("it begins with neither http:// nor https://")
    else:
        text = f"{_likely_scheme(text)}://{text.lstrip('/')}"
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error
    if not url.host or "%" in str(url):
        raise ValueError("it names no host, or has characters that addresses never have")
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError("its port is none")
    return url


def _likely_scheme(text: str) -> str:
    """Names on the internet speak https; addresses with a port, and names at home, do not."""
    host, port, _ = text.partition("/")[0].partition(":")
    at_home = "." not in host or host.endswith((".local", ".lan", ".internal")) or port
    return "http" if at_home or _is_number(host) else "https"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _path(path: str, *, rooted: bool) -> str:
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    while (shorter := _ENDPOINTS.sub("", path)) != path:
        path = shorter.rstrip("/")
    path = re.sub(r"(/v\d+)\1+$", r"\1", path)
    return _ROOTED.sub("", path) if rooted else path
