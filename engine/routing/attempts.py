"""One attempt at a call: what it sent, what came back, and its row in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, assert_never

from engine.domain.calls import (
    AttemptFailed,
    AttemptStarted,
    CallFinished,
    CallQueued,
    CallValues,
    Cost,
    FinishReason,
    LedgerRow,
    Outcome,
    PicturesLeftOut,
    Usage,
)
from engine.domain.constraints import Rung
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Price, Provider
from engine.domain.tasks import ModelRole
from engine.errors import (
    BadResponseError,
    ConnectionFailedError,
    EngineError,
    FilteredError,
    ProviderError,
    TruncatedError,
)
from engine.prompt.tokens import estimate_tokens
from engine.providers.base import (
    Completion,
    Finished,
    Queued,
    ReasoningText,
    StreamEvent,
    TextDelta,
)
from engine.routing.pictures import picture_tokens
from engine.routing.pricing import cost_of
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop

MANY_WORDS: Final = 300
"""Where there are fewer, nothing that matters can have been cut."""

GO_ON: Final = ChatMessage(
    chat_role=ChatRole.USER,
    text="Go on from exactly where your last message stops, in the middle of a sentence if it "
    "stops there. Write only what comes next and repeat nothing of it.",
)
"""For services that start a new answer whatever the last message is."""


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One attempt while it runs. `started` is in seconds of the loop's clock."""

    request: CallRequest
    number: int
    stop: Stop
    provider: Provider
    model_role: ModelRole
    values: CallValues
    price: Price | None
    rung: Rung
    started: float
    extra_params: Mapping[str, object] = field(default_factory=dict)
    context_window: int | None = None
    left_out: int = 0
    """Pictures that the model was not sent."""
    first_token: float | None = None
    parts: list[str] = field(default_factory=list)
    written: bool = False
    finished: Finished | None = None

    def completion(self) -> Completion:
        max_tokens = self.values.max_tokens.value
        by_letter = self.provider.dialect.continuing_body is not None
        in_words = self.request.continues and not by_letter
        return Completion(
            model=self.stop.profile.model,
            messages=(*self.request.messages, *((GO_ON,) if in_words else ())),
            temperature=self.values.temperature.value,
            top_p=self.values.top_p.value,
            max_tokens=None if max_tokens is None else int(max_tokens),
            context_window=self.context_window,
            constraint=self.request.constraint,
            rung=self.rung,
            extra_params=self.extra_params,
            aside=self.request.aside,
            continues=self.request.continues and by_letter,
        )

    def note(self, event: StreamEvent, now: float) -> None:
        """Take in one event of the stream."""
        match event:
            case TextDelta(text=text) | ReasoningText(text=text):
                if self.first_token is None:
                    self.first_token = now - self.started
                self.parts.append(text)
                self.written = self.written or isinstance(event, TextDelta)
            case Queued():
                pass
            case Finished():
                self.finished = event
            case _:
                assert_never(event)

    def queued_event(self, queued: Queued) -> CallQueued:
        return CallQueued(
            call=self.request.call,
            profile=self.stop.profile.id,
            place=queued.place,
            seconds=queued.seconds,
        )

    def missing_answer(self) -> ProviderError | None:
        """What is wrong with a stream that ended without any text; None if there was text."""
        if self.written:
            return None
        name = self.provider.label
        match self.finished and self.finished.reason:
            case FinishReason.FILTERED:
                return FilteredError(
                    name, f"{name} declined to answer this. Reword it, or use another model."
                )
            case None | FinishReason.INTERRUPTED:
                return ConnectionFailedError(
                    name, f"{name} ended the connection without an answer. Press Retry."
                )
            case FinishReason.LENGTH:
                return TruncatedError(
                    name,
                    f"{self.stop.profile.model} had used up its tokens before it wrote anything. "
                    "Give the task more under What each task uses, or choose another model.",
                )
            case _:
                return BadResponseError(
                    name,
                    f"{name} sent an empty answer. Press Retry, or choose another model.",
                )

    def cut_note(self) -> str:
        """A sentence about a prompt that the service read only a part of; "" for none.

        No tokenizer makes fewer tokens than there are words, so a count well below them is no
        matter of counting.
        """
        usage = self.finished and self.finished.usage
        words = sum(len(message.text.split()) for message in self.request.messages)
        if not usage or not usage.input or usage.input > words * 0.7 or words < MANY_WORDS:
            return ""
        return (
            f"{self.provider.label} read only {usage.input} tokens of a prompt of about "
            f"{prompt_tokens(self.request.messages)}: the rest was cut without a word. Give the "
            "model more context there, or lower this profile's context window."
        )

    def outcome(self) -> Outcome:
        """How a stream that ended by itself ended."""
        reason = self.finished and self.finished.reason
        broken = reason in (None, FinishReason.INTERRUPTED)
        return Outcome.INTERRUPTED if broken else Outcome.FINISHED

    def row(
        self, outcome: Outcome, error: EngineError | None, *, at: datetime, now: float
    ) -> LedgerRow:
        """The attempt as it is booked. An attempt that failed without any output cost nothing."""
        finished, profile = self.finished, self.stop.profile
        request_id = finished.request_id if finished else getattr(error, "request_id", None)
        usage = (finished and finished.usage) or self._estimated_usage()
        cost = cost_of(usage, self.price, finished.cost if finished else None)
        if outcome is Outcome.FAILED and not self.parts:
            usage, cost = Usage(), Cost(amount=Decimal(0), source=cost.source)
        return LedgerRow(
            call=self.request.call,
            attempt=self.number,
            at=at,
            session=self.request.session,
            turn=self.request.turn,
            task=self.request.task,
            model_role=self.model_role,
            profile=profile.id,
            connection=profile.connection,
            provider=self.provider.label,
            model=profile.model,
            character=self.request.character,
            request_id=request_id,
            usage=usage,
            cost=cost,
            first_token=self.first_token,
            seconds=now - self.started,
            outcome=outcome,
            error=type(error).__name__ if error else "",
            message=self.request.message,
        )

    def started_event(self) -> AttemptStarted:
        return AttemptStarted(
            call=self.request.call,
            attempt=self.number,
            task=self.request.task,
            model_role=self.model_role,
            profile=self.stop.profile.id,
            provider=self.provider.label,
            model=self.stop.profile.model,
            values=self.values,
            reason=self.stop.reason,
        )

    def left_out_event(self) -> PicturesLeftOut:
        profile = self.stop.profile
        return PicturesLeftOut(
            call=self.request.call, profile=profile.id, model=profile.model, count=self.left_out
        )

    def _estimated_usage(self) -> Usage:
        return Usage(
            input=prompt_tokens(self.request.messages),
            output=estimate_tokens("".join(self.parts)),
            estimated=True,
        )


def failed_event(
    request: CallRequest, stop: Stop, number: int, error: EngineError
) -> AttemptFailed:
    return AttemptFailed(
        call=request.call,
        attempt=number,
        profile=stop.profile.id,
        sentence=str(error),
        details=(isinstance(error, ProviderError) and error.details) or "",
    )


def finished_event(attempt: Attempt, row: LedgerRow) -> CallFinished:
    reason = attempt.finished.reason if attempt.finished else FinishReason.INTERRUPTED
    if row.outcome is Outcome.INTERRUPTED:
        reason = FinishReason.INTERRUPTED
    note = attempt.finished.note if attempt.finished else ""
    return CallFinished(row=row, finish=reason, note=note or attempt.cut_note())


def prompt_tokens(messages: Sequence[ChatMessage]) -> int:
    """An estimate of the tokens a prompt takes, pictures included."""
    texts = sum(estimate_tokens(message.text) for message in messages)
    return texts + picture_tokens(messages)
