"""What the connections offer, as far as they were asked since the program started."""

from typing import Final

from engine.app import Engine
from engine.domain.ids import ConnectionId
from engine.domain.providers import Connection, ModelFacts, Provider
from engine.domain.secrets import where_kept
from engine.errors import EngineError

KEY_CHECKED: Final = "key checked"
ON_THIS_COMPUTER: Final = "on this computer"


class Offered:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._models: dict[ConnectionId, tuple[ModelFacts, ...]] = {}
        self._refused: dict[ConnectionId, str] = {}

    async def ask(self, connection: Connection) -> tuple[ModelFacts, ...]:
        """The models the connection has now. Raise an `EngineError` that says what is wrong."""
        self.forget(connection.id)
        try:
            models = await self._engine.models(connection)
        except EngineError as error:
            self._refused[connection.id] = str(error)
            raise
        self._models[connection.id] = models
        return models

    def forget(self, connection: ConnectionId) -> None:
        """What was found out no longer holds."""
        self._models.pop(connection, None)
        self._refused.pop(connection, None)

    def mark(self, connection: Connection) -> str:
        """The token of a colour: answered, refused, or not asked yet."""
        if connection.id in self._refused:
            return "bad"
        return "good" if connection.id in self._models else "faint"

    def line(self, connection: Connection) -> str:
        """The same in words."""
        if refused := self._refused.get(connection.id):
            return refused
        provider = self._engine.providers.get(connection.provider)
        models = self._models.get(connection.id)
        if models is None:
            return _reached(connection, provider)
        if provider and provider.needs_key:
            return f"{KEY_CHECKED} · {count_text(len(models))}"
        return f"{_reached(connection, provider)} · {count_text(len(models))}"


def count_text(models: int) -> str:
    return "1 model" if models == 1 else f"{models} models"


def _reached(connection: Connection, provider: Provider | None) -> str:
    """By which key or address, before anything was asked."""
    if provider and provider.needs_key:
        return where_kept(connection.key)
    address = connection.base_url or (provider.base_url if provider else "")
    return address.partition("://")[2].partition("/")[0] or ON_THIS_COMPUTER
