"""Reading the chunks of a streamed generateContent answer. Pure."""

from collections.abc import Mapping

from engine.domain.calls import FinishReason, Usage
from engine.providers.base import Finished, ReasoningText, StreamEvent, TextDelta
from engine.providers.chat_chunks import count
from engine.providers.thinking import ThinkingSplitter

_REASONS = {
    "STOP": FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    "SAFETY": FinishReason.FILTERED,
    "RECITATION": FinishReason.FILTERED,
    "LANGUAGE": FinishReason.FILTERED,
    "BLOCKLIST": FinishReason.FILTERED,
    "PROHIBITED_CONTENT": FinishReason.FILTERED,
    "SPII": FinishReason.FILTERED,
    "IMAGE_SAFETY": FinishReason.FILTERED,
}


class GeminiReader:
    """Takes the chunks of one answer in turn and keeps what its end has to say.

    A finish reason that is not known is no proof of an end: the answer counts as interrupted.
    """

    def __init__(self, label: str, request_id: str | None = None) -> None:
        self.begun = False
        self.reason: FinishReason | None = None
        self._label = label
        self._blocked = ""
        self._splitter = ThinkingSplitter()
        self._usage: Usage | None = None
        self._request_id = request_id

    def read(self, payload: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        """The deltas in one chunk."""
        self._note_end(payload)
        deltas: list[TextDelta | ReasoningText] = []
        for candidate in _mappings(payload.get("candidates"))[:1]:
            self._note_reason(candidate.get("finishReason"))
            content = candidate.get("content")
            parts = content.get("parts") if isinstance(content, Mapping) else None
            deltas += [delta for part in _mappings(parts) for delta in self._deltas(part)]
        self.begun = self.begun or bool(deltas)
        return deltas

    def end(self) -> list[StreamEvent]:
        """What was held back, and how it all ended."""
        return [
            *self._splitter.end(),
            Finished(
                reason=self.reason or FinishReason.INTERRUPTED,
                usage=self._usage,
                request_id=self._request_id,
                note=self._note(),
            ),
        ]

    def _deltas(self, part: Mapping[str, object]) -> list[TextDelta | ReasoningText]:
        text = part.get("text")
        if not isinstance(text, str) or not text:
            return []
        if part.get("thought"):
            self._splitter.has_thought = True
            return [ReasoningText(text=text)]
        return self._splitter.feed(text)

    def _note_reason(self, reason: object) -> None:
        if isinstance(reason, str) and not reason.endswith("_UNSPECIFIED"):
            self.reason = _REASONS.get(reason, FinishReason.INTERRUPTED)
            self._blocked = reason if self.reason is FinishReason.FILTERED else ""

    def _note_end(self, payload: Mapping[str, object]) -> None:
        if self._request_id is None and isinstance(payload.get("responseId"), str):
            self._request_id = str(payload["responseId"])
        feedback = payload.get("promptFeedback")
        if isinstance(feedback, Mapping) and feedback.get("blockReason"):
            self.reason, self._blocked = FinishReason.FILTERED, str(feedback["blockReason"])
        usage = payload.get("usageMetadata")
        if isinstance(usage, Mapping) and usage:
            self._usage = usage_of(usage)

    def _note(self) -> str:
        if not self._blocked:
            return ""
        reason = self._blocked.replace("_", " ").lower()
        return f"{self._label} stopped here and gives “{reason}” as its reason."


def usage_of(usage: Mapping[str, object]) -> Usage:
    """The normal form of a `usageMetadata` object, which counts thoughts apart from the answer."""
    input_, thoughts = count(usage.get("promptTokenCount")), count(usage.get("thoughtsTokenCount"))
    return Usage(
        input=input_,
        output=count(usage.get("candidatesTokenCount")) + thoughts,
        cached=min(input_, count(usage.get("cachedContentTokenCount"))),
        reasoning=thoughts,
    )


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
