"""The adapter for KoboldCPP: chat through its OpenAI-shaped endpoint, all else through its own.

Its own generate/stream takes a bare prompt, so that every caller would have to know the model's
chat template; the chat endpoint applies the template that KoboldCPP found in the model, streams
alike, tells thoughts apart, and takes the same samplers, grammar and `genkey`. Only its own API
has what else is needed: abort, the context it really runs with, and which model is loaded.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Final

import httpx

from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.errors import ProviderError
from engine.providers.base import Completion, Finished, StreamEvent
from engine.providers.cut_prompts import cut_note
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.service import Service

_ABORT_SECONDS: Final = 2.0
_NO_MODEL: Final = frozenset({"", "inactive"})


def _new_key() -> str:
    return f"TRIPTYCH{secrets.token_hex(4)}"


class KoboldCpp:
    """One connection to one KoboldCPP. `client` is shared; `base_url` is the server's root."""

    def __init__(
        self,
        *,
        provider: Provider,
        base_url: str,
        key: str | None,
        client: httpx.AsyncClient,
        headers: Mapping[str, str] | None = None,
        new_key: Callable[[], str] = _new_key,
    ) -> None:
        """`new_key` names a request, so that stopping it stops nobody else's."""
        self._provider = provider
        self._new_key = new_key
        self._service = Service(
            provider=provider, base_url=base_url, key=key, client=client, headers=headers
        )
        self._chat = OpenAICompatible(
            provider=provider,
            base_url=f"{self._service.base_url}/v1",
            key=key,
            client=client,
            headers=headers,
        )

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return self._chat.rungs

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        key = self._new_key()
        named = replace(completion, extra_params={"genkey": key, **completion.extra_params})
        try:
            async with aclosing(self._chat.stream(named)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        yield replace(event, note=await self._note(completion))
                    else:
                        yield event
        except (asyncio.CancelledError, GeneratorExit):
            await self._abort(key)
            raise

    async def models(self) -> tuple[ModelFacts, ...]:
        """The loaded model with the context it runs with; () while none is loaded."""
        await self._require_key()
        payload = await self._service.get("/api/v1/model")
        if not isinstance(payload, Mapping) or "result" not in payload:
            raise self._service.wrong_address()
        name = str(payload["result"] or "").removeprefix("koboldcpp/")
        if name in _NO_MODEL:
            return ()
        known = self._provider.facts_of(name)
        window = await self._window()
        longest = window or known.context_window
        return (replace(known, context_window=longest, running_window=window, loaded=True),)

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""

    async def _note(self, completion: Completion) -> str:
        """Whether the prompt was cut: KoboldCPP drops its beginning without an error."""
        window = await self._window()
        return cut_note(self._provider.label, completion, window=window) if window else ""

    async def _window(self) -> int | None:
        try:
            payload = await self._service.get("/api/extra/true_max_context_length")
        except ProviderError:
            return None
        value = payload.get("value") if isinstance(payload, Mapping) else None
        return value if isinstance(value, int) and value > 0 else None

    async def _require_key(self) -> None:
        """Its pages can be read without the password that generating asks for."""
        if self._service.key is not None:
            return
        version = await self._service.get("/api/extra/version")
        if isinstance(version, Mapping) and version.get("protected"):
            raise self._service.refused(401, {}, {"detail": {"error": "Unauthorized"}})

    async def _abort(self, key: str) -> None:
        """Closing the stream is enough where the server notices; this is enough everywhere."""
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(_ABORT_SECONDS):
                await self._service.post("/api/extra/abort", {"genkey": key})
