"""What attempts cost: reported, priced, estimated, free or unknown; and which profile is dearer."""

from dataclasses import replace
from decimal import Decimal

import pytest
from routers import a_provider, dollars

from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.ids import ProviderId
from engine.domain.providers import FREE, ModelFacts, Price
from engine.routing.price_table import PriceTable
from engine.routing.pricing import Size, cost_of, is_dearer, price_of, worst_cost

TABLE = PriceTable()
USAGE = Usage(input=2_000, output=500, cached=1_500)
PRICE = Price(input=Decimal("2.00"), output=Decimal("8.00"), cached=Decimal("0.50"))
WRITES = replace(PRICE, cache_write=Decimal("2.50"))


@pytest.mark.parametrize(
    ("usage", "price", "reported", "amount", "source"),
    [
        (USAGE, PRICE, None, "0.00575", CostSource.PRICED),
        (USAGE, replace(PRICE, cached=None), None, "0.008", CostSource.PRICED),
        (USAGE, replace(PRICE, cached=Decimal(0)), None, "0.005", CostSource.PRICED),
        (replace(USAGE, reasoning=400), PRICE, None, "0.00575", CostSource.PRICED),
        (replace(USAGE, cache_write=400), PRICE, None, "0.00575", CostSource.PRICED),
        (replace(USAGE, cache_write=400), WRITES, None, "0.00595", CostSource.PRICED),
        (replace(USAGE, estimated=True), PRICE, None, "0.00575", CostSource.ESTIMATED),
        (USAGE, PRICE, "0.00123", "0.00123", CostSource.REPORTED),
        (USAGE, None, "0.00123", "0.00123", CostSource.REPORTED),
        (USAGE, PRICE, "0", "0", CostSource.REPORTED),
        (USAGE, FREE, None, "0", CostSource.FREE),
        (USAGE, None, None, None, CostSource.UNKNOWN),
        (Usage(), PRICE, None, "0", CostSource.PRICED),
    ],
)
def test_a_cost_is_what_was_reported_else_the_price_of_the_tokens(
    usage, price, reported, amount, source
):
    expected = None if amount is None else Decimal(amount)
    assert cost_of(usage, price, reported) == Cost(amount=expected, source=source)


SIZE = Size(input=1_000, output=100)


@pytest.mark.parametrize(
    ("price", "than", "dearer"),
    [
        (dollars("1", "1"), dollars("1", "1"), False),
        (dollars("1", "2"), dollars("1", "1"), True),
        (dollars("1", "10"), dollars("2", "1"), False),
        (dollars("1", "12"), dollars("2", "1"), True),
        (FREE, FREE, False),
        (FREE, None, False),
        (dollars("0.01", "0.01"), FREE, True),
        (dollars("0.01", "0.01"), None, True),
        (None, dollars("100", "100"), True),
        (None, None, True),
    ],
)
def test_a_profile_is_dearer_when_the_largest_the_call_can_become_costs_more(price, than, dearer):
    assert is_dearer(price, than, SIZE) is dearer


async def listed(provider, model):
    remote = replace(a_provider("remote"), id=ProviderId(provider), models=())
    return await price_of(remote, ModelFacts(model=model), TABLE)


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "gpt-4o-mini"),
        ("openrouter", "openai/gpt-4o-mini"),
        ("google_genai", "gemini-2.5-flash"),
        ("anthropic", "claude-sonnet-4-5"),
        ("azure_openai", "gpt-4o-mini"),
    ],
)
async def test_the_price_table_knows_the_models_of_the_large_services(provider, model):
    price = await listed(provider, model)
    assert 0 < price.cached < price.input < price.output


async def test_prices_are_for_a_million_tokens():
    assert await listed("openai", "gpt-4o-mini") == Price(
        input=Decimal("0.15"),
        output=Decimal("0.60"),
        cached=Decimal("0.075"),
        cache_write=Decimal("0.15"),
    )


async def test_what_goes_into_a_cache_may_cost_more_than_what_does_not():
    price = await listed("anthropic", "claude-haiku-4-5")
    assert price.cached < price.input < price.cache_write
    size = Size(input=1_000_000, output=0)
    assert worst_cost(price, size) == price.cache_write
    assert worst_cost(replace(price, cache_write=None), size) == price.input


async def test_prices_are_those_of_prompts_as_stories_send_them_not_of_whole_libraries():
    assert await listed("google_genai", "gemini-2.5-pro") == Price(
        input=Decimal("1.25"),
        output=Decimal(10),
        cached=Decimal("0.125"),
        cache_write=Decimal("1.25"),
    )


@pytest.mark.parametrize(
    ("provider", "model"),
    [("openai", "no-such-model"), ("openrouter", "no/such"), ("a_server_of_my_own", "gpt-4o")],
)
async def test_a_price_that_nobody_knows_is_none(provider, model):
    assert await listed(provider, model) is None


async def test_what_the_providers_own_file_says_goes_before_the_table():
    own = dollars("7", "9")
    remote = replace(a_provider("remote"), id=ProviderId("openai"))
    assert await price_of(remote, ModelFacts(model="gpt-4o-mini", price=own), TABLE) == own


async def test_a_model_on_this_computer_is_free_whatever_its_name():
    here = replace(a_provider("here"), id=ProviderId("openai"), local=True)
    assert await price_of(here, ModelFacts(model="gpt-4o", price=dollars("7", "9")), TABLE) is FREE
