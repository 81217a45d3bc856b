"""Trying one profile: again after a pause, or another way, where that can help."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import count

from engine.domain.calls import (
    AttemptStarted,
    CallFinished,
    CircuitOpened,
    CooledDown,
    ProfileSkipped,
)
from engine.errors import (
    BadParameterError,
    ContextTooLongError,
    EngineError,
    ProviderError,
    RestingError,
)
from engine.routing.attempts import failed_event
from engine.routing.circuits import Circuits, Rest
from engine.routing.habits import refused_parameter
from engine.routing.models import Models
from engine.routing.pictures import REFUSED, count_pictures, refuses_pictures
from engine.routing.records import log_not_asked
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop
from engine.routing.serving import CallOutput, Serving
from engine.routing.shrinking import room_after, shrunk
from engine.routing.underway import Underway

RETRIES = 2

FIRST_PAUSE = 2.0
"""Seconds at most before the first retry; twice as many before the next."""

LONGEST_PAUSE = 120.0
"""Seconds; a provider that asks for more is not waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """The tries of one profile. `jitter` is any number from 0 to 1, another one each time."""

    models: Models
    serving: Serving
    circuits: Circuits
    pause: Callable[[float], Awaitable[None]]
    jitter: Callable[[], float]

    async def tries(self, call: Underway, stop: Stop) -> AsyncGenerator[CallOutput, None]:
        """Try one profile until it answers or nothing is left to try."""
        if call.failures:
            call.request = self._fitting(call.request, stop)
        for number in count(1):
            call.tries += 1
            async with aclosing(self._try(call, stop, call.tries)) as outputs:
                async for output in outputs:
                    yield output
            if call.is_served:
                return
            error = call.failures[-1]
            if await self._repaired(call, stop, error):
                continue
            seconds = self._pause_before_next(stop, error, number)
            if seconds is None or seconds >= call.deadline.left:
                if rest := self.circuits.gave_up(stop.profile, error, number):
                    yield _opened(call.request, stop, rest)
                return
            yield _cooled_down(call.request, stop, seconds, error)
            await self.pause(seconds)

    async def _try(
        self, call: Underway, stop: Stop, number: int
    ) -> AsyncGenerator[CallOutput, None]:
        """One attempt; what it fails with is added to what failed so far."""
        begun = False
        try:
            async with aclosing(self.serving.attempt(call, stop, number)) as outputs:
                async for output in outputs:
                    begun = begun or isinstance(output, AttemptStarted)
                    call.is_served = isinstance(output, CallFinished)
                    yield output
        except EngineError as error:
            call.failures.append(error)
            if not begun:
                log_not_asked(call.request, stop, number, error)
            if isinstance(error, RestingError):
                yield self._skipped(call.request, stop, error)
            else:
                yield failed_event(call.request, stop, number, error)

    async def _repaired(self, call: Underway, stop: Stop, error: EngineError) -> bool:
        """Whether the next try is made another way.

        A prompt that is too long is made smaller, a refused value left out from now on, and so are
        refused pictures; a refused constraint goes one rung down.
        """
        if isinstance(error, ContextTooLongError):
            return self._smaller(call, stop, error)
        if await self._goes_without_pictures(call.request, stop, error):
            return True
        if not isinstance(error, BadParameterError):
            return False
        habits = self.models.habits
        parameter = refused_parameter(error.parameter, stop.profile.extra_params)
        if parameter and parameter not in (await habits.of(stop.profile)).refuses:
            await habits.leave_out(stop.profile, parameter)
            return True
        return call.request.constraint is not None and await self.models.demote(stop)

    def _fitting(self, request: CallRequest, stop: Stop) -> CallRequest:
        """The request with a prompt no larger than this profile takes: it was made for another."""
        room = self.models.room(replace(request, messages=()), stop)
        return shrunk(request, room.prompt) or request

    def _smaller(self, call: Underway, stop: Stop, error: ContextTooLongError) -> bool:
        """Whether the prompt could be made smaller, which is done once for a call."""
        reply = self.models.room(call.request, stop).reply
        room = room_after(error, call.request, reply)
        self.models.note_window(stop, room.window)
        smaller = None if call.is_shrunk else shrunk(call.request, room.prompt)
        call.request, call.is_shrunk = smaller or call.request, True
        return smaller is not None

    async def _goes_without_pictures(
        self, request: CallRequest, stop: Stop, error: EngineError
    ) -> bool:
        """Whether pictures were refused by a model of which nobody knew that it takes none."""
        if not (request.pictures_optional and count_pictures(request.messages)):
            return False
        if not (isinstance(error, ProviderError) and refuses_pictures(error)):
            return False
        if self.models.facts(stop.profile).images or not await self.models.takes_pictures(
            stop.profile
        ):
            return False
        await self.models.habits.leave_out(stop.profile, REFUSED)
        return True

    def _pause_before_next(self, stop: Stop, error: EngineError, number: int) -> float | None:
        """Seconds to wait before trying the same profile again; None when it is not worth it."""
        if number > RETRIES or not isinstance(error, ProviderError) or not error.retryable:
            return None
        if self.circuits.is_shaken(stop.profile):
            return None
        hint: float | None = getattr(error, "retry_after", None)
        if hint is not None:
            return hint if hint <= LONGEST_PAUSE else None
        return self.jitter() * FIRST_PAUSE * 2.0 ** (number - 1)

    def _skipped(self, request: CallRequest, stop: Stop, error: RestingError) -> ProfileSkipped:
        return ProfileSkipped(
            call=request.call,
            task=request.task,
            model_role=self.models.row(request).model_role,
            profile=stop.profile.id,
            provider=self.models.provider(stop.profile).label,
            model=stop.profile.model,
            seconds=error.seconds,
            reason=str(error),
        )


def _cooled_down(
    request: CallRequest, stop: Stop, seconds: float, error: EngineError
) -> CooledDown:
    return CooledDown(
        call=request.call, profile=stop.profile.id, seconds=seconds, reason=str(error)
    )


def _opened(request: CallRequest, stop: Stop, rest: Rest) -> CircuitOpened:
    return CircuitOpened(
        call=request.call, profile=stop.profile.id, seconds=rest.seconds, reason=str(rest.error)
    )
