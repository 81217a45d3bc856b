"""The three roles on the page: which model each uses, and trying it."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import proposed_model, with_role
from desktop.connections.offered import Offered
from desktop.connections.role_card import RoleCard
from desktop.parts.figures import speed_text
from desktop.parts.telling import Telling
from engine.app import Engine, RoleModel
from engine.domain.calls import LastCall, LedgerRow, Outcome
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Connection, ModelFacts
from engine.domain.tasks import ModelRole
from engine.errors import EngineError

BROKE_OFF: Final = "The answer began and then broke off. Press Test to try again."
QUOTED: Final = "“{text}”"

Cards = Mapping[ModelRole, RoleCard]


class RoleChoices(QObject):
    changed = Signal()
    """A role uses another model."""
    tried = Signal()
    """A trial call is in the ledger."""

    def __init__(
        self, cards: Cards, engine: Engine, offered: Offered, telling: Telling, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._cards = cards
        self._engine = engine
        self._offered = offered
        self._telling = telling
        self._calls: Sequence[LastCall] = ()
        self._asks_first: dict[ModelRole, frozenset[ProfileId]] = {}
        for role, card in cards.items():
            self._connect(role, card)

    def show(self) -> None:
        found = {each.model_role: each for each in self._engine.role_models()}
        for model_role, card in self._cards.items():
            role = found.get(model_role)
            card.show_role(
                role,
                self._engine.settings.connections,
                self._last_call(role) if role else None,
                self._asks_first.get(model_role, frozenset()),
            )
            card.show_state(self._offered.mark(role.connection) if role else "faint")

    async def learn(self, calls: Sequence[LastCall]) -> None:
        """Show what the ledger and the prices say. `calls` has the latest first."""
        self._calls = calls
        for role in self._engine.role_models():
            self._asks_first[role.model_role] = await self._engine.asks_first(role)
        self.show()

    def _connect(self, role: ModelRole, card: RoleCard) -> None:
        start = self._telling.start
        card.connection_chosen.connect(lambda id_: start(self._offer_models, card, id_))
        card.model_chosen.connect(
            lambda id_, model: start(self._use_model, role, ConnectionId(id_), model)
        )
        card.test_requested.connect(lambda id_: start(self._try, card, ProfileId(id_)))

    async def _offer_models(self, card: RoleCard, id_: str) -> None:
        """Fill the card with what is known at once, then with what the connection offers."""
        connection = self._engine.settings.connection(ConnectionId(id_))
        provider = self._engine.providers.get(connection.provider) if connection else None
        if connection is None or provider is None:
            return
        chosen = self._used(card.model_role, connection)
        for models in (provider.models, await self._models_if_any(connection)):
            proposed = chosen or proposed_model(provider, card.model_role, models)
            names = dict.fromkeys((proposed, *(facts.model for facts in models)))
            card.show_models(connection.id, [name for name in names if name], proposed)

    async def _use_model(self, role: ModelRole, connection: ConnectionId, model: str) -> None:
        settings = with_role(self._engine.settings, role, connection, model)
        await self._engine.change_settings(settings)
        self._cards[role].close_chooser()
        self.changed.emit()

    async def _try(self, card: RoleCard, profile: ProfileId) -> None:
        """Let the model write a sentence into its card, and say how fast it was."""
        card.set_testing(True)
        card.show_result("")
        try:
            await self._write_trial(card, profile)
        except EngineError as error:
            card.show_result(str(error), "bad")
        finally:
            card.set_testing(False)
        self.tried.emit()

    async def _write_trial(self, card: RoleCard, profile: ProfileId) -> None:
        text = ""
        async with aclosing(self._engine.try_model(profile)) as parts:
            async for part in parts:
                match part:
                    case str():
                        text += part
                        card.show_result(QUOTED.format(text=text.strip()))
                    case LedgerRow():
                        _show_end(card, QUOTED.format(text=text.strip()), part)

    async def _models_if_any(self, connection: Connection) -> tuple[ModelFacts, ...]:
        try:
            return await self._offered.ask(connection)
        except EngineError as error:
            self._telling.tell(str(error))
            return ()

    def _used(self, role: ModelRole, connection: Connection) -> str:
        """The model that the role uses now, if it is this connection's."""
        found = next((e for e in self._engine.role_models() if e.model_role is role), None)
        here = found is not None and found.connection.id == connection.id
        return found.profile.model if found and here else ""

    def _last_call(self, role: RoleModel) -> LastCall | None:
        return next((each for each in self._calls if each.profile == role.profile.id), None)


def _show_end(card: RoleCard, quoted: str, row: LedgerRow) -> None:
    if row.outcome is Outcome.FINISHED:
        card.show_result("\n".join(part for part in (speed_text(row), quoted) if part))
    else:
        card.show_result(BROKE_OFF, "bad")
