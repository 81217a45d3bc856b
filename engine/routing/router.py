"""Takes a call along its route: the first profile, and its fallbacks when it fails."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from engine.domain.calls import CallFinished, CallValue, FellBack, FinishReason, NextModel
from engine.domain.consent import Ask, Consent
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.prompts import PromptRoom
from engine.domain.providers import ModelFacts, Price, Profile
from engine.domain.tasks import Complexity
from engine.errors import EngineError, RestingError, RoutingError, SpendingLimitError
from engine.routing.answer_keys import answer_key
from engine.routing.budget import Budget, OverLimitError
from engine.routing.circuits import Circuits
from engine.routing.consenting import Consenting
from engine.routing.escalating import Checks
from engine.routing.flights import Flights
from engine.routing.habits import Habits
from engine.routing.models import Models
from engine.routing.patience import Deadline
from engine.routing.price_table import PriceTable
from engine.routing.pricing import worst_cost
from engine.routing.protocols import AnswerStore, Connections, HabitStore, Ledger
from engine.routing.queue import CallQueue
from engine.routing.requests import CallRequest, Escalation
from engine.routing.retries import Retries
from engine.routing.routes import Stop, complexity_for, route
from engine.routing.serving import CallOutput, Serving
from engine.routing.underway import Underway
from engine.settings import Settings


class Router:
    """Serves calls. One for the whole engine."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        connections: Connections,
        ledger: Ledger,
        habits: HabitStore,
        prices: PriceTable,
        answers: AnswerStore | None = None,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.habits = Habits(habits)
        self._models = Models(
            settings=settings, connections=connections, habits=self.habits, prices=prices
        )
        self.answers = answers
        self._consenting = Consenting(models=self._models)
        self._circuits = Circuits(clock=_clock)
        self._flights = Flights()
        serving = Serving(
            models=self._models,
            ledger=ledger,
            queue=CallQueue(),
            budget=Budget(settings, ledger, now),
            circuits=self._circuits,
            clock=_clock,
            now=now,
        )
        self._retries = Retries(
            models=self._models,
            serving=serving,
            circuits=self._circuits,
            pause=pause,
            jitter=jitter,
        )

    async def stream(self, request: CallRequest, ask: Ask) -> AsyncGenerator[CallOutput, None]:
        """Serve `request`: events of its attempts, text as it comes, at last `CallFinished`.

        Another profile is tried only before the first text. An answer that breaks off afterwards
        ends in `CallFinished` with the finish reason *interrupted*. Raise `RoutingError` when no
        profile could serve it, of the kind `SpendingLimitError` when only the player's limit stood
        in the way, and `PreemptedError` when a background call gave way.

        A request that equals one being served gets what comes of that one, when it has ended.
        """
        while flight := self._flights.like(request):
            await flight.landed.wait()
            if flight.failure:
                raise flight.failure
            if flight.is_whole:
                for output in flight.outputs:
                    yield output
                return
        with self._flights.serving(request) as flight:
            async with aclosing(self._served(request, ask)) as outputs:
                async for output in outputs:
                    flight.outputs.append(output)
                    yield output

    async def _served(self, request: CallRequest, ask: Ask) -> AsyncGenerator[CallOutput, None]:
        stops = self._models.route(request)
        deadline = Deadline(clock=_clock, at=_clock() + self._models.settings().waiting.whole_call)
        call = Underway(request=request, ask=ask, deadline=deadline)
        first = self._models.compared(request, stops[0])
        async with aclosing(self._along(call, first, stops)) as outputs:
            async for output in outputs:
                yield output
        if call.only_free and not call.is_served:
            others = await self._free_beside(stops)
            async with aclosing(self._along(call, stops[0], others)) as outputs:
                async for output in outputs:
                    yield output
        if not call.is_served:
            raise _nobody_served(call.failures)

    async def _along(
        self, call: Underway, first: Stop, stops: Sequence[Stop]
    ) -> AsyncGenerator[CallOutput, None]:
        """Try one stop after the other, until one answers or the time is over."""
        for place, stop in enumerate(stops, 1):
            try:
                async with aclosing(self._at(call, first, stop)) as outputs:
                    async for output in outputs:
                        yield _with_next(output, stops[place:])
            except RoutingError as error:  # its connection is no longer there
                call.failures.append(error)
            if call.is_served or call.is_stopped or call.deadline.is_over:
                return
        if _is_worth_a_probe(call):
            self._circuits.wake(first.profile.connection)
            async with aclosing(self._retries.tries(call, first)) as outputs:
                async for output in outputs:
                    yield output

    async def _at(
        self, call: Underway, first: Stop, stop: Stop
    ) -> AsyncGenerator[CallOutput, None]:
        """Try one stop, if the player agrees to what it may cost."""
        with call.deadline.standing_still():
            refusal = await self._consenting.refusal(call, first, stop)
        if refusal:
            call.failures.append(refusal)
            return
        if call.failures:
            yield _fell_back(call, first, stop)
        is_raised = True
        while is_raised:
            async with aclosing(self._retries.tries(call, stop)) as outputs:
                async for output in outputs:
                    yield output
            is_raised = not call.is_served and await self._is_raised(call)

    async def _is_raised(self, call: Underway) -> bool:
        """Whether the player raised the limit that was in the way, when asked."""
        error, limits = call.failures[-1], self._models.settings().limits
        if not isinstance(error, OverLimitError) or call.only_free or call.request.escalation:
            return False
        with call.deadline.standing_still():
            answer = await self._consenting.about_limit(call, error)
        call.is_stopped = answer is Consent.STOP
        call.only_free = answer is Consent.FREE
        return self._models.settings().limits != limits

    async def _free_beside(self, stops: Sequence[Stop]) -> tuple[Stop, ...]:
        """Free models off the route, which the player asked for; those of this computer first."""
        tried = {stop.profile.id for stop in stops}
        others = [
            Stop(profile=profile, reason="free, as you chose")
            for profile in self._models.settings().profiles
            if profile.id not in tried
        ]
        free = [stop for stop in others if await self._consenting.is_free(stop)]
        return tuple(sorted(free, key=lambda stop: not self._models.provider(stop.profile).local))

    def wake(self, connection: ConnectionId | None = None) -> None:
        """The player acted: models that are left alone, of `connection` or all, may be asked."""
        self._circuits.wake(connection)
        self._consenting.forget()
        self._models.forget_windows(connection)

    def first_stop(self, request: CallRequest) -> Stop:
        """The profile this call uses first. Raise `RoutingError` when there is none."""
        return self._models.route(request)[0]

    async def answer_key(self, request: CallRequest) -> str | None:
        """By which an answer to `request` is kept; None where it is not."""
        return await answer_key(self._models, request)

    def escalation(
        self, request: CallRequest, unsure: ProfileId, checks: Checks
    ) -> Escalation | None:
        """Where a question goes on to that `unsure` could not answer; None for nowhere."""
        return self._models.escalation(request, unsure, checks)

    def complexity(self, request: CallRequest) -> Complexity:
        """How complex this call's work is held to be."""
        return complexity_for(self._models.settings(), request)

    def facts(self, stop: Stop) -> ModelFacts:
        """What is known of the model this stop uses."""
        return self._models.facts(stop.profile)

    async def meet_servers(self) -> None:
        """Have the servers on this computer say what they run the roles' models with."""
        await self._models.meet_servers()

    async def price(self, profile: Profile) -> Price | None:
        """What the profile's model costs; None where nobody knows it."""
        return await self._models.price(profile)

    def slots(self, stop: Stop) -> int:
        """How many calls at once this stop's connection takes."""
        return self._models.connections.slots_of(stop.profile)

    def continues_by_letter(self, id_: ProfileId) -> bool:
        """Whether this profile's service goes on with an answer at its very last letter."""
        profile = self._models.settings().profile(id_)
        if profile is None:
            return False
        return self._models.provider(profile).dialect.continuing_body is not None

    def prompt_budget(self, request: CallRequest, stop: Stop | None = None) -> int:
        """How many tokens this call's prompt may take at `stop`, the one it uses first if none."""
        return self._models.room(request, stop or self.first_stop(request)).prompt

    def prompt_room(self, request: CallRequest) -> PromptRoom | None:
        """What `prompt_budget` comes from; None where nothing is known of the model, or none set."""
        models = self._models
        stops = route(models.settings(), request)
        return models.room(request, stops[0]) if stops and models.known_window(stops[0]) else None

    def longest_answer(self, request: CallRequest) -> CallValue:
        """How long the answer may become on the profile this call uses first, and who says so."""
        return self._models.longest_answer(request, self.first_stop(request))

    async def asks_first(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those that may cost more than the first of `profiles` and are used only with consent."""
        return await self._consenting.asks_first(profiles)

    async def cheaper(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those whose price is known to be lower than that of the first of `profiles`."""
        return await self._consenting.cheaper(profiles)

    async def most(self, requests: Iterable[CallRequest]) -> Decimal | None:
        """US dollars that these calls can cost together; None where a price is not known.

        Each counts once, on the profile it uses first, with the longest answer it may get.
        """
        total = Decimal(0)
        for request in requests:
            stop = self.first_stop(request)
            price = await self._models.price(stop.profile)
            if price is None:
                return None
            total += worst_cost(price, self._models.size(request, stop))
        return total

    async def rung(self, stop: Stop) -> tuple[Rung, tuple[Rung, ...]]:
        """The rung this stop's model is held to, and all that its backend offers."""
        return await self._models.rung(stop)

    async def demote(self, stop: Stop) -> bool:
        """Remember that the present rung does not hold this model; False if it is the last."""
        return await self._models.demote(stop)


def _is_worth_a_probe(call: Underway) -> bool:
    """Whether the story would stand still although every model is only left alone for a while."""
    resting = (
        isinstance(each, RestingError) and each.seconds is not None for each in call.failures
    )
    request = call.request
    replaceable = request.aside or request.background or request.asks_if_dearer
    return not replaceable and all(resting)


def _with_next(output: CallOutput, following: Sequence[Stop]) -> CallOutput:
    """An answer that broke off tells which profile could go on with it."""
    if not isinstance(output, CallFinished) or output.finish is not FinishReason.INTERRUPTED:
        return output
    profile = following[0].profile if following else None
    return replace(
        output, next_model=NextModel(profile=profile.id, model=profile.model) if profile else None
    )


def _fell_back(call: Underway, first: Stop, stop: Stop) -> FellBack:
    return FellBack(
        call=call.request.call,
        failed=first.profile.id,
        next=stop.profile.id,
        reason=str(call.failures[-1]),
        agreed=stop.profile.id in call.agreed,
    )


def _nobody_served(failures: list[EngineError]) -> RoutingError:
    """One sentence for the player; every failure in its cause."""
    if all(isinstance(failure, SpendingLimitError) for failure in failures):
        return SpendingLimitError(str(failures[0]))
    error = RoutingError(" ".join(dict.fromkeys(str(failure) for failure in failures)))
    error.__cause__ = ExceptionGroup("no profile could serve the call", failures)
    return error


def _clock() -> float:
    return asyncio.get_running_loop().time()
