"""What an attempt cost, and whether a profile is dearer than another."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.providers import FREE, ModelFacts, Price, Provider

MILLION = Decimal(1_000_000)

LISTED_TOKENS = 1_000
"""The size of call whose price the table is asked for: some models are dearer for prompts of
hundreds of thousands of tokens, which no story sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The largest a call can become, in tokens."""

    input: int
    output: int


async def price_of(provider: Provider, facts: ModelFacts) -> Price | None:
    """The model's price: free where it runs locally, else its own facts, else the price table.

    None when nobody knows it.
    """
    if provider.local:
        return FREE
    if facts.price:
        return facts.price
    return await asyncio.to_thread(_listed_price, provider.id, facts.model)


def cost_of(usage: Usage, price: Price | None, reported: str | None = None) -> Cost:
    """The cost of `usage`: what the provider reported, else price times tokens."""
    if reported is not None:
        return Cost(amount=Decimal(reported), source=CostSource.REPORTED)
    if price is None:
        return Cost(amount=None, source=CostSource.UNKNOWN)
    if price.is_free:
        return Cost(amount=Decimal(0), source=CostSource.FREE)
    source = CostSource.ESTIMATED if usage.estimated else CostSource.PRICED
    return Cost(amount=_priced(usage, price), source=source)


def is_dearer(price: Price | None, than: Price | None, size: Size) -> bool:
    """Whether a call of `size` could cost more at `price`. An unknown price counts as dearer."""
    if price is None:
        return True
    if price.is_free:
        return False
    if than is None:
        return True
    usage = Usage(input=size.input, output=size.output)
    return _priced(usage, price) > _priced(usage, than)


def worst_cost(price: Price | None, size: Size) -> Decimal:
    """The most a call of `size` can cost; nothing where the price is not known."""
    if price is None:
        return Decimal(0)
    usages = (Usage(input=size.input, output=size.output, cache_write=n) for n in (0, size.input))
    return max(_priced(usage, price) for usage in usages)


def _priced(usage: Usage, price: Price) -> Decimal:
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.cache_write is None else price.cache_write
    fresh = usage.input - usage.cached - usage.cache_write
    read = fresh * price.input + usage.cached * cached + usage.cache_write * written
    return (read + usage.output * price.output) / MILLION


def _listed_price(provider: str, model: str) -> Price | None:
    from genai_prices import Usage as Tokens
    from genai_prices import calc_price

    known_as = {"google_genai": "google", "azure_openai": "azure"}.get(provider, provider)
    model = model.removeprefix("azure/")

    def each_million(tokens: Tokens) -> Decimal:
        spent = calc_price(tokens, model, provider_id=known_as).total_price
        return spent * 1_000_000 / LISTED_TOKENS

    try:
        return Price(
            input=each_million(Tokens(input_tokens=LISTED_TOKENS)),
            output=each_million(Tokens(output_tokens=LISTED_TOKENS)),
            cached=each_million(
                Tokens(input_tokens=LISTED_TOKENS, cache_read_tokens=LISTED_TOKENS)
            ),
            cache_write=each_million(
                Tokens(input_tokens=LISTED_TOKENS, cache_write_tokens=LISTED_TOKENS)
            ),
        )
    except LookupError:
        return None
