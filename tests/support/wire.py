"""Answers as a server sends them, for adapters under test."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing

import httpx

from engine.domain.ids import ProviderId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Dialect, Provider
from engine.providers.base import Adapter, Completion, Finished, ReasoningText, TextDelta
from engine.providers.openai_compatible import OpenAICompatible

DONE = b"data: [DONE]\n\n"
KEY = "sk-test-0123456789"


def a_provider(dialect: Dialect | None = None, **fields: object) -> Provider:
    return Provider(
        id=ProviderId("acme"),
        label="Acme",
        adapter="openai_compatible",
        dialect=dialect or Dialect(),
        **fields,  # type: ignore[arg-type]
    )


def a_completion(text: str = "Go on.", **fields: object) -> Completion:
    message = ChatMessage(chat_role=ChatRole.USER, text=text)
    return Completion(model="acme-1", messages=(message,), **fields)  # type: ignore[arg-type]


def frame(value: object) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def delta(reason: str | None = None, **fields: object) -> bytes:
    """A frame with one choice whose delta has `fields`."""
    choice = {"index": 0, "delta": fields, "finish_reason": reason}
    return frame({"id": "chat-1", "choices": [choice]})


def usage(**counts: object) -> bytes:
    return frame({"id": "chat-1", "choices": [], "usage": counts})


class Body(httpx.AsyncByteStream):
    """A response's body piece by piece; a piece that is an exception breaks the connection."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self._pieces = pieces
        self.ended = False
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece
        self.ended = True

    async def aclose(self) -> None:
        self.closed = True


def streamed(*pieces: bytes | Exception) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Body(pieces))


class Server:
    """Answers every request with `answer` and remembers what it was asked."""

    def __init__(self, answer: httpx.Response | Exception) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    @property
    def body(self) -> dict[str, object]:
        """The JSON of the only request."""
        (request,) = self.requests
        return json.loads(request.content)


def connected(
    server: Callable[[httpx.Request], httpx.Response], provider: Provider | None = None, **fields
) -> OpenAICompatible:
    """An adapter whose requests go to `server` instead of a network."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    fields = {"key": KEY, "base_url": "https://acme.test/v1", **fields}
    return OpenAICompatible(provider=provider or a_provider(), client=client, **fields)


async def events_of(adapter: Adapter, completion: Completion | None = None) -> list:
    async with aclosing(adapter.stream(completion or a_completion())) as events:
        return [event async for event in events]


def text_in(events: Sequence[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def thoughts_in(events: Sequence[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, ReasoningText))


def end_of(events: Sequence[object]) -> Finished:
    assert isinstance(events[-1], Finished)
    assert not any(isinstance(event, Finished) for event in events[:-1])
    return events[-1]
