"""What was found out about the connections since the program started."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.texts import connections as texts
from engine.app import Engine, RoleModel
from engine.domain.constraints import Rung
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.errors import (
    AuthenticationError,
    ConnectionFailedError,
    EngineError,
    ModelNotFoundError,
    OutOfCreditError,
    PermissionDeniedError,
    RateLimitedError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a connection answered: with its models (None if only a call was made), or not."""

    models: tuple[ModelFacts, ...] | None = None
    error: EngineError | None = None


class Offered:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[ConnectionId, Found] = {}
        self._asking: set[ConnectionId] = set()
        self._rungs: Mapping[tuple[ConnectionId, str], Rung] = {}

    async def ask(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models the connection has now. Raise an `EngineError` that says what is wrong."""
        self._asking.add(connection.id)
        try:
            models = await self._engine.connections.models(connection)
        except EngineError as error:
            self.note(connection.id, error)
            raise
        finally:
            self._asking.discard(connection.id)
        self._found[connection.id] = Found(models=models)
        return models

    def note(self, connection: ConnectionId, error: EngineError | None) -> None:
        """A call was answered, or failed with `error`."""
        before = self._found.get(connection, Found())
        self._found[connection] = replace(before, error=error)

    def tell(self, connection: ConnectionId, models: tuple[ModelFacts, ...]) -> None:
        """These are its models."""
        self._found[connection] = Found(models=models)

    def forget(self, connection: ConnectionId) -> None:
        """What was found out no longer holds."""
        self._found.pop(connection, None)

    def knows(self, connection: ConnectionId) -> bool:
        """Whether it was asked, or is being asked now."""
        return connection in self._found or connection in self._asking

    def is_asking(self, connection: ConnectionId) -> bool:
        return connection in self._asking

    def failed(self, connection: ConnectionId) -> bool:
        return self._found.get(connection, Found()).error is not None

    def models(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models it said it has, in an earlier run if not in this one; else those that its
        provider's file knows.
        """
        found = self._found.get(connection.id)
        if found and found.models:
            return found.models
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

    def mark(self, connection: Connection) -> str:
        """The token of a colour; `line` says the same in words."""
        provider = self._engine.providers.get(connection.provider)
        return mark_of(provider, self._found.get(connection.id))

    def line(self, connection: Connection) -> str:
        provider = self._engine.providers.get(connection.provider)
        if connection.id in self._asking:
            return " · ".join(
                part for part in (place_of(connection, provider), texts.CHECKING) if part
            )
        return line_of(connection, provider, self._found.get(connection.id))


def mark_of(provider: Provider | None, found: Found | None) -> str:
    if found is None:
        return "faint"
    if found.error is None:
        return "good"
    is_off = isinstance(found.error, ConnectionFailedError) and provider and provider.local
    return "faint" if is_off else "bad"


def line_of(connection: Connection, provider: Provider | None, found: Found | None) -> str:
    """How it is reached and how it is, in a few words."""
    if provider and provider.needs_key and not (found and found.error):
        return _keyed(connection, found)
    state = _state(provider, found)
    return " · ".join(part for part in (place_of(connection, provider), state) if part)


def place_of(connection: Connection, provider: Provider | None) -> str:
    """The server and its port; "" where a key says who is asked."""
    if provider is None or provider.needs_key:
        return ""
    address = connection.base_url or provider.base_url
    return address.partition("://")[2].partition("/")[0]


def _keyed(connection: Connection, found: Found | None) -> str:
    if found is None:
        return texts.KEY_NOT_CHECKED if connection.key else texts.NO_KEY
    counted = () if found.models is None else (texts.models_text(len(found.models)),)
    return " · ".join((texts.KEY_CHECKED, *counted))


def _state(provider: Provider | None, found: Found | None) -> str:
    if found is None:
        return texts.NOT_CHECKED
    if found.error:
        return _trouble(provider, found.error)
    names = [facts.name or facts.model for facts in found.models or ()]
    if provider and provider.adapter == "builtin":
        return " · ".join((*names[:1], texts.READY))
    return texts.ANSWERS if found.models is None else _loaded(names)


def _loaded(names: list[str]) -> str:
    match names:
        case []:
            return texts.NOTHING_LOADED
        case [name]:
            return texts.LOADED.format(model=name)
        case _:
            return texts.models_text(len(names))


def _trouble(provider: Provider | None, error: EngineError) -> str:
    status = getattr(error, "status", None)
    if isinstance(error, AuthenticationError):
        return texts.KEY_REFUSED.format(status=status) if status else texts.KEY_MISSING
    if isinstance(error, ConnectionFailedError):
        return texts.NOT_RUNNING if provider and provider.local else texts.NOT_REACHED
    return next(
        (said for kind, said in _TROUBLES.items() if isinstance(error, kind)),
        texts.NOT_ANSWERING,
    )


_TROUBLES: Mapping[type[EngineError], str] = {
    PermissionDeniedError: texts.NOT_ALLOWED,
    OutOfCreditError: texts.NO_CREDIT,
    RateLimitedError: texts.TOO_MANY,
    ModelNotFoundError: texts.WRONG_ADDRESS,
}
