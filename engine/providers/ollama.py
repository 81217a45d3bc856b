"""The adapter for Ollama's own protocol, which alone lets a request say how much context it needs.

Ollama gives a model a few thousand tokens unless told otherwise, and cuts longer prompts without
a word; its OpenAI-shaped endpoint has no field for it.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

import httpx

from engine.domain.calls import FinishReason
from engine.domain.constraints import Rung
from engine.domain.messages import ChatMessage
from engine.domain.providers import Dialect, ModelFacts, Provider
from engine.errors import ProviderError
from engine.providers.base import (
    Completion,
    Finished,
    ReasoningText,
    StreamEvent,
    TextDelta,
)
from engine.providers.chat_chunks import ChunkReader
from engine.providers.chat_request import constraint_fields
from engine.providers.cut_prompts import cut_note, fewest_tokens
from engine.providers.model_list import lists_models
from engine.providers.ndjson import LineDecoder
from engine.providers.overlay import merged
from engine.providers.service import Service
from engine.providers.streaming import answered

_OUTSIDE_OPTIONS: Final = frozenset({"think", "keep_alive", "format", "tools", "options"})
_ASKED_AT_ONCE: Final = 4


class Ollama:
    """One connection to one Ollama. `client` is shared; `base_url` is the server's root."""

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
        offered = self._provider.dialect.constraints
        return (*(rung for rung in Rung if rung in offered and rung is not Rung.PLAIN), Rung.PLAIN)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        body = chat_body(completion, self._provider.dialect)
        async with (
            self._service.streaming("/api/chat", body) as response,
            aclosing(answered(self._service, response, _Reader(), LineDecoder())) as events,
        ):
            async for event in events:
                if isinstance(event, Finished):
                    yield await self._seen(completion, event)
                else:
                    yield event

    async def models(self) -> tuple[ModelFacts, ...]:
        """The installed models that write text, with the longest context each was made for."""
        tags = await self._service.get("/api/tags")
        if not lists_models(tags):
            raise self._service.wrong_address()
        names = _names(tags)
        loaded = await self._loaded()
        turns = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def asked(name: str) -> ModelFacts | None:
            async with turns:
                shown = await self._shown(name)
            facts = _facts(self._provider.facts_of(name), shown)
            return facts and replace(facts, loaded=name in loaded)

        found = await asyncio.gather(*map(asked, names))
        return tuple(facts for facts in found if facts is not None)

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""

    async def _seen(self, completion: Completion, finished: Finished) -> Finished:
        """What a count that is too low means: a prompt that was cut, or one that was cached.

        Ollama may count only what it had not read before, so the room the model really has
        decides, which is asked for only then.
        """
        fewest, usage = fewest_tokens(completion), finished.usage
        if usage is None or not usage.input or usage.input >= fewest:
            return finished
        room = (await self._loaded()).get(completion.model) or completion.context_window
        if room is None:
            return finished
        if note := cut_note(self._provider.label, completion, window=room):
            return replace(finished, note=note)
        cached = fewest - usage.input
        return replace(finished, usage=replace(usage, input=fewest, cached=cached, estimated=True))

    async def _loaded(self) -> Mapping[str, int]:
        """The context of each loaded model, in tokens; 0 where an older Ollama does not say."""
        try:
            payload = await self._service.get("/api/ps")
        except ProviderError:
            return {}
        entries = _entries(payload)
        return {str(each.get("name")): _count(each.get("context_length")) for each in entries}

    async def _shown(self, name: str) -> Mapping[str, object]:
        """What the server says of a model; nothing where it does not, as imitations do not."""
        try:
            payload = await self._service.post("/api/show", {"model": name})
        except ProviderError:
            return {}
        return payload if isinstance(payload, Mapping) else {}


def chat_body(completion: Completion, dialect: Dialect) -> dict[str, object]:
    """The JSON to post to /api/chat; of the profile's extras, samplers go into `options`."""
    options = {
        "temperature": completion.temperature,
        "top_p": completion.top_p,
        "num_predict": completion.max_tokens,
        "num_ctx": completion.context_window,
    }
    body: dict[str, object] = {
        "model": completion.model,
        "messages": [_message(message) for message in completion.messages],
        "stream": True,
        "options": {name: value for name, value in options.items() if value is not None},
    }
    body = merged(body, dialect.extra_body)
    if completion.constraint is not None and completion.rung is not Rung.PLAIN:
        body = merged(body, dialect.constrained_body)
        body = merged(body, constraint_fields(completion.constraint, completion.rung, dialect))
    return merged(body, _placed(completion.extra_params))


def _message(message: ChatMessage) -> dict[str, object]:
    said: dict[str, object] = {"role": message.chat_role.value, "content": message.text}
    if message.images:
        said["images"] = [b64encode(image.data).decode() for image in message.images]
    return said


def _placed(extras: Mapping[str, object]) -> dict[str, object]:
    outside = {name: value for name, value in extras.items() if name in _OUTSIDE_OPTIONS}
    inside = {name: value for name, value in extras.items() if name not in _OUTSIDE_OPTIONS}
    return merged({"options": inside}, outside) if inside else outside


class _Reader:
    """Reads Ollama's lines as the chunks they correspond to."""

    def __init__(self) -> None:
        self._chunks = ChunkReader(("thinking",))

    @property
    def begun(self) -> bool:
        return self._chunks.begun

    @property
    def reason(self) -> FinishReason | None:
        return self._chunks.reason

    def read(self, payload: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        done = payload.get("done") is True
        choice = {
            "delta": payload.get("message"),
            "finish_reason": payload.get("done_reason") or "stop" if done else None,
        }
        return self._chunks.read({"choices": [choice], "usage": _usage(payload) if done else None})

    def end(self) -> list[StreamEvent]:
        return self._chunks.end()


def _usage(payload: Mapping[str, object]) -> dict[str, object]:
    counts = {
        "prompt_tokens": payload.get("prompt_eval_count"),
        "completion_tokens": payload.get("eval_count"),
    }
    return {name: count for name, count in counts.items() if count is not None}


def _facts(known: ModelFacts, shown: Mapping[str, object]) -> ModelFacts | None:
    """What `shown` adds to a model; None for one that writes no text."""
    listed = shown.get("capabilities")
    abilities = {str(each) for each in listed} if isinstance(listed, list) else set()
    if abilities and "completion" not in abilities:
        return None
    info = shown.get("model_info")
    lengths = [
        _count(value)
        for name, value in (info.items() if isinstance(info, Mapping) else ())
        if str(name).endswith(".context_length")
    ]
    tags = tuple(tag for tag in ("vision", "thinking") if tag in abilities)
    return replace(
        known,
        context_window=max(lengths, default=0) or known.context_window,
        tags=tuple(dict.fromkeys((*known.tags, *tags))),
        images="vision" in abilities if abilities else known.images,
    )


def _names(payload: object) -> Sequence[str]:
    found = (entry.get("model") or entry.get("name") for entry in _entries(payload))
    return [name for name in found if isinstance(name, str)]


def _entries(payload: object) -> list[Mapping[str, object]]:
    listed = payload.get("models") if isinstance(payload, Mapping) else None
    return (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
