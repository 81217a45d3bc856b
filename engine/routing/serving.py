"""One attempt, from what it sends to its row in the ledger."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from engine.domain.calls import CallEvent, LedgerRow, Outcome
from engine.domain.constraints import Rung
from engine.domain.providers import Price, Profile
from engine.errors import EngineError, RestingError
from engine.providers.base import (
    Adapter,
    Finished,
    Queued,
    ReasoningText,
    StreamEvent,
    TextDelta,
)
from engine.routing.attempts import Attempt, failed_event, finished_event
from engine.routing.budget import Budget
from engine.routing.circuits import Circuits, Rest
from engine.routing.habits import without_refused
from engine.routing.models import Models
from engine.routing.own_fallbacks import without_dearer_list
from engine.routing.patience import Deadline, patient
from engine.routing.pictures import check_pictures, count_pictures, without_pictures
from engine.routing.pricing import Size
from engine.routing.protocols import Ledger
from engine.routing.queue import CallQueue
from engine.routing.records import log_attempt
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop
from engine.routing.underway import Underway

CallOutput = TextDelta | ReasoningText | CallEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Serves attempts, each in its connection's slot and within the player's limits."""

    models: Models
    ledger: Ledger
    queue: CallQueue
    budget: Budget
    circuits: Circuits
    clock: Callable[[], float]
    now: Callable[[], datetime]

    async def attempt(
        self, call: Underway, stop: Stop, number: int
    ) -> AsyncGenerator[CallOutput, None]:
        """Raise what it fails with before the first text, `RestingError` where it is not made."""
        models, profile = self.models, stop.profile
        shown = count_pictures(call.request.messages)
        request = await self._as_taken(call.request, stop) if shown else call.request
        size = models.size(request, stop)
        attempt = await self._prepared(request, stop, number, size)
        attempt.left_out = 0 if request is call.request else shown
        async with AsyncExitStack() as held:
            with call.deadline.standing_still():
                await held.enter_async_context(self._slot(attempt))
                # Only now: while a slot was waited for, the connection may have been changed.
                adapter = await models.connections.adapter(profile)
                await self._require_awake(profile, adapter)
            room = self.budget.room_for(request, profile.model, attempt.price, size)
            await held.enter_async_context(room)
            with call.deadline.standing_still():
                # While the ledger was asked, another call may have begun to probe.
                await self._require_awake(profile, adapter)
            async with aclosing(self._served(attempt, adapter, call.deadline)) as outputs:
                async for output in outputs:
                    yield output

    async def _served(
        self, attempt: Attempt, adapter: Adapter, deadline: Deadline
    ) -> AsyncGenerator[CallOutput, None]:
        profile, label = attempt.stop.profile, attempt.provider.label
        with self.circuits.asking(profile, adapter) as answered:
            attempt.started = self.clock()
            yield attempt.started_event()
            if attempt.left_out:
                yield attempt.left_out_event()
            stream = adapter.stream(attempt.completion())
            waiting = self.models.connections.waiting(profile)
            booked = self._booked(attempt, patient(stream, label, waiting, deadline))
            async with aclosing(booked) as outputs:
                async for output in outputs:
                    if isinstance(output, TextDelta):
                        answered()
                    yield output

    async def _require_awake(self, profile: Profile, adapter: Adapter) -> None:
        if rest := await self.circuits.rest(profile, adapter):
            raise _resting(rest)

    def _slot(self, attempt: Attempt) -> AbstractAsyncContextManager[None]:
        profile, background = attempt.stop.profile, attempt.request.background
        slots = self.models.connections.slots_of(profile)
        return self.queue.slot(profile.connection, slots, background=background)

    async def _as_taken(self, request: CallRequest, stop: Stop) -> CallRequest:
        """The request without its pictures where this model takes none and can do without."""
        models, profile = self.models, stop.profile
        if request.pictures_optional and not await models.takes_pictures(profile):
            return replace(request, messages=without_pictures(request.messages))
        check_pictures(request.messages, models.facts(profile), models.provider(profile).label)
        return request

    async def _prepared(self, request: CallRequest, stop: Stop, number: int, size: Size) -> Attempt:
        models = self.models
        rung, _ = await models.rung(stop)
        refuses = (await models.habits.of(stop.profile)).refuses
        price = await models.price(stop.profile)
        return Attempt(
            request=request,
            number=number,
            stop=stop,
            provider=models.provider(stop.profile),
            model_role=models.row(request).model_role,
            values=without_refused(models.values(request, stop), refuses),
            extra_params=await self._extras(stop, price, size, refuses),
            price=price,
            rung=rung if request.constraint else Rung.PLAIN,
            started=self.clock(),
            context_window=models.window(stop),
        )

    async def _extras(
        self, stop: Stop, price: Price | None, size: Size, refuses: frozenset[str]
    ) -> Mapping[str, object]:
        """The profile's own parameters, as far as they may be sent."""
        profile, settings = stop.profile, self.models.settings()
        approved = (settings.profile(id_) for id_ in settings.approved)
        return await without_dearer_list(
            {name: value for name, value in profile.extra_params.items() if name not in refuses},
            profile=profile,
            provider=self.models.provider(profile),
            price=price,
            size=size,
            price_of=self.models.price,
            approved=frozenset(
                each.model for each in approved if each and each.connection == profile.connection
            ),
        )

    async def _booked(
        self, attempt: Attempt, stream: AsyncGenerator[StreamEvent, None]
    ) -> AsyncGenerator[CallOutput, None]:
        """Pass the stream on; in whatever way it ends, book it."""
        outcome = Outcome.PREEMPTED if attempt.request.background else Outcome.STOPPED
        broken: EngineError | None = None
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    attempt.note(event, self.clock())
                    if (output := _output_of(event, attempt)) is not None:
                        yield output
            if missing := attempt.missing_answer():
                raise missing
            outcome = attempt.outcome()
        except EngineError as failure:
            broken = failure
            # A reader must not see two openings: once there is text, a failure is a break.
            outcome = Outcome.INTERRUPTED if attempt.written else Outcome.FAILED
            if not attempt.written:
                raise
        finally:
            row = await self._book(attempt, outcome, broken)
        if broken:
            yield failed_event(attempt.request, attempt.stop, attempt.number, broken)
        yield finished_event(attempt, row)

    async def _book(
        self, attempt: Attempt, outcome: Outcome, broken: EngineError | None
    ) -> LedgerRow:
        row = attempt.row(outcome, broken, at=self.now(), now=self.clock())
        await self.ledger.book(row)
        log_attempt(row, broken)
        return row


def _output_of(event: StreamEvent, attempt: Attempt) -> CallOutput | None:
    """What a caller hears of `event`; None for nothing."""
    match event:
        case Queued():
            return attempt.queued_event(event)
        case TextDelta() | ReasoningText():
            return event
        case Finished():
            return None
        case _:
            assert_never(event)


def _resting(rest: Rest) -> RestingError:
    error = RestingError(f"{rest.error} It is not asked again before you press Retry.")
    if rest.seconds is not None:
        error = RestingError(
            f"{rest.error} It is left alone for {rest.seconds:.0f} s more; Retry asks it at once."
        )
    error.seconds = rest.seconds
    return error
