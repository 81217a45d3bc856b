"""Bringing a model file from an address: with progress, going on where it broke off, checked."""

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import httpx

from engine.domain.local_models import Download, Downloaded, Downloading
from engine.errors import ModelFileError
from engine.providers.download_parts import Left, Part, Wanted, left_of

RESERVE_BYTES: Final = 256 << 20
"""What a download leaves free on the disk."""
CHUNK_BYTES: Final = 256 << 10
PACE_SECONDS: Final = 0.1

_NOT_REACHED: Final = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.TooManyRedirects,
)  # fmt: skip
_OK = 200
_PARTIAL = 206
_LOCKED: Final = frozenset({401, 403})
_GONE: Final = frozenset({404, 410})


def free_space(folder: Path) -> int:
    return shutil.disk_usage(folder).free


async def download(
    client: httpx.AsyncClient,
    wanted: Wanted,
    free: Callable[[Path], int] = free_space,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncGenerator[Download, None]:
    """Bring `wanted`; what came stays when this is closed or breaks off, and is gone on with.

    Iterate it under `aclosing`. Raise a `ModelFileError` that says what is wrong.
    """
    try:
        async with AsyncExitStack() as stack:
            left = await asyncio.to_thread(left_of, wanted)
            response, left = await _answer(stack, client, wanted, left)
            part = await _part(response, wanted, left, free)
            pace = _Pace(clock, left.done)
            yield pace.told(part)
            # Kept until the response is closed: let go of sooner, it would close itself, and wait.
            chunks = response.aiter_bytes(CHUNK_BYTES)
            async for chunk in chunks:
                await asyncio.to_thread(part.take, chunk)
                if pace.is_time_for(part):
                    yield pace.told(part)
            yield pace.told(part)
            await asyncio.to_thread(part.finish)
    except _NOT_REACHED as error:
        raise ModelFileError(
            f"{wanted.host} could not be reached, so {wanted.name} was not downloaded. Check the "
            "address and the network, then download it again."
        ) from error
    except httpx.HTTPError as error:
        raise ModelFileError(
            f"The download of {wanted.name} broke off ({type(error).__name__}). What has come is "
            "kept: download it again to go on from there."
        ) from error
    except OSError as error:
        raise ModelFileError(
            f"{wanted.name} could not be written ({error.strerror}). Free some space, then press "
            "download again to go on from there."
        ) from error
    yield Downloaded(path=wanted.target, verified=wanted.sha256 is not None)


async def _answer(
    stack: AsyncExitStack, client: httpx.AsyncClient, wanted: Wanted, left: Left
) -> tuple[httpx.Response, Left]:
    """The answer that brings the rest of what is left of an earlier download, or everything."""
    response = await _asked(stack, client, wanted, left)
    if left.done and response.status_code != _OK and not _goes_on(response, left):
        response, left = await _asked(stack, client, wanted, Left()), Left()
    elif response.status_code == _OK:
        left = Left()
    _require_file(response, wanted)
    return response, left


async def _asked(
    stack: AsyncExitStack, client: httpx.AsyncClient, wanted: Wanted, left: Left
) -> httpx.Response:
    headers = {"Accept-Encoding": "identity"}
    if left.done:
        headers["Range"] = f"bytes={left.done}-"
        if left.version:
            headers["If-Range"] = left.version
    asked = client.stream("GET", wanted.url, headers=headers, follow_redirects=True)
    return await stack.enter_async_context(asked)


def _goes_on(response: httpx.Response, left: Left) -> bool:
    begins = response.headers.get("Content-Range", "").startswith(f"bytes {left.done}-")
    same = not left.version or _version(response) in ("", left.version)
    return response.status_code == _PARTIAL and begins and same


def _require_file(response: httpx.Response, wanted: Wanted) -> None:
    status = response.status_code
    if status in _LOCKED:
        raise ModelFileError(
            f"{wanted.host} gives {wanted.name} only to people who are signed in or have accepted "
            "its licence. Download it with your browser, then add the file here."
        )
    if status in _GONE:
        raise ModelFileError(
            f"There is no {wanted.name} at this address of {wanted.host}. Check the address."
        )
    if status not in (_OK, _PARTIAL):
        raise ModelFileError(
            f"{wanted.host} did not give {wanted.name} (it answered {status}). Try again later."
        )
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise ModelFileError(
            f"{wanted.host} answered with a web page, not with a model. Copy the address of the "
            "file itself."
        )
    if wanted.url.startswith("https:") and response.url.scheme != "https":
        raise ModelFileError(
            f"{wanted.host} leads to an address that is not secure ({response.url.host}). Nothing "
            "was downloaded."
        )


async def _part(
    response: httpx.Response, wanted: Wanted, left: Left, free: Callable[[Path], int]
) -> Part:
    """The file on the disk that takes what comes. Raise `ModelFileError` when it will not fit."""
    length = response.headers.get("Content-Length", "")
    rest = int(length) if length.isdecimal() else None
    there = await asyncio.to_thread(free, wanted.folder)
    if rest is not None and rest + RESERVE_BYTES > there:
        raise ModelFileError(
            f"{wanted.name} needs {_gigabytes(rest)} more on the disk, and {_gigabytes(there)} are "
            "free. Free some space, then download it again."
        )
    total = None if rest is None else left.done + rest
    return await asyncio.to_thread(Part, wanted, left, total, _version(response))


def _version(response: httpx.Response) -> str:
    """What tells this version of the file from others; "" where the server does not say."""
    tag: str = response.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


class _Pace:
    """When to tell how far a download is, and how fast it comes.

    Each hundredth is told however soon it comes: what comes next may keep everyone waiting.
    """

    def __init__(self, clock: Callable[[], float], begun_at: int) -> None:
        self._clock = clock
        self._began = self._told = clock()
        self._begun_at = self._told_at = begun_at

    def is_time_for(self, part: Part) -> bool:
        is_hundredth = part.total and (part.done - self._told_at) * 100 >= part.total
        return bool(is_hundredth) or self._clock() - self._told >= PACE_SECONDS

    def told(self, part: Part) -> Downloading:
        self._told, self._told_at = self._clock(), part.done
        seconds = self._told - self._began
        speed = (part.done - self._begun_at) / seconds if seconds > 0 else 0.0
        return Downloading(done=part.done, total=part.total, bytes_per_second=speed)
