"""What the ledger says of a span of days: over time, and against one model for everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from engine.domain.calls import UsageTotal
from engine.domain.providers import Price
from engine.domain.tasks import ModelRole


class Span(StrEnum):
    """The player's days up to today."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def first_day(self, today: date) -> date | None:
        """Where it begins; None for the very beginning."""
        days = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30, Span.ALL: 0}[self]
        return today - timedelta(days=days - 1) if days else None


class Grain(StrEnum):
    """How long each step of time is."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageStep:
    """What one model role used in one step of time.

    `start` is the step's beginning in ISO 8601, as far as it tells steps of its grain apart.
    """

    start: str
    model_role: ModelRole
    total: UsageTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCourse:
    """How usage went over time: every step from the first to the last, those without any too.

    `roles` is what each model role used in the whole of it: a call that went on from one step to
    the next is one call there.
    """

    grain: Grain
    starts: tuple[str, ...]
    steps: tuple[UsageStep, ...]
    roles: Mapping[ModelRole, UsageTotal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What the same tokens would have cost on one model, against what was paid for them.

    `counted` are the calls whose price is known; `left_out` says how many others there were.
    `elsewhere` are those among them that went to other models, and would have cost
    `elsewhere_on_one`.
    """

    model: str
    price: Price
    counted: UsageTotal
    elsewhere: UsageTotal
    on_one: Decimal
    elsewhere_on_one: Decimal
    left_out: int = 0

    @property
    def paid(self) -> Decimal:
        return self.counted.cost

    @property
    def saved(self) -> Decimal:
        """US dollars; negative where one model would have been cheaper."""
        return self.on_one - self.paid

    @property
    def ratio(self) -> Decimal | None:
        """How many times dearer the one model is than the others; None where they were free."""
        paid = self.elsewhere.cost
        return self.elsewhere_on_one / paid if paid else None
