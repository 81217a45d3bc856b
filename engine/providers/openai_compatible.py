"""The adapter for every service that speaks the OpenAI chat protocol."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import httpx

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.errors import (
    AuthenticationError,
    BadResponseError,
    InterruptedStreamError,
    ModelNotFoundError,
    ProviderError,
)
from engine.providers.base import Completion, ReasoningText, StreamEvent, TextDelta
from engine.providers.chat_chunks import ChunkReader
from engine.providers.chat_request import request_body
from engine.providers.classification import Refusal, provider_error, request_id
from engine.providers.error_bodies import parsed
from engine.providers.model_list import models_in
from engine.providers.unreachable import broke_off, connection_failed

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI, AsyncStream

NO_KEY = "none"
"""Sent where there is no key: the SDK refuses to send nothing."""


class OpenAICompatible:
    """One connection to one service. `client` is shared and stays open; `base_url` ends in `/v1`.

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
        self._provider = provider
        self._base_url = base_url.rstrip("/")
        self._key = (key or "").strip() or None
        self._client = client
        self._headers = {**provider.headers, **(headers or {}), **self._authorisation()}
        self._refuse_unsendable()
        self._sdk: AsyncOpenAI | None = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        offered = self._provider.dialect.constraints
        return (*(rung for rung in Rung if rung in offered and rung is not Rung.PLAIN), Rung.PLAIN)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        dialect = self._provider.dialect
        chunks = await self._post(request_body(completion, dialect))
        reader = ChunkReader(dialect.reasoning_fields, request_id(chunks.response.headers))
        async with chunks, aclosing(self._deltas(chunks, reader)) as deltas:
            async for delta in deltas:
                yield delta
        for event in reader.end():
            yield event

    async def models(self) -> tuple[ModelFacts, ...]:
        try:
            response = await self._client.get(f"{self._base_url}/models", headers=self._headers)
        except httpx.HTTPError as error:
            raise connection_failed(self._provider, self._base_url, error) from error
        payload = parsed(response.text)
        if not response.is_success:
            raise self._refused(response.status_code, response.headers, payload)
        if isinstance(payload, str):
            raise self._wrong_address()
        return models_in(payload, self._provider)

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""

    async def _post(self, body: Mapping[str, object]) -> "AsyncStream[object]":
        if self._sdk is None:
            self._sdk = await asyncio.to_thread(self._opened_sdk)
        import openai

        try:
            return await self._sdk.post(
                "/chat/completions",
                # As plain data: what services add to the protocol's own types is wanted too.
                cast_to=object,
                body=body,
                stream=True,
                stream_cls=openai.AsyncStream[object],
            )
        except openai.APIStatusError as error:
            answer = error.response
            raise self._refused(answer.status_code, answer.headers, parsed(answer.text)) from error
        except openai.APIConnectionError as error:
            raise connection_failed(self._provider, self._base_url, error) from error

    def _opened_sdk(self) -> "AsyncOpenAI":
        load_sdk()
        import openai

        sdk = openai.AsyncOpenAI(
            api_key=self._key or NO_KEY,
            base_url=self._base_url,
            default_headers=self._headers,
            max_retries=0,
            # The SDK takes an httpx client as well, but its types name only its own fork of httpx.
            http_client=cast("Any", self._client),
        )
        # Read from the environment, and no business of any service but the one they were set for.
        sdk.organization = sdk.project = None
        return sdk

    async def _deltas(
        self, chunks: "AsyncStream[object]", reader: ChunkReader
    ) -> AsyncGenerator[TextDelta | ReasoningText, None]:
        import openai

        try:
            if not _is_event_stream(chunks.response.headers):
                for delta in reader.read(self._whole_answer(await chunks.response.aread())):
                    yield delta
                return
            async for chunk in chunks:
                for delta in reader.read(chunk if isinstance(chunk, Mapping) else {}):
                    yield delta
        except (openai.APIConnectionError, httpx.HTTPError) as error:
            # After the finish reason only figures are missing: the answer is whole.
            if reader.reason is None:
                raise self._cut(reader, error) from error
        except openai.APIError as error:
            raise self._told_in_stream(reader, error) from error
        except ValueError as error:
            raise self._unreadable(reader, error) from error

    def _whole_answer(self, body: bytes) -> Mapping[str, object]:
        """The answer of a server that does not stream. Raise what it says instead of one."""
        payload = parsed(body.decode("utf-8", "replace"))
        if not isinstance(payload, Mapping):
            raise self._wrong_address()
        if payload.get("error"):
            raise self._refused(None, {}, payload)
        return payload

    def _authorisation(self) -> dict[str, str]:
        if self._key is None:
            return {}
        return {self._provider.auth_header: f"{self._provider.auth_scheme} {self._key}".strip()}

    def _refuse_unsendable(self) -> None:
        for name, value in self._headers.items():
            if not (value.isascii() and value.isprintable()):
                raise AuthenticationError(
                    self._provider.label,
                    f"The header {name} for {self._provider.label} has characters that cannot be "
                    "sent; a key never has. Paste it again under Models & connections.",
                )

    def _refused(
        self, status: int | None, headers: Mapping[str, str], body: object
    ) -> ProviderError:
        refusal = Refusal(status=status, headers=headers, body=body)
        return provider_error(self._provider.label, refusal, key=self._key)

    def _told_in_stream(self, reader: ChunkReader, error: "APIError") -> ProviderError:
        refused = self._refused(None, {}, {"error": error.body})
        if reader.begun:
            return broke_off(self._provider, refused, details=refused.details)
        return refused

    def _cut(self, reader: ChunkReader, error: Exception) -> ProviderError:
        if reader.begun:
            return broke_off(self._provider, error)
        return connection_failed(self._provider, self._base_url, error)

    def _unreadable(
        self, reader: ChunkReader, error: ValueError
    ) -> BadResponseError | InterruptedStreamError:
        if reader.begun:
            return broke_off(self._provider, error, details=type(error).__name__)
        label = self._provider.label
        return BadResponseError(
            label,
            f"{label} sent something that is not an answer. Press Retry, or choose another model.",
            details=type(error).__name__,
        )

    def _wrong_address(self) -> ModelNotFoundError:
        return ModelNotFoundError(
            self._provider.label,
            f"Something answers at {self._base_url}, but it is not {self._provider.label}. Check "
            "the address under Models & connections; it usually ends in /v1.",
        )


def load_sdk() -> None:
    """Import the SDK, which takes more than a second: call it in a worker thread."""
    import_module("openai")


def _is_event_stream(headers: Mapping[str, str]) -> bool:
    """Some servers send events under odd names, so only what is surely something else is not."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind not in ("application/json", "text/html")
