"""Takes a call along its route: attempts, pauses, fallbacks, and a ledger row for each attempt."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from itertools import count
from typing import assert_never

from engine.domain.calls import CallEvent, CallFinished, CooledDown, FellBack, LedgerRow, Outcome
from engine.domain.consent import Ask, Consent, ConsentQuestion
from engine.domain.constraints import Rung
from engine.domain.ids import ProfileId
from engine.domain.prompts import PromptRoom
from engine.domain.providers import ModelFacts, Price, Profile
from engine.errors import (
    BadParameterError,
    EngineError,
    ProviderError,
    RoutingError,
    SpendingLimitError,
)
from engine.providers.base import Finished, Queued, ReasoningText, StreamEvent, TextDelta
from engine.providers.dialects import dialect_of
from engine.routing.attempts import (
    Attempt,
    failed_event,
    finished_event,
    prompt_tokens,
)
from engine.routing.budget import Budget
from engine.routing.habits import Habits, refused_parameter, without_refused
from engine.routing.own_fallbacks import without_dearer_list
from engine.routing.patience import patient
from engine.routing.pictures import check_pictures, picture_tokens
from engine.routing.pricing import Size, is_dearer, price_of
from engine.routing.protocols import Connections, HabitStore, Ledger
from engine.routing.queue import CallQueue
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop, route, values
from engine.settings import Settings

log = logging.getLogger("triptych.routing")

RETRIES = 2
USUAL = Size(input=6000, output=1000)
"""The call by which prices are compared while there is none yet."""

LONGEST_PAUSE = 120.0
"""Seconds; a provider that asks for more is not waited for."""

UNKNOWN_WINDOW = 8192
"""Tokens assumed where nobody says how much a model can take."""

CallOutput = TextDelta | ReasoningText | CallEvent


class Router:
    """Serves calls. One for the whole engine."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        connections: Connections,
        ledger: Ledger,
        habits: HabitStore,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._connections = connections
        self._ledger = ledger
        self._now = now
        self._pause = pause
        self._queue = CallQueue()
        self._budget = Budget(settings, ledger, now)
        self.habits = Habits(habits)

    def first_stop(self, request: CallRequest) -> Stop:
        """The profile this call uses first. Raise `RoutingError` when there is none."""
        return self._route(request)[0]

    def facts(self, stop: Stop) -> ModelFacts:
        """What is known of the model this stop uses."""
        return self._connections.facts(stop.profile)

    def slots(self, stop: Stop) -> int:
        """How many calls at once this stop's connection takes."""
        return self._connections.provider(stop.profile).dialect.slots

    def continues_by_letter(self, stop: Stop) -> bool:
        """Whether this stop's service goes on with an answer at its very last letter."""
        return self._connections.provider(stop.profile).dialect.continuing_body is not None

    def prompt_budget(self, request: CallRequest) -> int:
        """How many tokens the prompt of this call may take on the profile it uses first."""
        return self._room(request, self.first_stop(request)).prompt

    def prompt_room(self, request: CallRequest) -> PromptRoom | None:
        """What `prompt_budget` comes from; None where nothing is known of the model, or none set."""
        stops = route(self._settings(), request)
        return self._room(request, stops[0]) if stops and self._known_window(stops[0]) else None

    async def stream(self, request: CallRequest, ask: Ask) -> AsyncGenerator[CallOutput, None]:
        """Serve `request`: events of its attempts, text as it comes, at last `CallFinished`.

        Another profile is tried only before the first text. An answer that breaks off afterwards
        ends in `CallFinished` with the finish reason *interrupted*. Raise `RoutingError` when no
        profile could serve it, of the kind `SpendingLimitError` when only the player's limit stood
        in the way, and `PreemptedError` when a background call gave way.
        """
        stops = self._route(request)
        failures: list[EngineError] = []
        for stop in stops:
            if failures:
                if refusal := await self._refusal(request, stops[0], stop, ask):
                    failures.append(refusal)
                    continue
                yield _fell_back(request, stops[0], stop, failures[-1])
            async with aclosing(self._tries(request, stop, failures)) as outputs:
                async for output in outputs:
                    yield output
                    if isinstance(output, CallFinished):
                        return
        raise _nobody_served(failures)

    async def asks_first(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those that may cost more than the first of `profiles` and are used only with consent."""
        if not profiles:
            return frozenset()
        first = await self._price(profiles[0])
        approved = self._settings().approved
        asking = [each for each in profiles[1:] if each.id not in approved]
        prices = {each.id: await self._price(each) for each in asking}
        return frozenset(id_ for id_, price in prices.items() if is_dearer(price, first, USUAL))

    async def cheaper(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those whose price is known to be lower than that of the first of `profiles`."""
        prices = {each.id: await self._price(each) for each in profiles}
        first = prices[profiles[0].id] if profiles else None
        known = {id_: price for id_, price in prices.items() if price and first}
        return frozenset(id_ for id_, price in known.items() if is_dearer(first, price, USUAL))

    async def rung(self, stop: Stop) -> tuple[Rung, tuple[Rung, ...]]:
        """The rung this stop's model is held to, and all that its backend offers."""
        rungs = (await self._connections.adapter(stop.profile)).rungs
        remembered = (await self.habits.of(stop.profile)).rung
        return (remembered if remembered in rungs else rungs[0]), rungs

    async def demote(self, stop: Stop) -> bool:
        """Remember that the present rung does not hold this model; False if it is the last."""
        rung, rungs = await self.rung(stop)
        below = rungs[rungs.index(rung) + 1 :]
        if below:
            await self.habits.hold_to(stop.profile, below[0])
        return bool(below)

    def _route(self, request: CallRequest) -> tuple[Stop, ...]:
        settings = self._settings()
        if stops := route(settings, request):
            return stops
        model_role = settings.task_values(request.task).model_role
        raise RoutingError(
            f"No model is set for the {model_role} role. Open Models & connections and choose one."
        )

    async def _tries(
        self, request: CallRequest, stop: Stop, failures: list[EngineError]
    ) -> AsyncGenerator[CallOutput, None]:
        """Try one profile, again after a pause where that can help; add what failed."""
        for number in count(1):
            try:
                async with aclosing(self._attempt(request, stop, number)) as outputs:
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
            await self._pause(seconds)

    async def _repaired(self, request: CallRequest, stop: Stop, error: EngineError) -> bool:
        """Whether the next try is made another way.

        A refused value is left out from now on; a refused constraint goes one rung down.
        """
        if not isinstance(error, BadParameterError):
            return False
        parameter = refused_parameter(error.parameter, stop.profile.extra_params)
        if parameter and parameter not in (await self.habits.of(stop.profile)).refuses:
            await self.habits.leave_out(stop.profile, parameter)
            return True
        return request.constraint is not None and await self.demote(stop)

    async def _attempt(
        self, request: CallRequest, stop: Stop, number: int
    ) -> AsyncGenerator[CallOutput, None]:
        facts, provider = self._connections.facts(stop.profile), self._connections.provider
        check_pictures(request.messages, facts, provider(stop.profile).label)
        adapter = await self._connections.adapter(stop.profile)
        attempt = await self._prepared(request, stop, number)
        async with (
            self._queue.slot(
                stop.profile.connection,
                attempt.provider.dialect.slots,
                background=request.background,
            ),
            self._budget.room_for(stop.profile.model, attempt.price, self._size(request, stop)),
        ):
            attempt.started = _now()
            yield attempt.started_event()
            stream = adapter.stream(attempt.completion())
            waiting = self._connections.waiting(stop.profile)
            async with aclosing(
                self._booked(attempt, patient(stream, attempt.provider.label, waiting))
            ) as outputs:
                async for output in outputs:
                    yield output

    async def _prepared(self, request: CallRequest, stop: Stop, number: int) -> Attempt:
        provider = self._connections.provider(stop.profile)
        facts = self._connections.facts(stop.profile)
        row = self._settings().task_values(request.task)
        rung, _ = await self.rung(stop)
        refuses = (await self.habits.of(stop.profile)).refuses
        price = await price_of(provider, facts)
        return Attempt(
            request=request,
            number=number,
            stop=stop,
            provider=provider,
            model_role=row.model_role,
            values=without_refused(values(request, row, stop, facts), refuses),
            extra_params=await self._extras(request, stop, price, refuses),
            price=price,
            rung=rung if request.constraint else Rung.PLAIN,
            started=_now(),
            context_window=self._window(stop),
        )

    async def _extras(
        self, request: CallRequest, stop: Stop, price: Price | None, refuses: frozenset[str]
    ) -> Mapping[str, object]:
        """The profile's own parameters, as far as they may be sent."""
        profile, settings = stop.profile, self._settings()
        approved = (settings.profile(id_) for id_ in settings.approved)
        return await without_dearer_list(
            {name: value for name, value in profile.extra_params.items() if name not in refuses},
            profile=profile,
            provider=self._connections.provider(profile),
            price=price,
            size=self._size(request, stop),
            facts=self._connections.facts,
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
                    attempt.note(event, _now())
                    match event:
                        case Queued():
                            yield attempt.queued_event(event)
                        case TextDelta() | ReasoningText():
                            yield event
                        case Finished():
                            pass
                        case _:
                            assert_never(event)
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
            error = type(broken).__name__ if broken else ""
            row = attempt.row(outcome, error, at=self._now(), now=_now())
            await self._ledger.book(row)
            _log(row)
        if broken:
            yield failed_event(attempt.request, attempt.stop, attempt.number, broken)
        yield finished_event(attempt, row)

    async def _refusal(
        self, request: CallRequest, first: Stop, stop: Stop, ask: Ask
    ) -> RoutingError | None:
        """Why this fallback may not be used: it is dearer and nobody agreed to it."""
        if stop.profile.id in self._settings().approved:
            return None
        size = self._size(request, stop)
        if not is_dearer(await self._price(stop.profile), await self._price(first.profile), size):
            return None
        name = f"{stop.profile.model} on {self._connections.provider(stop.profile).label}"
        question = ConsentQuestion(
            sentence=f"{first.profile.model} did not answer. Go on with {name}, which may cost "
            "more?",
            profile=stop.profile.id,
        )
        if await ask(question) is not Consent.NO:
            return None
        return RoutingError(f"{name} may cost more and is not used without your consent.")

    def _room(self, request: CallRequest, stop: Stop) -> PromptRoom:
        taken = self._size(request, stop).output + picture_tokens(request.messages)
        return PromptRoom(window=self._window(stop), reply=taken)

    async def _price(self, profile: Profile) -> Price | None:
        return await price_of(self._connections.provider(profile), self._connections.facts(profile))

    def _window(self, stop: Stop) -> int:
        """How many tokens prompt and answer may take together on this profile."""
        return self._known_window(stop) or UNKNOWN_WINDOW

    def _known_window(self, stop: Stop) -> int | None:
        return stop.profile.context_window or self._connections.facts(stop.profile).context_window

    def _size(self, request: CallRequest, stop: Stop) -> Size:
        row = self._settings().task_values(request.task)
        largest = values(request, row, stop, self._connections.facts(stop.profile)).max_tokens
        thoughts = dialect_of(self._connections.provider(stop.profile), stop.profile.model)
        return Size(
            input=prompt_tokens(request.messages),
            output=int(largest.value or row.max_tokens) + thoughts.thinking_room,
        )


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


def _fell_back(request: CallRequest, first: Stop, stop: Stop, error: EngineError) -> FellBack:
    return FellBack(
        call=request.call, failed=first.profile.id, next=stop.profile.id, reason=str(error)
    )


def _nobody_served(failures: list[EngineError]) -> RoutingError:
    """One sentence for the player; every failure in its cause."""
    if all(isinstance(failure, SpendingLimitError) for failure in failures):
        return SpendingLimitError(str(failures[0]))
    error = RoutingError(" ".join(dict.fromkeys(str(failure) for failure in failures)))
    error.__cause__ = ExceptionGroup("no profile could serve the call", failures)
    return error


def _log(row: LedgerRow) -> None:
    log.info(
        "%s attempt %d: %s on %s: %s in %.1f s%s%s",
        row.task, row.attempt, row.model, row.provider, row.outcome, row.seconds,
        f", {row.error}" if row.error else "",
        f", request {row.request_id}" if row.request_id else "",
    )  # fmt: skip


def _log_failure(request: CallRequest, stop: Stop, number: int, error: EngineError) -> None:
    """What a ledger row does not say, or there is none for an attempt that could not begin."""
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    log.info(
        "%s attempt %d on profile %s failed: %s, status %s, code %s",
        request.task, number, stop.profile.id, type(error).__name__, status, code,
    )  # fmt: skip


def _now() -> float:
    return asyncio.get_running_loop().time()
