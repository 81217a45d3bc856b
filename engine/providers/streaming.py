"""An answer over HTTP as it comes: payloads from bytes, deltas from payloads, failures as meant."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Protocol

import httpx

from engine.domain.calls import FinishReason
from engine.providers.base import ReasoningText, StreamEvent, TextDelta
from engine.providers.error_bodies import parsed
from engine.providers.service import Service
from engine.providers.sse import EventDecoder


class Reader(Protocol):
    """Takes the payloads of one answer in turn and keeps what its end has to say."""

    @property
    def begun(self) -> bool:
        """Whether anything was told yet."""

    @property
    def reason(self) -> FinishReason | None: ...

    def read(self, payload: Mapping[str, object]) -> list[TextDelta | ReasoningText]: ...

    def end(self) -> list[StreamEvent]: ...


class Decoder(Protocol):
    """Takes bytes cut anywhere. Raise `ValueError` for what its protocol does not have."""

    def feed(self, chunk: bytes) -> list[str]: ...

    def end(self) -> list[str]: ...


async def answered(
    service: Service, response: httpx.Response, reader: Reader, decoder: Decoder | None = None
) -> AsyncGenerator[StreamEvent, None]:
    """The events of `response`, whose payloads are JSON as `decoder` finds them, or a whole.

    Without a decoder of its own a service sends server-sent events.

    Raise a `ProviderError`. After the finish reason only figures can be missing: whatever breaks
    then, the answer is whole.
    """
    try:
        async with aclosing(_payloads(service, response, decoder or EventDecoder())) as payloads:
            async for payload in payloads:
                if payload.get("error"):
                    raise service.told_in_stream(payload, begun=reader.begun)
                for delta in reader.read(payload):
                    yield delta
    except httpx.HTTPError as error:
        if reader.reason is None:
            raise service.cut(error, begun=reader.begun) from error
    except (ValueError, RecursionError) as error:
        if reader.reason is None:
            raise service.unreadable(error, begun=reader.begun) from error
    for event in reader.end():
        yield event


def is_event_stream(headers: Mapping[str, str]) -> bool:
    """Some servers send events under odd names, so only what is surely something else is not."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind not in ("application/json", "text/html")


async def _payloads(
    service: Service, response: httpx.Response, decoder: Decoder
) -> AsyncGenerator[Mapping[str, object], None]:
    if not is_event_stream(response.headers):
        whole = parsed((await response.aread()).decode("utf-8", "replace"))
        if isinstance(whole, str):
            raise service.wrong_address()
        for payload in whole if isinstance(whole, list) else [whole]:
            yield _mapping(payload)
        return
    async for chunk in response.aiter_bytes():
        for event in decoder.feed(chunk):
            if event.strip() != "[DONE]":
                yield _mapping(json.loads(event))
    for event in decoder.end():
        if event.strip() != "[DONE]":
            yield _mapping(json.loads(event))


def _mapping(payload: object) -> Mapping[str, object]:
    return payload if isinstance(payload, Mapping) else {}
