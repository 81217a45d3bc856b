"""Reading the events of a streamed message of Anthropic's. Pure."""

from collections.abc import Mapping

from engine.domain.calls import FinishReason, Usage
from engine.providers.base import Finished, ReasoningText, StreamEvent, TextDelta
from engine.providers.chat_chunks import count
from engine.providers.thinking import ThinkingSplitter

_REASONS = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "tool_use": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "refusal": FinishReason.FILTERED,
}
_TEXTS = {"text_delta": "text", "input_json_delta": "partial_json"}


class MessageReader:
    """Takes the events of one message in turn and keeps what its end has to say.

    A stop reason that is not known is no proof of an end: the answer counts as interrupted.
    """

    def __init__(self, request_id: str | None = None) -> None:
        self.begun = False
        self.reason: FinishReason | None = None
        self._splitter = ThinkingSplitter()
        self._counts: dict[str, object] = {}
        self._is_counted = False
        self._request_id = request_id

    def read(self, payload: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        """The deltas in one event; a whole message in the place of events is taken as well."""
        deltas: list[TextDelta | ReasoningText] = []
        match payload.get("type"):
            case "message_start":
                self._note_message(payload.get("message"))
            case "content_block_start":
                deltas = self._block(payload.get("content_block"))
            case "content_block_delta":
                deltas = self._delta(payload.get("delta"))
            case "message_delta":
                self._note_end(payload.get("delta"), payload.get("usage"))
            case "message":
                deltas = self._whole(payload)
            case _:
                pass
        self.begun = self.begun or bool(deltas)
        return deltas

    def end(self) -> list[StreamEvent]:
        """What was held back, and how it all ended."""
        return [
            *self._splitter.end(),
            Finished(
                reason=self.reason or FinishReason.INTERRUPTED,
                usage=usage_of(self._counts) if self._is_counted else None,
                request_id=self._request_id,
            ),
        ]

    def _whole(self, message: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        self._note_message(message)
        self._note_end(message, message.get("usage"))
        content = message.get("content")
        blocks = content if isinstance(content, list) else []
        return [delta for block in blocks for delta in self._block(block)]

    def _block(self, block: object) -> list[TextDelta | ReasoningText]:
        """What a block begins with; most begin empty."""
        if not isinstance(block, Mapping):
            return []
        if block.get("type") == "thinking":
            return self._thought(block.get("thinking"))
        return self._told(block.get("text"))

    def _delta(self, delta: object) -> list[TextDelta | ReasoningText]:
        if not isinstance(delta, Mapping):
            return []
        if delta.get("type") == "thinking_delta":
            return self._thought(delta.get("thinking"))
        return self._told(delta.get(_TEXTS.get(str(delta.get("type")), "")))

    def _thought(self, text: object) -> list[TextDelta | ReasoningText]:
        if not isinstance(text, str) or not text:
            return []
        self._splitter.has_thought = True
        return [ReasoningText(text=text)]

    def _told(self, text: object) -> list[TextDelta | ReasoningText]:
        return self._splitter.feed(text) if isinstance(text, str) else []

    def _note_message(self, message: object) -> None:
        if not isinstance(message, Mapping):
            return
        if self._request_id is None and isinstance(message.get("id"), str):
            self._request_id = str(message["id"])
        self._note_usage(message.get("usage"))

    def _note_end(self, delta: object, usage: object) -> None:
        reason = delta.get("stop_reason") if isinstance(delta, Mapping) else None
        if isinstance(reason, str):
            self.reason = _REASONS.get(reason, FinishReason.INTERRUPTED)
        # The first count of the output is that of its first token.
        self._is_counted = self._note_usage(usage) or self._is_counted

    def _note_usage(self, usage: object) -> bool:
        if not isinstance(usage, Mapping) or not usage:
            return False
        self._counts |= {str(name): value for name, value in usage.items() if value is not None}
        return True


def usage_of(usage: Mapping[str, object]) -> Usage:
    """The normal form of a `usage` object, which counts the cache apart from the input."""
    cached = count(usage.get("cache_read_input_tokens"))
    written = count(usage.get("cache_creation_input_tokens"))
    output = count(usage.get("output_tokens"))
    details = usage.get("output_tokens_details")
    thoughts = [
        count(details.get(name)) if isinstance(details, Mapping) else 0
        for name in ("thinking_tokens", "reasoning_tokens")
    ]
    return Usage(
        input=count(usage.get("input_tokens")) + cached + written,
        output=output,
        cached=cached,
        cache_write=written,
        reasoning=min(output, max(thoughts)),
    )
