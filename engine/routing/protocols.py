"""What routing needs from the parts it does not know."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from engine.domain.answers import Answer
from engine.domain.calls import LedgerRow, Spent
from engine.domain.habits import ModelHabits
from engine.domain.ids import ConnectionId, SessionId
from engine.domain.providers import ModelFacts, Profile, Provider
from engine.providers.base import Adapter
from engine.settings import Waiting


class Ledger(Protocol):
    async def book(self, row: LedgerRow) -> None:
        """Keep the row, even if the program is killed right after."""

    async def spent(self, today: date, session: SessionId | None, turn: int | None) -> Spent:
        """What is booked for `today`, for its month, and for a turn and its session."""


class HabitStore(Protocol):
    """Where it is kept what models were found to do."""

    async def load(self) -> Mapping[tuple[ConnectionId, str], ModelHabits]: ...

    async def keep(self, connection: ConnectionId, model: str, habits: ModelHabits) -> None: ...

    async def forget(self, connection: ConnectionId) -> None:
        """Everything about the models of this connection."""


class AnswerStore(Protocol):
    """Where answers are kept that may be given again."""

    async def find(self, key: str) -> Answer | None:
        """The answer kept by `key`, as one that is remembered."""

    async def keep(self, key: str, answer: Answer) -> None: ...

    async def forget(self, key: str) -> None: ...


class Connections(Protocol):
    """The connections that are set up, ready to be asked."""

    async def adapter(self, profile: Profile) -> Adapter:
        """The adapter for the profile's connection. Raise an `EngineError` if there is none."""

    def provider(self, profile: Profile) -> Provider: ...

    def facts(self, profile: Profile) -> ModelFacts: ...

    def slots_of(self, profile: Profile) -> int:
        """How many calls at once the profile's connection takes."""

    async def meet(self, profiles: Iterable[Profile]) -> None:
        """Learn what servers on this computer run the profiles' models with."""

    def waiting(self, profile: Profile) -> Waiting:
        """How long the profile's connection may be silent."""
