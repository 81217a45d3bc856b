"""A service over HTTP: requests with its headers and key, and what its failures mean."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from engine.domain.providers import Provider
from engine.errors import (
    AuthenticationError,
    BadResponseError,
    InterruptedStreamError,
    ModelNotFoundError,
    ProviderError,
)
from engine.providers.addresses import bare_url
from engine.providers.classification import Refusal, provider_error
from engine.providers.error_bodies import parsed
from engine.providers.unreachable import broke_off, connection_failed

log = logging.getLogger("triptych.providers")

LONGEST_LIST = 32 * 1024 * 1024
"""Bytes of an answer that is read as a whole."""

_READ_AT_ONCE = 256 * 1024
"""Bytes of JSON that are parsed in less time than the loop notices."""


class Service:
    """Where a connection leads, and as whom. `client` is shared and stays open.

    Nothing is tried twice here: that is routing's decision. Raise `AuthenticationError` for a key
    or a header that cannot be sent at all.
    """

    def __init__(
        self,
        *,
        provider: Provider,
        base_url: str,
        key: str | None,
        client: httpx.AsyncClient,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.provider = provider
        self.base_url = base_url.rstrip("/")
        self.client = client
        self.key = (key or "").strip() or None
        self.headers = {**provider.headers, **(headers or {}), **self._authorisation()}
        self._refuse_unsendable()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> object:
        """The JSON at `path`. Raise a `ProviderError`."""
        return await self._whole("GET", path, params=params)

    async def post(self, path: str, body: Mapping[str, object]) -> object:
        """The JSON that comes back for `body`. Raise a `ProviderError`."""
        return await self._whole("POST", path, json=body)

    async def delete(self, path: str) -> object:
        """What comes back for taking away what is at `path`. Raise a `ProviderError`."""
        return await self._whole("DELETE", path)

    @asynccontextmanager
    async def streaming(
        self, path: str, body: Mapping[str, object], params: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The answer to `body` while it comes; closed at the end, which stops the service.

        Raise a `ProviderError` for a refusal and for what breaks before the answer begins.
        """
        async with self._sent("POST", path, json=body, params=params) as response:
            yield response

    def refused(
        self, status: int | None, headers: Mapping[str, str], body: object
    ) -> ProviderError:
        """What a refusal means."""
        refusal = Refusal(status=status, headers=headers, body=body)
        error = provider_error(self.provider.label, refusal, key=self.key)
        log.debug(
            "%s: %s, status %s, code %s, request %s",
            bare_url(self.base_url), type(error).__name__, error.status, error.code,
            error.request_id,
        )  # fmt: skip
        return error

    def told_in_stream(self, body: object, *, begun: bool) -> ProviderError:
        """What an error inside an answer means, before and after its first words."""
        refused = self.refused(None, {}, body)
        if begun:
            return broke_off(self.provider, refused, details=refused.details)
        return refused

    def cut(self, error: Exception, *, begun: bool) -> ProviderError:
        """What a broken connection means."""
        if begun:
            return broke_off(self.provider, error)
        return connection_failed(self.provider, self.base_url, error)

    def unreadable(
        self, error: Exception, *, begun: bool
    ) -> BadResponseError | InterruptedStreamError:
        """What bytes mean that are not the protocol's."""
        if begun:
            return broke_off(self.provider, error, details=type(error).__name__)
        label = self.provider.label
        return BadResponseError(
            label,
            f"{label} sent something that is not an answer. Press Retry, or choose another model.",
            details=type(error).__name__,
        )

    def wrong_address(self) -> ModelNotFoundError:
        """Something answers, but it does not speak this protocol."""
        usual = self.provider.base_url
        hint = f"it is usually {usual}" if usual else "it usually ends in /v1"
        return ModelNotFoundError(
            self.provider.label,
            f"Something answers at {bare_url(self.base_url)}, but it is not {self.provider.label}. "
            f"Check the address under Models & connections; {hint}.",
        )

    async def _whole(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, object] | None = None,
    ) -> object:
        async with self._sent(method, path, params=params, json=json) as response:
            try:
                body = await self._read(response)
            except httpx.HTTPError as error:
                raise self.cut(error, begun=False) from error
        payload = await _parsed(body)
        if isinstance(payload, str):
            raise self.wrong_address()
        return payload

    @asynccontextmanager
    async def _sent(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, object] | None = None,
    ) -> AsyncGenerator[httpx.Response, None]:
        request = self.client.build_request(
            method, f"{self.base_url}{path}", params=params or None, json=json, headers=self.headers
        )
        try:
            response = await self.client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise self.cut(error, begun=False) from error
        try:
            if not response.is_success:
                raise await self._refusal(response)
            yield response
        finally:
            await response.aclose()

    async def _refusal(self, response: httpx.Response) -> ProviderError:
        try:
            body = await self._read(response)
        except httpx.HTTPError:
            # The status alone says enough.
            body = b""
        return self.refused(response.status_code, response.headers, await _parsed(body))

    async def _read(self, response: httpx.Response) -> bytes:
        """The body, as far as anybody may make us read it."""
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > LONGEST_LIST:
                raise self.unreadable(ValueError("an answer that does not end"), begun=False)
        return bytes(body)

    def _authorisation(self) -> dict[str, str]:
        if self.key is None:
            return {}
        return {self.provider.auth_header: f"{self.provider.auth_scheme} {self.key}".strip()}

    def _refuse_unsendable(self) -> None:
        for name, value in self.headers.items():
            if not (value.isascii() and value.isprintable()):
                raise AuthenticationError(
                    self.provider.label,
                    f"The header {name} for {self.provider.label} has characters that cannot be "
                    "sent; a key never has. Paste it again under Models & connections.",
                )


async def _parsed(body: bytes) -> object:
    text = body.decode("utf-8", "replace")
    if len(body) > _READ_AT_ONCE:
        return await asyncio.to_thread(parsed, text)
    return parsed(text)
