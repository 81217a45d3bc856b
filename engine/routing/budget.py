"""Whether the player's spending limits leave room for a call."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

from engine.domain.calls import Spent
from engine.domain.money import money
from engine.domain.providers import Price
from engine.errors import SpendingLimitError
from engine.routing.pricing import Size, worst_cost
from engine.routing.protocols import Ledger
from engine.settings import Settings, SpendingLimits


class Budget:
    """Counts what is booked, and what the calls that run now may come to at most."""

    def __init__(
        self, settings: Callable[[], Settings], ledger: Ledger, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._now = now
        self._promised = Decimal(0)

    @asynccontextmanager
    async def room_for(
        self, name: str, price: Price | None, size: Size
    ) -> AsyncGenerator[None, None]:
        """Count the most a call to `name` can cost while the body runs.

        Raise `SpendingLimitError` when the limits do not allow it. What is free always may run.
        """
        most = worst_cost(price, size)
        if price is None or not price.is_free:
            await self._check(name, most)
        self._promised += most
        try:
            yield
        finally:
            self._promised -= most

    async def _check(self, name: str, most: Decimal) -> None:
        limits = self._settings().limits
        if limits == SpendingLimits():
            return
        spent = await self._ledger.spent(self._now().date())
        if over := over_limit(name, limits, spent, self._promised + most):
            raise over


def over_limit(
    name: str, limits: SpendingLimits, spent: Spent, coming: Decimal
) -> SpendingLimitError | None:
    """The first limit that `coming` dollars more could pass, or that is reached already."""
    for limit, used, period in (
        (limits.day, spent.today, "day"),
        (limits.month, spent.month, "month"),
    ):
        if limit is not None and (used >= limit or used + coming > limit):
            return SpendingLimitError(
                f"{name} was not asked: it could pass your spending limit of {money(limit)} a "
                f"{period}, of which {money(used)} is spent. Raise the limit or choose a free "
                "model under Models & connections, then press Retry."
            )
    return None
