"""A service's own fallbacks are sent only when none of them may cost more than the first choice."""

from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter, a_profile, a_provider, dollars, says, some_settings

from engine.domain.providers import Dialect, ModelFacts

PRICES = {"same": dollars("1", "1"), "cheap": dollars("0.5", "1"), "dear": dollars("1", "2")}
ROUTES = {"sort": "price"}


class WithFallbacks(ARouter):
    """Its only provider goes on with other models by itself."""

    def provider(self, profile):
        models = [ModelFacts(model=name, price=price) for name, price in PRICES.items()]
        known = a_provider("first", dollars("1", "1"))
        return replace(
            known,
            dialect=Dialect(fallback_field="models"),
            models=(*known.models, *models),
        )


async def sent(listed, approved=()):
    adapter = says("Hello.")
    profile = a_profile("first", extra_params={"models": listed, "provider": ROUTES})
    dear = replace(a_profile("dear"), connection=profile.connection, model="dear")
    settings = some_settings(["first"], profiles=(profile, dear), approved=approved)
    await WithFallbacks({"first": adapter}, settings=settings).text(a_call())
    return adapter.requests[0].extra_params


@pytest.mark.parametrize("listed", [["same"], ["cheap", "same"], []])
async def test_a_list_of_models_that_cost_no_more_is_sent(listed):
    assert await sent(listed) == {"models": listed, "provider": ROUTES}


@pytest.mark.parametrize("listed", [["dear"], ["cheap", "dear"], ["nobody-knows"], "dear", [7]])
async def test_a_list_with_one_that_may_cost_more_is_left_out(listed):
    assert await sent(listed) == {"provider": ROUTES}


async def test_a_dearer_one_that_the_player_agreed_to_is_sent():
    assert (await sent(["dear"], approved=("dear",)))["models"] == ["dear"]
