"""Whether the player agrees to what a profile may cost."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.domain.consent import Consent, ConsentQuestion, LimitQuestion, Question
from engine.domain.ids import ProfileId, SessionId
from engine.domain.money import money
from engine.domain.providers import Price, Profile
from engine.errors import RoutingError
from engine.routing.budget import OverLimitError
from engine.routing.models import Models
from engine.routing.pricing import Size, is_dearer, worst_cost
from engine.routing.requests import CallRequest
from engine.routing.routes import Stop
from engine.routing.underway import Underway
from engine.settings import SpendingLimits

USUAL = Size(input=6000, output=1000)
"""The call by which prices are compared while there is none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    """Compares prices, and asks the player where one is higher or a limit is near.

    An answer holds for the rest of the turn, so that nobody is asked the same for every call.
    """

    models: Models
    _answers: dict[tuple[SessionId, int | None, str], Consent] = field(default_factory=dict)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refusal(self, call: Underway, first: Stop, stop: Stop) -> RoutingError | None:
        """Why this stop may not be used: nobody agreed to what it may cost."""
        models, profile = self.models, stop.profile
        if call.only_free and not await self.is_free(stop):
            return RoutingError(f"{profile.model} is not free, and you chose free models.")
        if profile.id in models.settings().approved:
            return None
        price = await models.price(profile)
        name = f"{profile.model} on {models.provider(profile).label}"
        if stop is first:
            if price is not None or models.settings().limits == SpendingLimits():
                return None
            sentence = f"Nobody knows what {name} costs, so no limit can hold it. Use it?"
        else:
            usual = await self._price(first)
            size = models.size(call.request, stop)
            if not is_dearer(price, usual, size):
                return None
            most = worst_cost(price, size) if price else None
            sentence = _dearer(call.request, first.profile.model, name, most)
        question = ConsentQuestion(sentence=sentence, profile=profile.id)
        if await self._asked(call, question, profile.id) is Consent.NO:
            return RoutingError(f"{name} may cost more and is not used without your consent.")
        call.agreed.add(profile.id)
        return None

    async def about_limit(self, call: Underway, error: OverLimitError) -> Consent:
        """What the player wants where a limit is in the way."""
        return await self._asked(call, error.question, error.question.period)

    async def is_free(self, stop: Stop) -> bool:
        price = await self._price(stop)
        return price is not None and price.is_free

    async def _price(self, stop: Stop) -> Price | None:
        """None also where the stop's connection is no longer there."""
        try:
            return await self.models.price(stop.profile)
        except RoutingError:
            return None

    def forget(self) -> None:
        """What was answered before: the player asks again, and is asked again."""
        self._answers.clear()

    async def _asked(self, call: Underway, question: Question, about: str) -> Consent:
        """One question at a time; what was answered in this turn already is not asked again."""
        request, limits = call.request, self.models.settings().limits
        async with self._asking:
            if isinstance(question, LimitQuestion) and self.models.settings().limits != limits:
                return Consent.RAISE
            key = request.session and (request.session, request.turn, about)
            if key and key in self._answers:
                return self._answers[key]
            answer = await call.ask(question)
            if key and answer not in (Consent.RAISE, Consent.NO):
                self._answers[key] = answer
            return answer

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


def _dearer(request: CallRequest, first: str, name: str, most: Decimal | None) -> str:
    """What to ask about a profile that costs more than `first`: `most`, where that is known."""
    if request.escalation:
        return f"{first} could not tell. Ask {name}, which may cost more?"
    if not request.asks_if_dearer:
        return f"{first} did not answer. Go on with {name}, which may cost more?"
    if most is None:
        return f"Nobody knows what {name} costs. Have it write this reply too?"
    return f"{name} may cost up to {money(most)} for this reply, more than {first}. Have it write?"
