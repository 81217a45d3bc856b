"""The adapter for AI Horde: volunteers' machines, asked through a queue that is polled.

Nothing is streamed and nothing can be held to a form. What it costs is kudos, never money.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

import httpx

from engine.domain.calls import FinishReason
from engine.domain.constraints import Rung
from engine.domain.providers import ModelFacts, Provider
from engine.errors import ModelNotFoundError, OverloadedError, ProviderError
from engine.providers.base import Completion, Finished, Queued, StreamEvent
from engine.providers.prompt_formats import ended, format_for, written
from engine.providers.service import Service
from engine.providers.thinking import ThinkingSplitter

ANONYMOUS: Final = "0000000000"
POLL_SECONDS: Final = 3.0
"""The answers are a second old, and sixty of them a minute are allowed."""

_DELETE_SECONDS: Final = 3.0
_BYTES_A_TOKEN: Final = 3.6
_OUTSIDE_PARAMS: Final = frozenset(
    {"workers", "worker_blacklist", "trusted_workers", "slow_workers", "allow_downgrade", "dry_run"}
)
_LENGTHS: Final = (16, 4096)
_CONTEXTS: Final = (80, 1_048_576)
_CONTEXT_STEP: Final = 1024
_USUAL_LENGTH: Final = 512


class Horde:
    """One connection to the horde; without a key an anonymous one, which waits longest."""

    def __init__(
        self,
        *,
        provider: Provider,
        base_url: str,
        key: str | None,
        client: httpx.AsyncClient,
        headers: Mapping[str, str] | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._provider = provider
        self._pause = pause
        self._anonymous = not (key or "").strip()
        self._service = Service(
            provider=provider,
            base_url=base_url,
            key=ANONYMOUS if self._anonymous else key,
            client=client,
            headers=headers,
        )

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return (Rung.PLAIN,)

    async def stream(self, completion: Completion) -> AsyncGenerator[StreamEvent, None]:
        submitted = _mapping(
            await self._service.post("/generate/text/async", request_body(completion))
        )
        id_ = submitted.get("id")
        if not isinstance(id_, str):
            raise self._service.unreadable(ValueError("no id"), begun=False)
        over = False
        try:
            while not (status := await self._status(id_)).get("done"):
                yield _place(status)
                await self._pause(POLL_SECONDS)
            over = True
        finally:
            if not over:
                await self._delete(id_)
        generation = self._generation(status)
        for event in _told(generation, completion.model):
            yield event
        yield Finished(
            reason=_reason(generation), request_id=id_, cost="0", note=self._price(submitted)
        )

    async def models(self) -> tuple[ModelFacts, ...]:
        """The models that volunteers serve now, the most served first."""
        listed = _mappings(await self._service.get("/status/models", {"type": "text"}))
        served = [each for each in listed if isinstance(each.get("name"), str)]
        served.sort(key=lambda each: -_number(each.get("count")))
        windows = await self._windows()
        return tuple(self._facts(str(each["name"]), windows) for each in served)

    async def credit(self) -> None:
        """Kudos are no money; but only this page tells a wrong key. Raise a `ProviderError`."""
        if self._anonymous:
            return
        try:
            await self._service.get("/find_user")
        except ModelNotFoundError as error:
            # A key that nobody has is a user that is not found.
            raise self._service.refused(401, {}, {"rc": "InvalidAPIKey"}) from error

    async def aclose(self) -> None:
        """Nothing to release: the HTTP client belongs to whoever made it."""

    async def _status(self, id_: str) -> Mapping[str, object]:
        """How a request fares. Raise what will never become an answer."""
        status = _mapping(await self._service.get(f"/generate/text/status/{id_}"))
        label = self._provider.label
        if status.get("faulted"):
            raise OverloadedError(
                label, f"A volunteer of {label} failed to answer. Press Retry for another one."
            )
        if status.get("is_possible") is False:
            raise ModelNotFoundError(
                label,
                f"Nobody at {label} serves this model with so long a prompt just now. Choose "
                "another model from its list, or lower the profile's context window.",
            )
        return status

    def _generation(self, status: Mapping[str, object]) -> Mapping[str, object]:
        found = _mappings(status.get("generations"))
        if not found or found[0].get("state") == "faulted":
            label = self._provider.label
            raise OverloadedError(
                label, f"A volunteer of {label} failed to answer. Press Retry for another one."
            )
        return found[0]

    async def _delete(self, id_: str) -> None:
        """Take a request out of the queue, so that no volunteer works for nobody."""
        with suppress(ProviderError, TimeoutError):
            async with asyncio.timeout(_DELETE_SECONDS):
                await self._service.delete(f"/generate/text/status/{id_}")

    async def _windows(self) -> Mapping[str, int]:
        """The longest context that a volunteer offers for each model; nothing if nobody says."""
        try:
            workers = _mappings(await self._service.get("/workers", {"type": "text"}))
        except ProviderError:
            return {}
        windows: dict[str, int] = {}
        for worker in workers:
            longest = int(_number(worker.get("max_context_length")))
            models = worker.get("models")
            for model in models if isinstance(models, list) else []:
                windows[str(model)] = max(longest, windows.get(str(model), 0))
        return windows

    def _facts(self, model: str, windows: Mapping[str, int]) -> ModelFacts:
        known = self._provider.facts_of(model)
        window = windows.get(model) or known.context_window
        return replace(known, context_window=window)

    def _price(self, submitted: Mapping[str, object]) -> str:
        """What it costs those who have an account."""
        kudos = _number(submitted.get("kudos"))
        if self._anonymous or not kudos:
            return ""
        return f"This answer cost about {kudos:,.0f} kudos."


def request_body(completion: Completion) -> dict[str, object]:
    """The JSON to submit. No more context is asked for than needed: fewer volunteers have more."""
    form = format_for(completion.model)
    prompt = written(completion.messages, form)
    length = _within(_LENGTHS, completion.max_tokens or _USUAL_LENGTH)
    values: dict[str, object] = {
        "max_length": length,
        "max_context_length": _context(prompt, length, completion.context_window),
        "stop_sequence": list(form.stops),
        "temperature": completion.temperature,
        "top_p": completion.top_p,
    }
    extras = completion.extra_params
    params = {name: value for name, value in values.items() if value is not None}
    params |= {name: value for name, value in extras.items() if name not in _OUTSIDE_PARAMS}
    outside = {name: value for name, value in extras.items() if name in _OUTSIDE_PARAMS}
    return {"prompt": prompt, "params": params, "models": [completion.model], **outside}


def _context(prompt: str, length: int, window: int | None) -> int:
    needed = int(len(prompt.encode()) / _BYTES_A_TOKEN) + length
    rounded = -(-needed // _CONTEXT_STEP) * _CONTEXT_STEP
    return _within(_CONTEXTS, min(rounded, window) if window else rounded)


def _within(limits: tuple[int, int], value: int) -> int:
    least, most = limits
    return max(least, min(most, value))


def _place(status: Mapping[str, object]) -> Queued:
    place, seconds = status.get("queue_position"), status.get("wait_time")
    return Queued(
        place=int(_number(place)) if place is not None else None,
        seconds=_number(seconds) if seconds is not None else None,
    )


def _told(generation: Mapping[str, object], model: str) -> list[StreamEvent]:
    """The answer without its thoughts, which come apart, and without what it invented after it."""
    if _reason(generation) is FinishReason.FILTERED:
        return []
    text = ended(str(generation.get("text") or ""), format_for(model))
    splitter = ThinkingSplitter()
    return [*splitter.feed(text), *splitter.end()]


def _reason(generation: Mapping[str, object]) -> FinishReason:
    censored = generation.get("state") == "censored"
    return FinishReason.FILTERED if censored else FinishReason.STOP


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return max(0.0, float(value)) if is_number else 0.0  # type: ignore[arg-type]


def _mapping(payload: object) -> Mapping[str, object]:
    return payload if isinstance(payload, Mapping) else {}


def _mappings(payload: object) -> list[Mapping[str, object]]:
    listed = payload if isinstance(payload, list) else []
    return [each for each in listed if isinstance(each, Mapping)]
