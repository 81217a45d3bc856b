"""Whether the player's spending limits leave room for a call."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.domain.calls import Spent
from engine.domain.consent import LimitQuestion, Period
from engine.domain.days import day_of
from engine.domain.money import exact_money, money
from engine.domain.providers import Price
from engine.errors import SpendingLimitError
from engine.routing.pricing import Size, worst_cost
from engine.routing.protocols import Ledger
from engine.routing.requests import CallRequest
from engine.settings import Settings, SpendingLimits


class OverLimitError(SpendingLimitError):
    """A call could pass a limit; `question` is what the player can be asked about it."""

    def __init__(self, sentence: str, question: LimitQuestion) -> None:
        super().__init__(sentence)
        self.question = question


@dataclass(frozen=True, slots=True, eq=False)
class _Promise:
    """The most that a call which runs now can cost."""

    request: CallRequest
    most: Decimal


class Budget:
    """Counts what is booked, and what the calls that run now may come to at most."""

    def __init__(
        self, settings: Callable[[], Settings], ledger: Ledger, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._now = now
        self._promises: list[_Promise] = []

    @asynccontextmanager
    async def room_for(
        self, request: CallRequest, name: str, price: Price | None, size: Size
    ) -> AsyncGenerator[None, None]:
        """Count the most this call to `name` can cost while the body runs.

        Raise `SpendingLimitError` when the limits do not allow it. What is free always may run.
        """
        promise = _Promise(request, worst_cost(price, size))
        spent = Spent()
        limits = self._settings().limits
        is_free = price is not None and price.is_free
        if not is_free and limits != SpendingLimits():
            today = day_of(self._now())
            spent = await self._ledger.spent(today, request.session, request.turn)
        # From here to the promise nothing else runs: two calls never take the same room.
        if not is_free and (over := over_limit(name, limits, spent, self._coming(promise))):
            raise over
        self._promises.append(promise)
        try:
            yield
        finally:
            self._promises.remove(promise)

    def _coming(self, promise: _Promise) -> Spent:
        """What is promised already, with this."""
        call, promises = promise.request, (*self._promises, promise)
        in_session = [p for p in promises if p is promise or _is_together(p.request, call)]
        in_turn = [p for p in in_session if p.request.turn == call.turn]
        everything = _sum(promises)
        return Spent(
            today=everything, month=everything, session=_sum(in_session), turn=_sum(in_turn)
        )


def over_limit(
    name: str, limits: SpendingLimits, spent: Spent, coming: Spent
) -> OverLimitError | None:
    """The first limit that what is coming could pass, or that is reached already."""
    for period, limit, used, more in (
        (Period.TURN, limits.turn, spent.turn, coming.turn),
        (Period.SESSION, limits.session, spent.session, coming.session),
        (Period.DAY, limits.day, spent.today, coming.today),
        (Period.MONTH, limits.month, spent.month, coming.month),
    ):
        if limit is not None and (used >= limit or used + more > limit):
            return _over(name, period, limit, used, more)
    return None


def _over(
    name: str, period: Period, limit: Decimal, used: Decimal, more: Decimal
) -> OverLimitError:
    reach = (
        f"it could pass your spending limit of {exact_money(limit)} a {period}, of which "
        f"{money(used)} is spent."
    )
    raised = limit * 2
    while used >= raised or used + more > raised:
        raised *= 2
    return OverLimitError(
        f"{name} was not asked: {reach} Raise the limit or choose a free model under Models & "
        "connections, then press Retry.",
        LimitQuestion(sentence=f"{name} is not asked yet: {reach}", period=period, raised=raised),
    )


def _is_together(one: CallRequest, other: CallRequest) -> bool:
    return one.session is not None and one.session == other.session


def _sum(promises: list[_Promise] | tuple[_Promise, ...]) -> Decimal:
    return sum((promise.most for promise in promises), start=Decimal(0))
