"""What routing knows of the models that a call may use: window, price, size, values, rung."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engine.domain.calls import CallValue, CallValues
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.prompts import PromptRoom
from engine.domain.providers import ModelFacts, Price, Profile, Provider
from engine.domain.tasks import ModelRole, TaskValues
from engine.errors import RoutingError
from engine.providers.dialects import dialect_of
from engine.routing.attempts import prompt_tokens
from engine.routing.escalating import Checks, escalation
from engine.routing.habits import Habits
from engine.routing.pictures import REFUSED, picture_tokens
from engine.routing.price_table import PriceTable
from engine.routing.pricing import Size, price_of
from engine.routing.protocols import Connections
from engine.routing.requests import CallRequest, Escalation
from engine.routing.routes import Stop, capped, route, values
from engine.settings import Settings

UNKNOWN_WINDOW = 8192
"""Tokens assumed where nobody says how much a model can take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Reads settings, connections and habits, and keeps what refusals tell of a model."""

    settings: Callable[[], Settings]
    connections: Connections
    habits: Habits
    prices: PriceTable
    _found: dict[tuple[ConnectionId, str], int] = field(default_factory=dict)
    """Windows that models were found to have in this run."""

    def route(self, request: CallRequest) -> tuple[Stop, ...]:
        """The profiles this call may use. Raise `RoutingError` when there is none."""
        settings = self.settings()
        if stops := route(settings, request):
            return stops
        model_role = self.row(request).model_role
        raise RoutingError(
            f"No model is set for the {model_role} role. Open Models & connections and choose one."
        )

    def compared(self, request: CallRequest, first: Stop) -> Stop:
        """What the cost of this call is compared with: `first`, or what is asked otherwise."""
        if request.escalation and (unsure := self.settings().profile(request.escalation.unsure)):
            return Stop(profile=unsure, reason="")
        if not request.asks_if_dearer:
            return first
        usual = self.route(replace(request, request_profile=None))[0]
        return first if usual.profile.id == first.profile.id else usual

    def escalation(
        self, request: CallRequest, unsure: ProfileId, checks: Checks
    ) -> Escalation | None:
        """Where a question goes on to that `unsure` could not answer."""
        return escalation(self.settings(), request, unsure, checks, self._judges)

    def _judges(self, profile: Profile) -> bool:
        try:
            return self.facts(profile).judges is not False
        except RoutingError:
            return False

    def row(self, request: CallRequest) -> TaskValues:
        return self.settings().task_values(request.task)

    def facts(self, profile: Profile) -> ModelFacts:
        return self.connections.facts(profile)

    def provider(self, profile: Profile) -> Provider:
        return self.connections.provider(profile)

    async def price(self, profile: Profile) -> Price | None:
        return await price_of(self.provider(profile), self.facts(profile), self.prices)

    def values(self, request: CallRequest, stop: Stop) -> CallValues:
        return values(request, self.row(request), stop, self.facts(stop.profile))

    async def meet_servers(self) -> None:
        """Those of the roles' models."""
        settings = self.settings()
        used = {id_ for role in ModelRole for id_ in settings.role_profiles(role)}
        used.update(id_ for profiles in settings.tiers.values() for id_ in profiles)
        await self.connections.meet(each for each in settings.profiles if each.id in used)

    def known_window(self, stop: Stop) -> int | None:
        profile = stop.profile
        said = profile.context_window or self.facts(profile).context_window
        found = self._found.get((profile.connection, profile.model))
        return min(said, found) if said and found else said or found

    def note_window(self, stop: Stop, window: int) -> None:
        """A prompt that should have fitted was refused: the model takes so much, or less."""
        self._found[stop.profile.connection, stop.profile.model] = window

    def forget_windows(self, connection: ConnectionId | None = None) -> None:
        """What was found of `connection`, or all: its models may take more by now."""
        for key in [key for key in self._found if connection in (None, key[0])]:
            del self._found[key]

    def window(self, stop: Stop) -> int:
        """How many tokens prompt and answer may take together on this profile."""
        return self.known_window(stop) or UNKNOWN_WINDOW

    def size(self, request: CallRequest, stop: Stop) -> Size:
        """The largest the call can become on this profile."""
        largest = self.values(request, stop).max_tokens.value or self.row(request).max_tokens
        thoughts = dialect_of(self.provider(stop.profile), stop.profile.model)
        return Size(
            input=prompt_tokens(request.messages), output=int(largest) + thoughts.thinking_room
        )

    def room(self, request: CallRequest, stop: Stop) -> PromptRoom:
        taken = self.size(request, stop).output + picture_tokens(request.messages)
        return PromptRoom(window=self.window(stop), reply=taken)

    def longest_answer(self, request: CallRequest, stop: Stop) -> CallValue:
        """The value that is sent, as far as the prompt leaves so much room."""
        taken = prompt_tokens(request.messages) + picture_tokens(request.messages)
        longest = self.values(request, stop).max_tokens
        return capped(longest, (max(0, self.window(stop) - taken), "context"))

    async def takes_pictures(self, profile: Profile) -> bool:
        """Whether the model is not known to take none."""
        refuses = (await self.habits.of(profile)).refuses
        return self.facts(profile).images is not False and REFUSED not in refuses

    async def rung(self, stop: Stop) -> tuple[Rung, tuple[Rung, ...]]:
        """The rung this stop's model is held to, and all that its backend offers."""
        rungs = (await self.connections.adapter(stop.profile)).rungs
        remembered = (await self.habits.of(stop.profile)).rung
        return (remembered if remembered in rungs else rungs[0]), rungs

    async def demote(self, stop: Stop) -> bool:
        """Remember that the present rung does not hold this model; False if it is the last."""
        rung, rungs = await self.rung(stop)
        below = rungs[rungs.index(rung) + 1 :]
        if below:
            await self.habits.hold_to(stop.profile, below[0])
        return bool(below)
