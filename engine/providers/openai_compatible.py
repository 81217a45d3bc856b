"""The adapter for every service that speaks the OpenAI chat protocol."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

import httpx

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.providers.base import Completion, ReasoningText, StreamEvent, TextDelta
from engine.providers.chat_chunks import ChunkReader
from engine.providers.chat_request import request_body
from engine.providers.classification import request_id
from engine.providers.credit import credit_in
from engine.providers.dialects import dialect_of, sent_name
from engine.providers.error_bodies import parsed
from engine.providers.listing import listed_models
from engine.providers.service import Service
from engine.providers.streaming import is_event_stream

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream, Omit

NO_KEY = "none"
"""Sent where there is no key: the SDK refuses to send nothing."""

BESIDE_THE_BODY: Final = ("extra_query", "extra_headers")


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
        self._service = Service(
            provider=provider, base_url=base_url, key=key, client=client, headers=headers
        )
        self._sdk: AsyncOpenAI | None = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        offered = self._provider.dialect.constraints
        return (*(rung for rung in Rung if rung in offered and rung is not Rung.PLAIN), Rung.PLAIN)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        dialect = dialect_of(self._provider, completion.model)
        chunks = await self._post(completion.model, request_body(completion, dialect))
        reader = ChunkReader(dialect.reasoning_fields, request_id(chunks.response.headers))
        async with chunks, aclosing(self._deltas(chunks, reader)) as deltas:
            async for delta in deltas:
                yield delta
        for event in reader.end():
            yield event

    async def models(self) -> tuple[ModelFacts, ...]:
        return await listed_models(self._service, self._provider)

    async def credit(self) -> Decimal | None:
        """US dollars left on the account; None where the service does not say.

        Raise a `ProviderError`.
        """
        for source in self._provider.dialect.credit:
            answer = await self._service.get(source.path)
            if (left := credit_in(answer, source)) is not None:
                return left
        return None

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""

    async def _post(self, model: str, body: Mapping[str, object]) -> "AsyncStream[object]":
        if self._sdk is None:
            self._sdk = await asyncio.to_thread(self._opened_sdk)
        import openai

        dialect = self._provider.dialect
        # As the SDK calls what a profile sends beside the body.
        query, headers = (_beside(body, name) for name in BESIDE_THE_BODY)
        body = {name: value for name, value in body.items() if name not in BESIDE_THE_BODY}
        name = quote(sent_name(model, dialect), safe="")
        try:
            return await self._sdk.post(
                dialect.chat_path.replace("{model}", name),
                # As plain data: what services add to the protocol's own types is wanted too.
                cast_to=object,
                body=body,
                options={
                    "params": {**dialect.query, **query},
                    "headers": {**self._without_bearer(openai.Omit()), **headers},
                },
                stream=True,
                stream_cls=openai.AsyncStream[object],
            )
        except openai.APIStatusError as error:
            answer = error.response
            said = parsed(answer.text)
            raise self._service.refused(answer.status_code, answer.headers, said) from error
        except openai.APIConnectionError as error:
            raise self._service.cut(error, begun=False) from error

    def _opened_sdk(self) -> "AsyncOpenAI":
        load_sdk()
        import openai

        sdk = openai.AsyncOpenAI(
            api_key=self._service.key or NO_KEY,
            base_url=self._service.base_url,
            default_headers=self._service.headers,
            max_retries=0,
            # The SDK takes an httpx client as well, but its types name only its own fork of httpx.
            http_client=cast("Any", self._service.client),
        )
        # Read from the environment, and no business of any service but the one they were set for.
        sdk.organization = sdk.project = None
        return sdk

    def _without_bearer(self, omit: "Omit") -> dict[str, "str | Omit"]:
        """The SDK's own header is left out where the key stands in another one."""
        elsewhere = self._provider.auth_header.lower() != "authorization"
        return {"Authorization": omit} if self._service.key and elsewhere else {}

    async def _deltas(
        self, chunks: "AsyncStream[object]", reader: ChunkReader
    ) -> AsyncGenerator[TextDelta | ReasoningText, None]:
        import openai

        try:
            if not is_event_stream(chunks.response.headers):
                for delta in reader.read(self._whole_answer(await chunks.response.aread())):
                    yield delta
                return
            async for chunk in chunks:
                for delta in reader.read(chunk if isinstance(chunk, Mapping) else {}):
                    yield delta
        except (openai.APIConnectionError, httpx.HTTPError) as error:
            # After the finish reason only figures are missing: the answer is whole.
            if reader.reason is None:
                raise self._service.cut(error, begun=reader.begun) from error
        except openai.APIError as error:
            told = {"error": error.body}
            raise self._service.told_in_stream(told, begun=reader.begun) from error
        except (ValueError, RecursionError) as error:
            raise self._service.unreadable(error, begun=reader.begun) from error

    def _whole_answer(self, body: bytes) -> Mapping[str, object]:
        """The answer of a server that does not stream. Raise what it says instead of one."""
        payload = parsed(body.decode("utf-8", "replace"))
        if not isinstance(payload, Mapping):
            raise self._service.wrong_address()
        if payload.get("error"):
            raise self._service.refused(None, {}, payload)
        return payload


def load_sdk() -> None:
    """Import the SDK, which takes more than a second: call it in a worker thread."""
    import_module("openai")


def _beside(body: Mapping[str, object], name: str) -> Mapping[str, str]:
    said = body.get(name)
    return (
        {str(key): str(value) for key, value in said.items()} if isinstance(said, Mapping) else {}
    )
