"""The adapter for Anthropic's own protocol."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

import httpx

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.providers.anthropic_events import MessageReader
from engine.providers.anthropic_request import request_body
from engine.providers.base import Completion, StreamEvent
from engine.providers.classification import request_id
from engine.providers.dialects import dialect_of
from engine.providers.model_pages import PAGE, paged_models
from engine.providers.service import Service
from engine.providers.streaming import answered


class Anthropic:
    """One connection to Anthropic. `client` is shared and stays open; `base_url` ends in `/v1`."""

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

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return (Rung.JSON, Rung.TOOL, Rung.PLAIN)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        body = request_body(completion, dialect_of(self._provider, completion.model))
        async with self._service.streaming("/messages", body) as response:
            reader = MessageReader(request_id(response.headers))
            async with aclosing(answered(self._service, response, reader)) as events:
                async for event in events:
                    yield event

    async def models(self) -> tuple[ModelFacts, ...]:
        """The models that are not retired."""
        query = {"limit": PAGE}
        return await paged_models(self._service, query, offered=_offered, following=_following)

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""


def _following(page: object) -> dict[str, str]:
    last = page.get("last_id") if isinstance(page, Mapping) and page.get("has_more") else None
    return {"after_id": str(last)} if last else {}


def _offered(page: object) -> list[object]:
    entries = page.get("data") if isinstance(page, Mapping) else None
    return [each for each in entries if not _retired(each)] if isinstance(entries, list) else []


def _retired(entry: object) -> bool:
    return isinstance(entry, Mapping) and entry.get("lifecycle") == "retired"
