"""What is known of models without asking anybody: facts, last lists, rungs, what is proposed."""

from collections.abc import Mapping
from contextlib import suppress

from engine.app.workings import Workings
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId
from engine.domain.offers import Gone, gone
from engine.domain.providers import ModelFacts, Profile
from engine.errors import RoutingError


class EngineOffers:
    """What `Engine.offers` can do. Nothing of it goes over the network."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    def facts(self, profile: Profile) -> ModelFacts:
        """What is known of the profile's model; bare facts where its connection is gone."""
        with suppress(RoutingError):
            return self._workings.connections.facts(profile)
        return ModelFacts(model=profile.model)

    def listed(self, connection: ConnectionId) -> tuple[ModelFacts, ...]:
        """The models that the connection's service listed last, in this run or an earlier one."""
        return self._workings.connections.listed(connection)

    def gone(self, profile: Profile) -> Gone | None:
        """What comes nearest to a model that its service does not list any more."""
        listed = [each.model for each in self.listed(profile.connection)]
        with suppress(RoutingError):
            provider = self._workings.connections.provider(profile)
            return gone(profile.model, listed, provider.dialect)
        return None

    async def rungs(self) -> Mapping[tuple[ConnectionId, str], Rung]:
        """The rungs that held those models that the strictest one of their service did not."""
        return await self._workings.tools.router.habits.rungs()

    def strictest(self, connection: ConnectionId) -> Rung:
        """The rung that the models of a connection are held to as long as it holds them."""
        found = self._workings.settings.connection(connection)
        provider = self._workings.providers.get(found.provider) if found else None
        offered = provider.dialect.constraints if provider else {}
        return next((rung for rung in Rung if rung in offered), Rung.PLAIN)
