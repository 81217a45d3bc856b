"""The adapter for Gemini's own protocol, which tells block reasons and thoughts apart."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from urllib.parse import quote

import httpx

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.providers.base import Completion, StreamEvent
from engine.providers.classification import request_id
from engine.providers.dialects import dialect_of, sent_name
from engine.providers.google_chunks import GeminiReader
from engine.providers.google_request import request_body
from engine.providers.model_pages import PAGE, paged_models
from engine.providers.service import Service
from engine.providers.streaming import answered


class GoogleGenAI:
    """One connection to Gemini. `client` is shared and stays open; `base_url` ends in `/v1beta`."""

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
            provider=provider,
            # What connections were set up with while they spoke the OpenAI protocol to Gemini.
            base_url=base_url.rstrip("/").removesuffix("/openai"),
            key=key,
            client=client,
            headers=headers,
        )

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return (Rung.NATIVE, Rung.JSON, Rung.PLAIN)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        dialect = dialect_of(self._provider, completion.model)
        model = quote(sent_name(completion.model, dialect).removeprefix("models/"), safe="")
        path, body = f"/models/{model}:streamGenerateContent", request_body(completion, dialect)
        async with self._service.streaming(path, body, {"alt": "sse"}) as response:
            reader = GeminiReader(self._provider.label, request_id(response.headers))
            async with aclosing(answered(self._service, response, reader)) as events:
                async for event in events:
                    yield event

    async def models(self) -> tuple[ModelFacts, ...]:
        """The models that write text."""
        query = {"pageSize": PAGE}
        return await paged_models(self._service, query, offered=_writers, following=_following)

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""


def _following(page: object) -> dict[str, str]:
    token = page.get("nextPageToken") if isinstance(page, Mapping) else None
    return {"pageToken": token} if isinstance(token, str) and token else {}


def _writers(page: object) -> list[object]:
    entries = page.get("models") if isinstance(page, Mapping) else None
    return [each for each in entries if _writes(each)] if isinstance(entries, list) else []


def _writes(entry: object) -> bool:
    methods = entry.get("supportedGenerationMethods") if isinstance(entry, Mapping) else None
    return not isinstance(methods, list) or "generateContent" in methods
