"""Whether a profile may be used that costs more than the call's first choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.consent import Ask, Consent, ConsentQuestion
from engine.domain.ids import ProfileId
from engine.domain.providers import Profile
from engine.errors import RoutingError
from engine.routing.models import Models
from engine.routing.pricing import Size, is_dearer
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop

USUAL = Size(input=6000, output=1000)
"""The call by which prices are compared while there is none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    """Compares prices, and asks the player where one is higher."""

    models: Models

    async def refusal(
        self, request: CallRequest, first: Stop, stop: Stop, ask: Ask
    ) -> RoutingError | None:
        """Why this fallback may not be used: it is dearer and nobody agreed to it."""
        models = self.models
        if stop.profile.id in models.settings().approved:
            return None
        price, usual = await models.price(stop.profile), await models.price(first.profile)
        if not is_dearer(price, usual, models.size(request, stop)):
            return None
        name = f"{stop.profile.model} on {models.provider(stop.profile).label}"
        question = ConsentQuestion(
            sentence=f"{first.profile.model} did not answer. Go on with {name}, which may cost "
            "more?",
            profile=stop.profile.id,
        )
        if await ask(question) is not Consent.NO:
            return None
        return RoutingError(f"{name} may cost more and is not used without your consent.")

    async def asks_first(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those that may cost more than the first of `profiles` and are used only with consent."""
        if not profiles:
            return frozenset()
        first = await self.models.price(profiles[0])
        approved = self.models.settings().approved
        asking = [each for each in profiles[1:] if each.id not in approved]
        prices = {each.id: await self.models.price(each) for each in asking}
        return frozenset(id_ for id_, price in prices.items() if is_dearer(price, first, USUAL))

    async def cheaper(self, profiles: Sequence[Profile]) -> frozenset[ProfileId]:
        """Those whose price is known to be lower than that of the first of `profiles`."""
        prices = {each.id: await self.models.price(each) for each in profiles}
        first = prices[profiles[0].id] if profiles else None
        known = {id_: price for id_, price in prices.items() if price and first}
        return frozenset(id_ for id_, price in known.items() if is_dearer(first, price, USUAL))
