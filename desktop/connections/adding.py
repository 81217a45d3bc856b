"""Adding a connection: nothing is kept of it until it works, or the player says so."""

import asyncio
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.connections.add_page import AddPage
from desktop.connections.choices import new_connection, proposed_model, with_roles
from desktop.connections.connection_form import OWN_ADAPTERS, Entered
from desktop.connections.finding_words import WayOut, finding_view, may_keep, page_of
from desktop.connections.model_choosing import ModelChoosing
from desktop.connections.offered import Offered
from desktop.parts.links import open_page
from desktop.parts.model_roles import NAMES
from desktop.parts.telling import Telling
from desktop.texts import connections as texts
from engine.app import Engine
from engine.domain.findings import Finding, FoundElsewhere, NoModel, NotSecure, Works
from engine.domain.found import FoundServer
from engine.domain.ids import ProviderId
from engine.domain.providers import Connection
from engine.domain.tasks import ModelRole
from engine.errors import EngineError
from engine.settings import Settings, with_connection


class Adding(QObject):
    added = Signal(str)
    """A connection's id: it stands."""
    learnt = Signal()
    """More is known of how it is."""
    used = Signal(str, Settings)
    """All three roles were given its models; the settings before."""

    def __init__(
        self,
        page: AddPage,
        engine: Engine,
        offered: Offered,
        choosing: ModelChoosing,
        telling: Telling,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._offered = offered
        self._choosing = choosing
        self._telling = telling
        self._check: asyncio.Task[None] | None = None
        self._new: Connection | None = None
        self._finding: Finding | None = None
        self._way = ""
        self._models: dict[ModelRole, str] = {}
        page.show_providers(tuple(engine.providers.values()))
        self._connect()

    def _connect(self) -> None:
        page, start = self._page, self._telling.start
        page.form.check_requested.connect(self._begin)
        page.form.check_cancelled.connect(self._stop)
        page.abandoned.connect(self._stop)
        page.form.added_anyway.connect(lambda entered: start(self._add_unchecked, entered))
        page.form.way_out_pressed.connect(lambda way: start(self._go_out, way))
        page.models.change_requested.connect(self._change_model)
        page.models.accepted.connect(lambda: start(self._use))
        page.models.declined.connect(page.closed)
        page.models.check_requested.connect(lambda: start(self._ask_again))

    def set_up(self, found: FoundServer, key: str) -> None:
        """Begin with a server that was found; what is known of it is filled in and checked."""
        self._page.fill_in(found.provider, found.base_url, key)
        self._page.form.check.click()

    def check_again(self) -> None:
        """The reason why it was not secure may be gone."""
        if isinstance(self._finding, NotSecure) and self._page.form.isVisible():
            self._page.form.check.click()

    def _begin(self, entered: Entered) -> None:
        self._check = self._telling.start(self._try, entered)

    def _stop(self) -> None:
        if self._check is not None:
            self._check.cancel()

    async def _try(self, entered: Entered) -> None:
        """See whether it works, and keep it if it does."""
        form = self._page.form
        connection = self._connection(entered)
        form.check.set_busy(True)
        try:
            connection = self._put_right(connection)
            finding = await self._engine.connections.check(connection, entered.key)
            if isinstance(finding, Works | NoModel):
                await self._keep(connection, entered.key)
        except EngineError as error:
            finding = self._engine.connections.finding_of(error)
        finally:
            form.check.set_busy(False)
        if isinstance(finding, Works | NoModel):
            await self._go_on(connection, finding)
        else:
            self._tell(connection, finding, has_key=bool(entered.key.strip()))

    def _put_right(self, connection: Connection) -> Connection:
        """The connection at its address as requests go there, which the player sees."""
        provider = self._engine.providers[connection.provider]
        if provider.adapter in OWN_ADAPTERS:
            return connection
        address = self._engine.connections.address(connection)
        self._page.form.show_address(address)
        return replace(connection, base_url="" if address == provider.base_url else address)

    async def _go_on(self, connection: Connection, finding: Works | NoModel) -> None:
        self._offered.tell(connection.id, finding)
        self.added.emit(connection.id)
        self._propose()
        if self._new is not None:
            await self._offered.ask_credit(self._new)
        self.learnt.emit()

    def _tell(self, connection: Connection, finding: Finding, *, has_key: bool) -> None:
        provider = self._engine.providers[connection.provider]
        self._finding, self._way = finding, page_of(provider, finding)
        view = finding_view(finding, provider.label, self._way, has_key=has_key)
        self._page.form.show_finding(view, may_add=may_keep(finding))

    async def _go_out(self, way: WayOut) -> None:
        """Do what the finding's button says."""
        form = self._page.form
        match way:
            case WayOut.USE_ADDRESS if isinstance(self._finding, FoundElsewhere):
                found, key = self._finding, form.entered.key
                self._page.fill_in(found.provider, found.base_url, key)
                form.use_address(found.base_url)
            case WayOut.OPEN_PAGE:
                await open_page(self._page, self._way)
            case WayOut.CHOOSE_CERTIFICATES:
                form.trust.choose_requested.emit()
            case _:
                pass

    async def _add_unchecked(self, entered: Entered) -> None:
        connection = self._connection(entered)
        await self._keep(connection, entered.key)
        self.added.emit(connection.id)
        self._page.closed.emit()

    async def _keep(self, connection: Connection, key: str) -> None:
        engine = self._engine
        await engine.change_settings(partial(with_connection, connection=connection))
        if key.strip():
            await engine.connections.keep_key(connection.id, key)
        self._page.form.key.clear()
        self._new = engine.settings.connection(connection.id)

    async def _ask_again(self) -> None:
        if self._new is None:
            return
        finding = await self._offered.check(self._new)
        if isinstance(finding, Works | NoModel):
            self._propose()
        else:
            self._page.models.show_models(finding.sentence, {})
        self.added.emit(self._new.id)

    def _propose(self) -> None:
        """A model of the new connection for each role, the provider's own proposals first."""
        if self._new is None:
            return
        provider = self._engine.providers[self._new.provider]
        models = self._offered.models(self._new)
        proposed = {role: proposed_model(provider, role, models) for role in ModelRole}
        self._models = {role: model for role, model in proposed.items() if model}
        self._show_models(len(models))

    def _show_models(self, count: int) -> None:
        if self._new is None:
            return
        said = texts.WORKS if self._models else texts.WORKS_EMPTY
        title = said.format(label=self._new.label, models=texts.models_text(count))
        self._page.models.show_models(title, self._models)
        self._page.show_first_models()

    def _change_model(self, role: ModelRole) -> None:
        if self._new is None:
            return
        self._choosing.open(
            self._page.models.changes[role],
            texts.MODEL_FOR.format(role=NAMES[role]),
            lambda _, model: self._take(role, model),
            used=self._models.get(role, ""),
            only=self._new,
        )

    def _take(self, role: ModelRole, model: str) -> None:
        self._models = {**self._models, role: model}
        self._page.models.models[role].setText(model)

    async def _use(self) -> None:
        if self._new is not None:
            used = partial(with_roles, connection=self._new.id, models=self._models)
            before = await self._engine.change_settings(used)
            self._page.closed.emit()
            self.used.emit(self._new.id, before)

    def _connection(self, entered: Entered) -> Connection:
        provider = self._engine.providers[ProviderId(entered.provider)]
        return new_connection(self._engine.settings, provider, entered.address)
