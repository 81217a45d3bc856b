from decimal import Decimal

import httpx
import pytest
from wire import connected

from engine.domain.providers import CreditSource
from engine.errors import AuthenticationError
from engine.paths import resources_folder
from engine.providers.base import KnowsCredit
from engine.providers.credit import credit_in
from engine.providers.registry import load_providers
from engine.providers.scripted import Scripted

OPENROUTER = load_providers(resources_folder() / "providers")["openrouter"]
LEFT = CreditSource(path="/key", left="data.left")
DIFFERENCE = CreditSource(path="/credits", granted="data.total", used="data.used")


@pytest.mark.parametrize(
    ("source", "payload", "left"),
    [
        (LEFT, {"data": {"left": 4.12}}, "4.12"),
        (LEFT, {"data": {"left": "4.12"}}, "4.12"),
        (LEFT, {"data": {"left": -0.5}}, "-0.5"),
        (LEFT, {"data": {"left": None}}, None),
        (LEFT, {"data": {"left": True}}, None),
        (LEFT, {"data": {"left": "much"}}, None),
        (LEFT, {"data": {"left": "NaN"}}, None),
        (LEFT, {"data": []}, None),
        (LEFT, "no", None),
        (DIFFERENCE, {"data": {"total": 10, "used": 5.88}}, "4.12"),
        (DIFFERENCE, {"data": {"total": 10}}, None),
    ],
)
def test_the_credit_left_is_found_where_the_service_says_it(source, payload, left):
    assert credit_in(payload, source) == (None if left is None else Decimal(left))


def openrouter(limit_remaining):
    answers = {
        "/v1/key": {"data": {"limit_remaining": limit_remaining, "usage": 1}},
        "/v1/credits": {"data": {"total_credits": 20, "total_usage": 7.5}},
    }
    return connected(
        lambda request: httpx.Response(200, json=answers[request.url.path]), OPENROUTER
    )


@pytest.mark.parametrize(("limit_remaining", "left"), [(4.12, "4.12"), (None, "12.5")])
async def test_openrouter_tells_what_the_key_has_left_or_else_the_account(limit_remaining, left):
    assert await openrouter(limit_remaining).credit() == Decimal(left)


async def test_a_service_that_does_not_say_is_not_asked():
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    assert await connected(never).credit() is None


async def test_a_refused_key_is_told():
    adapter = connected(lambda _: httpx.Response(401, json={"error": "no"}), OPENROUTER)
    with pytest.raises(AuthenticationError):
        await adapter.credit()


def test_only_some_adapters_know():
    assert isinstance(openrouter(1), KnowsCredit)
    assert not isinstance(Scripted(()), KnowsCredit)
