"""Sums of the ledger, added up and put into words."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.parts.figures import money
from desktop.texts import right as texts
from engine.domain.calls import Usage, UsageTotal


def total_of(totals: Sequence[UsageTotal]) -> UsageTotal:
    """The sum of sums that share no call."""
    return UsageTotal(
        label="",
        calls=sum(each.calls for each in totals),
        usage=Usage(
            input=sum(each.usage.input for each in totals),
            output=sum(each.usage.output for each in totals),
            cached=sum(each.usage.cached for each in totals),
            reasoning=sum(each.usage.reasoning for each in totals),
            cache_write=sum(each.usage.cache_write for each in totals),
            estimated=any(each.usage.estimated for each in totals),
        ),
        cost=sum((each.cost for each in totals), Decimal(0)),
        unpriced_calls=sum(each.unpriced_calls for each in totals),
        free_calls=sum(each.free_calls for each in totals),
    )


def cost_of(total: UsageTotal) -> str:
    """What it cost as far as prices are known."""
    if not total.unpriced_calls:
        return money(total.cost) if total.cost else texts.FREE
    return texts.AT_LEAST.format(money=money(total.cost)) if total.cost else texts.NOT_KNOWN
