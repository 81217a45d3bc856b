"""Reading the chunks of a streamed chat answer in the OpenAI shape, with all its variants. Pure."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite

from engine.domain.calls import FinishReason, Usage
from engine.providers.base import Finished, ReasoningText, StreamEvent, TextDelta
from engine.providers.thinking import ThinkingSplitter

_REASONS = {
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
    "safety": FinishReason.FILTERED,
    "refusal": FinishReason.FILTERED,
    "error": FinishReason.INTERRUPTED,
    "abort": FinishReason.INTERRUPTED,
    "cancelled": FinishReason.INTERRUPTED,
}


class ChunkReader:
    """Takes the chunks of one answer in turn and keeps what its end has to say.

    `reasoning_fields` names where thoughts may be, best first; the first filled one of a chunk
    counts, so that a thought sent under two names is told once.
    """

    def __init__(self, reasoning_fields: Sequence[str], request_id: str | None = None) -> None:
        self.begun = False
        """Whether anything was told yet."""
        self.reason: FinishReason | None = None
        self._reasoning_fields = reasoning_fields
        self._splitter = ThinkingSplitter()
        self._thoughts_apart = False
        self._usage: Usage | None = None
        self._cost: str | None = None
        self._request_id = request_id

    def read(self, chunk: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        """The deltas in one chunk; a whole message in the place of a delta is taken as well."""
        self._note_end(chunk)
        deltas: list[TextDelta | ReasoningText] = []
        for choice in _mappings(chunk.get("choices"))[:1]:
            self._note_reason(choice.get("finish_reason"))
            delta = choice.get("delta") or choice.get("message")
            if isinstance(delta, Mapping):
                deltas += self._deltas(delta)
        self.begun = self.begun or bool(deltas)
        return deltas

    def end(self) -> list[StreamEvent]:
        """What was held back, and how it all ended: interrupted unless the provider said more."""
        return [
            *self._apart(self._splitter.end()),
            Finished(
                reason=self.reason or FinishReason.INTERRUPTED,
                usage=self._usage,
                request_id=self._request_id,
                cost=self._cost,
            ),
        ]

    def _deltas(self, delta: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        deltas: list[TextDelta | ReasoningText] = []
        if thought := next(filter(None, map(_text, map(delta.get, self._reasoning_fields))), ""):
            self._thoughts_apart = self._splitter.has_thought = True
            deltas.append(ReasoningText(text=thought))
        if _text(delta.get("refusal")):
            self.reason = FinishReason.FILTERED
        text = _text(delta.get("content")) + _tool_arguments(delta.get("tool_calls"))
        return deltas + self._apart(self._splitter.feed(text))

    def _apart(self, deltas: list[TextDelta | ReasoningText]) -> list[TextDelta | ReasoningText]:
        """`deltas` without the thoughts that already came in a field of their own."""
        if not self._thoughts_apart:
            return deltas
        return [delta for delta in deltas if isinstance(delta, TextDelta)]

    def _note_reason(self, reason: object) -> None:
        if isinstance(reason, str) and reason and self.reason is not FinishReason.FILTERED:
            self.reason = _REASONS.get(reason.lower(), FinishReason.STOP)

    def _note_end(self, chunk: Mapping[str, object]) -> None:
        if self._request_id is None:
            self._request_id = _text(chunk.get("id")) or None
        usage = chunk.get("usage")
        if isinstance(usage, Mapping) and usage:
            self._usage = usage_of(usage)
            self._cost = _cost(usage.get("cost")) or self._cost


def usage_of(usage: Mapping[str, object]) -> Usage:
    """The normal form of a `usage` object.

    Some services count thoughts in the total but not in the completion (Gemini's OpenAI shape,
    xAI); what the total has above its parts is output as well. DeepSeek says beside the details
    how much came from its cache.
    """
    input_, output = count(usage.get("prompt_tokens")), count(usage.get("completion_tokens"))
    hidden = max(0, count(usage.get("total_tokens")) - input_ - output)
    reasoning = _detail(usage, "completion_tokens_details", "reasoning_tokens") or hidden
    cached = min(
        input_,
        _detail(usage, "prompt_tokens_details", "cached_tokens")
        or count(usage.get("prompt_cache_hit_tokens")),
    )
    written = _detail(usage, "prompt_tokens_details", "cache_write_tokens")
    return Usage(
        input=input_,
        output=output + hidden,
        cached=cached,
        reasoning=min(output + hidden, reasoning),
        cache_write=min(input_ - cached, written),
    )


def _detail(usage: Mapping[str, object], group: str, name: str) -> int:
    details = usage.get(group)
    return count(details.get(name)) if isinstance(details, Mapping) else 0


def count(value: object) -> int:
    """A number of tokens; 0 for anything that is none."""
    return max(0, int(value)) if isinstance(value, int | float) and isfinite(value) else 0


def _cost(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return format(Decimal(str(value)), "f")


def _text(value: object) -> str:
    """A text, also where it comes as a list of typed parts."""
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in _mappings(value))
    return value if isinstance(value, str) else ""


def _tool_arguments(calls: object) -> str:
    """The arguments of the forced tool. Only the first call counts; a missing index is the first."""
    first = [call for call in _mappings(calls) if not call.get("index")][:1]
    functions = [call.get("function") for call in first]
    return "".join(
        _arguments(function.get("arguments"))
        for function in functions
        if isinstance(function, Mapping)
    )


def _arguments(value: object) -> str:
    return json.dumps(value) if isinstance(value, Mapping) else _text(value)


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
