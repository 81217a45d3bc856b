"""What one server says to plain GETs, each asked once and given up soon."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from engine.errors import ModelLoadingError
from engine.providers.classification import Refusal, provider_error

PATIENCE: Final = httpx.Timeout(2.0, connect=0.5)
_MOST_BYTES: Final = 4 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`body` is the JSON, or the text that was no JSON."""

    status: int
    body: object

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def wants_key(self) -> bool:
        """In JSON: what else lives on these ports says 403 to everything, with an empty body."""
        return self.status in (401, 403) and isinstance(self.body, Mapping)

    @property
    def loading(self) -> bool:
        if self.status != httpx.codes.SERVICE_UNAVAILABLE:
            return False
        refusal = Refusal(status=self.status, body=self.body)
        return isinstance(provider_error("", refusal), ModelLoadingError)

    def at(self, *path: str) -> object:
        """What stands at `path` in a good answer, None where there is nothing."""
        value = self.body if self.good else None
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def entries(self, name: str) -> list[Mapping[str, object]]:
        found = self.at(name)
        listed = found if isinstance(found, list) else []
        return [entry for entry in listed if isinstance(entry, Mapping)]


NO_ANSWER: Final = Answer(status=0, body=None)


@dataclass(slots=True)
class Port:
    """A server by its origin. It is shown no key; `client` follows no redirects."""

    client: httpx.AsyncClient
    origin: str
    patience: httpx.Timeout = field(default_factory=lambda: PATIENCE)
    _answers: dict[str, Answer] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        """Raise `httpx.HTTPError` where nobody answers, or not in time."""
        if path not in self._answers:
            self._answers[path] = await self._asked(path)
        return self._answers[path]

    async def _asked(self, path: str) -> Answer:
        try:
            async with (
                asyncio.timeout(self.patience.read),
                self.client.stream("GET", self.origin + path, timeout=self.patience) as response,
            ):
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _MOST_BYTES:
                        return NO_ANSWER
        except TimeoutError as error:
            raise httpx.ReadTimeout("it sends, but does not come to an end") from error
        return Answer(status=response.status_code, body=_read(bytes(body)))


def _read(body: bytes) -> object:
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
