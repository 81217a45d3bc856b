"""What an attempt cost, and whether a profile is dearer than another."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.providers import FREE, ModelFacts, Price, Provider
from engine.routing.price_table import PriceTable

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The largest a call can become, in tokens."""

    input: int
    output: int


async def price_of(provider: Provider, facts: ModelFacts, table: PriceTable) -> Price | None:
    """The model's price: free where it runs locally, else its own facts, else the table.

    None when nobody knows it.
    """
    if provider.local:
        return FREE
    if facts.price:
        return facts.price
    if table.is_at_hand(provider.id, facts.model):
        return table.price(provider.id, facts.model)
    return await asyncio.to_thread(table.price, provider.id, facts.model)


def cost_of(usage: Usage, price: Price | None, reported: str | None = None) -> Cost:
    """The cost of `usage`: what the provider reported, else price times tokens."""
    if reported is not None:
        return Cost(amount=Decimal(reported), source=CostSource.REPORTED)
    if price is None:
        return Cost(amount=None, source=CostSource.UNKNOWN)
    if price.is_free:
        return Cost(amount=Decimal(0), source=CostSource.FREE)
    source = CostSource.ESTIMATED if usage.estimated else CostSource.PRICED
    return Cost(amount=priced(usage, price), source=source)


def is_dearer(price: Price | None, than: Price | None, size: Size) -> bool:
    """Whether a call of `size` could cost more at `price`. An unknown price counts as dearer."""
    if price is None:
        return True
    if price.is_free:
        return False
    if than is None:
        return True
    usage = Usage(input=size.input, output=size.output)
    return priced(usage, price) > priced(usage, than)


def worst_cost(price: Price | None, size: Size) -> Decimal:
    """The most a call of `size` can cost; nothing where the price is not known."""
    if price is None:
        return Decimal(0)
    usages = (Usage(input=size.input, output=size.output, cache_write=n) for n in (0, size.input))
    return max(priced(usage, price) for usage in usages)


def priced(usage: Usage, price: Price) -> Decimal:
    """US dollars for these tokens, exact."""
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.cache_write is None else price.cache_write
    fresh = usage.input - usage.cached - usage.cache_write
    read = fresh * price.input + usage.cached * cached + usage.cache_write * written
    return (read + usage.output * price.output) / MILLION
