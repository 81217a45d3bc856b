"""What was found out about the connections since the program started."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.connections.connection_line import checking_line, line_of
from desktop.connections.finding_words import mark_of
from desktop.texts import connections as texts
from engine.app import Engine, RoleModel
from engine.domain.constraints import Rung
from engine.domain.findings import Finding, NoModel, Works
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, ModelFacts
from engine.errors import EngineError


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionState:
    """The token of a colour, and a sentence that says the same in words."""

    mark: str
    sentence: str


class Offered:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[ConnectionId, Finding] = {}
        self._credit: dict[ConnectionId, Decimal | None] = {}
        self._models: dict[ConnectionId, tuple[ModelFacts, ...]] = {}
        self._asking: set[ConnectionId] = set()
        self._rungs: Mapping[tuple[ConnectionId, str], Rung] = {}

    async def check(self, connection: Connection) -> Finding:
        """How a connection is now that is set up."""
        self._asking.add(connection.id)
        try:
            finding = await self._engine.connections.check(connection)
        finally:
            self._asking.discard(connection.id)
        # It may have been changed meanwhile; then this is about another one.
        if self._engine.settings.connection(connection.id) == connection:
            self.tell(connection.id, finding)
        return finding

    async def ask_credit(self, connection: Connection) -> None:
        """What is left on its account, where the service says so and it works."""
        if isinstance(self._found.get(connection.id), Works):
            with suppress(EngineError):
                self._credit[connection.id] = await self._engine.connections.credit(connection)

    def note(self, connection: ConnectionId, error: EngineError | None) -> None:
        """A call was answered, or failed with `error`."""
        if error is None:
            self._found[connection] = Works(sentence="", models=self._models.get(connection, ()))
        else:
            self._found[connection] = self._engine.connections.finding_of(error)

    def tell(self, connection: ConnectionId, finding: Finding) -> None:
        """This was found, perhaps by somebody else."""
        self._found[connection] = finding
        match finding:
            case Works(models=models):
                self._models[connection] = models
            case NoModel():
                self._models.pop(connection, None)
            case _:
                # What it had once it has when it is back.
                pass

    def forget(self, connection: ConnectionId) -> None:
        """What was found out no longer holds."""
        for known in (self._found, self._credit, self._models):
            known.pop(connection, None)

    def knows(self, connection: ConnectionId) -> bool:
        """Whether it was asked, or is being asked now."""
        return connection in self._found or connection in self._asking

    def is_asking(self, connection: ConnectionId) -> bool:
        return connection in self._asking

    def failed(self, connection: ConnectionId) -> bool:
        return not isinstance(self._found.get(connection), Works | NoModel | None)

    def models(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models it said it has, in an earlier run if not in this one; else those that its
        provider's file knows.
        """
        if found := self._models.get(connection.id):
            return found
        if listed := self._engine.offers.listed(connection.id):
            return tuple(replace(each, loaded=None) for each in listed)
        provider = self._engine.providers.get(connection.provider)
        return provider.models if provider else ()

    async def learn(self) -> None:
        """What models were found to do."""
        self._rungs = await self._engine.offers.rungs()

    def rung(self, connection: ConnectionId, model: str) -> Rung:
        """What holds the model to the form of an answer."""
        known = self._rungs.get((connection, model))
        return known or self._engine.offers.strictest(connection)

    def judging(self, connection: ConnectionId, facts: ModelFacts) -> ModelFacts:
        """`facts`, with what a check of the model found."""
        check = self._engine.model_checks.of(connection, facts.model)
        found = check.judges if check else None
        return facts if found is None else replace(facts, judges=found)

    def facts(self, role: RoleModel) -> ModelFacts:
        """What is known of a role's model, by the connection itself if it was asked."""
        told = {facts.model: facts for facts in self.models(role.connection)}
        facts = told.get(role.profile.model, role.facts)
        return replace(facts, name=role.facts.name, judges=role.facts.judges)

    def state(self, connection: Connection) -> ConnectionState:
        mark = self.mark(connection)
        said = texts.CONNECTION_GOOD if mark == "good" else texts.CONNECTION_BAD
        sentence = said.format(label=connection.label, state=self.line(connection))
        return ConnectionState(mark=mark, sentence=sentence)

    def mark(self, connection: Connection) -> str:
        """The token of a colour; `line` says the same in words."""
        provider = self._engine.providers.get(connection.provider)
        return mark_of(self._found.get(connection.id), provider)

    def line(self, connection: Connection) -> str:
        provider = self._engine.providers.get(connection.provider)
        if connection.id in self._asking:
            return checking_line(connection, provider)
        finding, credit = self._found.get(connection.id), self._credit.get(connection.id)
        return line_of(connection, provider, finding, credit)
