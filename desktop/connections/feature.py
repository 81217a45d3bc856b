"""Models and connections put together: what the player chooses is saved and used from then on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from desktop.connections.choices import new_connection, proposed_model, with_role
from desktop.connections.page import ModelsPage
from desktop.connections.role_card import RoleCard
from desktop.qt.tasks import Tasks
from desktop.widgets.entry_list import Entry
from engine.app import Engine
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.providers import Connection, ModelFacts
from engine.domain.secrets import where_kept
from engine.domain.tasks import ModelRole
from engine.errors import EngineError
from engine.settings import with_connection

Deed = Callable[..., Awaitable[None]]

CLOSE: Final = "Close"
WORKS: Final = "It works: {count}."


class ConnectionsFeature(QObject):
    """Lives as long as the engine is open."""

    roles_changed = Signal()

    def __init__(self, page: ModelsPage, engine: Engine, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._tasks = tasks
        self._models: dict[ConnectionId, tuple[ModelFacts, ...]] = {}
        self._checked: dict[ConnectionId, bool] = {}
        self._current = self._first()
        page.add.show_providers(tuple(engine.providers.values()))
        self._connect()
        self.show_all()

    def show_all(self) -> None:
        """Show the settings as they are now."""
        settings, page = self._engine.settings, self._page
        page.show_connections([self._entry(each) for each in settings.connections], self._current)
        found = {each.model_role: each for each in self._engine.role_models()}
        for role, card in page.roles.items():
            card.show_role(found.get(role), settings.connections)
        connection = settings.connection(self._current)
        page.connection.setVisible(connection is not None)
        if connection:
            provider = self._engine.providers.get(connection.provider)
            page.connection.show_connection(connection, provider)

    def _connect(self) -> None:
        page = self._page
        page.connections.opened.connect(self._select)
        page.connection.key_pasted.connect(lambda *pasted: self._start(self._keep_key, *pasted))
        page.connection.check_requested.connect(lambda id_: self._start(self._check, id_))
        page.connection.address_changed.connect(
            lambda *changed: self._start(self._change_address, *changed)
        )
        page.add.added.connect(lambda *added: self._start(self._add, *added))
        for role, card in page.roles.items():
            self._connect_card(role, card)

    def _connect_card(self, role: ModelRole, card: RoleCard) -> None:
        card.connection_chosen.connect(lambda id_: self._start(self._offer_models, card, id_))
        card.model_chosen.connect(
            lambda id_, model: self._start(self._use_model, role, ConnectionId(id_), model)
        )

    def _select(self, id_: str) -> None:
        self._current = ConnectionId(id_)
        self.show_all()

    async def _keep_key(self, id_: str, key: str) -> None:
        try:
            await self._engine.keep_key(ConnectionId(id_), key)
        except EngineError as error:
            self._page.connection.show_result(str(error), good=False)
            return
        self.show_all()
        await self._check(id_)

    async def _check(self, id_: str) -> None:
        """Ask the connection for its models, and say how that went."""
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is None:
            return
        card = self._page.connection
        card.set_checking(True)
        try:
            models = await self._models_of(connection)
        except EngineError as error:
            self._checked[connection.id] = False
            card.show_result(str(error), good=False)
        else:
            self._checked[connection.id] = True
            card.show_result(WORKS.format(count=_count(len(models))), good=True)
        finally:
            card.set_checking(False)
        self.show_all()

    async def _change_address(self, id_: str, address: str) -> None:
        connection = self._engine.settings.connection(ConnectionId(id_))
        if connection is None:
            return
        provider = self._engine.providers.get(connection.provider)
        own = "" if provider and address == provider.base_url else address
        changed = replace(connection, base_url=own)
        self._models.pop(connection.id, None)
        await self._engine.change_settings(with_connection(self._engine.settings, changed))
        self.show_all()

    async def _add(self, provider: str, address: str) -> None:
        engine = self._engine
        added = new_connection(engine.settings, engine.providers[ProviderId(provider)], address)
        await engine.change_settings(with_connection(engine.settings, added))
        self._current = added.id
        self.show_all()
        self._page.connection.key.setFocus()

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
        self._page.roles[role].close_chooser()
        self.show_all()
        self.roles_changed.emit()

    async def _models_if_any(self, connection: Connection) -> tuple[ModelFacts, ...]:
        try:
            return await self._models_of(connection)
        except EngineError as error:
            self._tell(str(error))
            return ()

    async def _models_of(self, connection: Connection) -> tuple[ModelFacts, ...]:
        models = await self._engine.models(connection)
        self._models[connection.id] = models
        return models

    def _used(self, role: ModelRole, connection: Connection) -> str:
        """The model that the role uses now, if it is this connection's."""
        found = next((e for e in self._engine.role_models() if e.model_role is role), None)
        here = found is not None and found.connection.id == connection.id
        return found.profile.model if found and here else ""

    def _entry(self, connection: Connection) -> Entry:
        marks = {True: "good", False: "bad", None: "faint"}
        provider = self._engine.providers.get(connection.provider)
        models = self._models.get(connection.id)
        parts = [_count(len(models))] if models is not None else []
        if provider and provider.needs_key:
            parts.insert(0, where_kept(connection.key))
        elif connection.base_url or (provider and provider.base_url):
            parts.insert(0, connection.base_url or (provider.base_url if provider else ""))
        return Entry(
            id=connection.id,
            title=connection.label,
            line=" · ".join(parts) or "on this computer",
            mark=marks[self._checked.get(connection.id)],
        )

    def _first(self) -> ConnectionId:
        connections = self._engine.settings.connections
        return connections[0].id if connections else ConnectionId("")

    def _start(self, deed: Deed, *arguments: Any) -> None:
        self._tasks.start(self._told(deed, *arguments))

    async def _told(self, deed: Deed, *arguments: Any) -> None:
        """Do it; what the player should know of its failure stands in the page."""
        try:
            await deed(*arguments)
        except EngineError as error:
            self._tell(str(error))

    def _tell(self, sentence: str) -> None:
        self._page.failure.say(sentence, (CLOSE,), "bad")


def _count(models: int) -> str:
    return "1 model" if models == 1 else f"{models} models"
