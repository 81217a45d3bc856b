"""Trying one profile: again after a pause, or another way, where that can help."""

import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count

from engine.domain.calls import CooledDown
from engine.errors import BadParameterError, EngineError, ProviderError
from engine.routing.attempts import failed_event
from engine.routing.habits import refused_parameter
from engine.routing.models import Models
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop
from engine.routing.serving import CallOutput, Serving

log = logging.getLogger("triptych.routing")

RETRIES = 2

LONGEST_PAUSE = 120.0
"""Seconds; a provider that asks for more is not waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """The tries of one profile."""

    models: Models
    serving: Serving
    pause: Callable[[float], Awaitable[None]]

    async def tries(
        self, request: CallRequest, stop: Stop, failures: list[EngineError]
    ) -> AsyncGenerator[CallOutput, None]:
        """Try one profile until it answers or nothing is left to try; add what failed."""
        for number in count(1):
            try:
                async with aclosing(self.serving.attempt(request, stop, number)) as outputs:
                    async for output in outputs:
                        yield output
                return
            except EngineError as error:
                failures.append(error)
                _log_failure(request, stop, number, error)
                yield failed_event(request, stop, number, error)
            if await self._repaired(request, stop, failures[-1]):
                continue
            seconds = _pause_before_next(failures[-1], number)
            if seconds is None:
                return
            yield _cooled_down(request, stop, seconds, failures[-1])
            await self.pause(seconds)

    async def _repaired(self, request: CallRequest, stop: Stop, error: EngineError) -> bool:
        """Whether the next try is made another way.

        A refused value is left out from now on; a refused constraint goes one rung down.
        """
        if not isinstance(error, BadParameterError):
            return False
        habits = self.models.habits
        parameter = refused_parameter(error.parameter, stop.profile.extra_params)
        if parameter and parameter not in (await habits.of(stop.profile)).refuses:
            await habits.leave_out(stop.profile, parameter)
            return True
        return request.constraint is not None and await self.models.demote(stop)


def _pause_before_next(error: EngineError, number: int) -> float | None:
    """Seconds to wait before trying the same profile again; None when it is not worth it."""
    if number > RETRIES or not isinstance(error, ProviderError) or not error.retryable:
        return None
    hint = getattr(error, "retry_after", None)
    if hint is not None:
        return float(hint) if hint <= LONGEST_PAUSE else None
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, guards nothing
    return float(2 ** (number - 1) * jitter)


def _cooled_down(
    request: CallRequest, stop: Stop, seconds: float, error: EngineError
) -> CooledDown:
    return CooledDown(
        call=request.call, profile=stop.profile.id, seconds=seconds, reason=str(error)
    )


def _log_failure(request: CallRequest, stop: Stop, number: int, error: EngineError) -> None:
    """What a ledger row does not say, or there is none for an attempt that could not begin."""
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    log.info(
        "%s attempt %d on profile %s failed: %s, status %s, code %s",
        request.task, number, stop.profile.id, type(error).__name__, status, code,
    )  # fmt: skip
