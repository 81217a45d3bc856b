"""Takes a call along its route: the first profile, and its fallbacks when it fails."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime
from decimal import Decimal

from engine.domain.calls import CallFinished, FellBack
from engine.domain.consent import Ask
from engine.domain.constraints import Rung
from engine.domain.ids import ProfileId
from engine.domain.prompts import PromptRoom
from engine.domain.providers import ModelFacts, Profile
from engine.errors import EngineError, RoutingError, SpendingLimitError
from engine.routing.budget import Budget
from engine.routing.consenting import Consenting
from engine.routing.habits import Habits
from engine.routing.models import Models
from engine.routing.pricing import worst_cost
from engine.routing.protocols import Connections, HabitStore, Ledger
from engine.routing.queue import CallQueue
from engine.routing.requests import CallRequest
from engine.routing.retries import Retries
from engine.routing.routes import Stop, route
from engine.routing.serving import CallOutput, Serving
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
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.habits = Habits(habits)
        self._models = Models(settings=settings, connections=connections, habits=self.habits)
        self._consenting = Consenting(models=self._models)
        serving = Serving(
            models=self._models,
            ledger=ledger,
            queue=CallQueue(),
            budget=Budget(settings, ledger, now),
            now=now,
        )
        self._retries = Retries(models=self._models, serving=serving, pause=pause)

    async def stream(self, request: CallRequest, ask: Ask) -> AsyncGenerator[CallOutput, None]:
        """Serve `request`: events of its attempts, text as it comes, at last `CallFinished`.

        Another profile is tried only before the first text. An answer that breaks off afterwards
        ends in `CallFinished` with the finish reason *interrupted*. Raise `RoutingError` when no
        profile could serve it, of the kind `SpendingLimitError` when only the player's limit stood
        in the way, and `PreemptedError` when a background call gave way.
        """
        stops = self._models.route(request)
        failures: list[EngineError] = []
        for stop in stops:
            if failures:
                refusal = await self._consenting.refusal(request, stops[0], stop, ask)
                if refusal:
                    failures.append(refusal)
                    continue
                yield _fell_back(request, stops[0], stop, failures[-1])
            async with aclosing(self._retries.tries(request, stop, failures)) as outputs:
                async for output in outputs:
                    yield output
                    if isinstance(output, CallFinished):
                        return
        raise _nobody_served(failures)

    def first_stop(self, request: CallRequest) -> Stop:
        """The profile this call uses first. Raise `RoutingError` when there is none."""
        return self._models.route(request)[0]

    def facts(self, stop: Stop) -> ModelFacts:
        """What is known of the model this stop uses."""
        return self._models.facts(stop.profile)

    async def meet_servers(self) -> None:
        """Have the servers on this computer say what they run the roles' models with."""
        await self._models.meet_servers()

    def slots(self, stop: Stop) -> int:
        """How many calls at once this stop's connection takes."""
        return self._models.provider(stop.profile).dialect.slots

    def continues_by_letter(self, stop: Stop) -> bool:
        """Whether this stop's service goes on with an answer at its very last letter."""
        return self._models.provider(stop.profile).dialect.continuing_body is not None

    def prompt_budget(self, request: CallRequest) -> int:
        """How many tokens the prompt of this call may take on the profile it uses first."""
        return self._models.room(request, self.first_stop(request)).prompt

    def prompt_room(self, request: CallRequest) -> PromptRoom | None:
        """What `prompt_budget` comes from; None where nothing is known of the model, or none set."""
        models = self._models
        stops = route(models.settings(), request)
        return models.room(request, stops[0]) if stops and models.known_window(stops[0]) else None

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
