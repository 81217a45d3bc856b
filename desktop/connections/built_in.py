"""The built-in models on their page: started, stopped, measured, used, set up and removed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.connections.built_in_card import BuiltInCard
from desktop.connections.built_in_lines import BuiltInView, built_in_view
from desktop.connections.built_in_page import BuiltInPage
from desktop.connections.choices import built_in_connection, roles_of_model, with_built_in
from desktop.parts.figures import bytes_text
from desktop.parts.model_roles import listed
from desktop.parts.telling import Telling
from desktop.qt.dialogs import QuestionDialog, accepted
from desktop.texts import built_in as texts
from desktop.texts import connections as connection_texts
from engine.app import Engine
from engine.domain.local_models import LocalModel, LocalOptions, LocalState, Runtime
from engine.domain.tasks import ModelRole
from engine.errors import EngineError

WATCHED_MS: Final = 400

TakeBack = Callable[[], Awaitable[object]]


class BuiltIn(QObject):
    """What goes wrong with a model stands on its card."""

    roles_changed = Signal()
    loaded = Signal(object, Runtime)
    """The page shows the models that are there now."""

    def __init__(self, page: BuiltInPage, engine: Engine, telling: Telling) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._telling = telling
        self._models: dict[str, LocalModel] = {}
        self._runtime: Runtime | None = None
        self._troubles: dict[str, str] = {}
        self._stopped: set[str] = set()
        self._measuring: dict[str, asyncio.Task[None]] = {}
        self._take_back: TakeBack | None = None
        page.card_added.connect(self._connect_card)
        page.notice.pressed.connect(self._answer)
        self._watching = QTimer(self, interval=WATCHED_MS)
        self._watching.timeout.connect(self._watch)

    def show(self) -> None:
        self._watching.start()
        self._telling.start(self.load)

    async def load(self) -> None:
        """Show which models are there, and how this computer is, as it is now."""
        models = await self._engine.local_models.list()
        self._runtime = await self._engine.local_models.runtime()
        self._models = {each.model: each for each in models}
        self._page.show_models([self._view(each) for each in models])
        self._page.show_runtime(self._runtime)
        self.loaded.emit(models, self._runtime)

    def offer_back(self, sentence: str, take_back: TakeBack) -> None:
        self._take_back = take_back
        buttons = (connection_texts.UNDO, connection_texts.CLOSE)
        self._page.notice.say(sentence, buttons, "ask")

    def _view(self, model: LocalModel) -> BuiltInView:
        settings = self._engine.settings
        link = built_in_connection(settings, self._engine.providers)
        roles = roles_of_model(settings, link.id, model.model) if link else ()
        provider = self._engine.providers.get(link.provider) if link else None
        name = provider.facts_of(model.model).name if provider else ""
        trouble = self._troubles.get(model.model, "")
        return built_in_view(model, self._runtime, roles, trouble, name)

    def _show(self, model: str) -> None:
        if model in self._models:
            self._page.show_model(self._view(self._models[model]))

    def _watch(self) -> None:
        """Nobody tells how the models run: they are looked at as long as the page is."""
        if self._page.isVisible():
            self._telling.start(self._look)
        else:
            self._watching.stop()

    async def _look(self) -> None:
        states = await self._engine.local_models.states()
        stopped = LocalState.STOPPED
        if any(states.get(name, stopped) != each.state for name, each in self._models.items()):
            await self.load()

    def _connect_card(self, card: BuiltInCard) -> None:
        models, start = self._engine.local_models, self._telling.start
        card.start_requested.connect(lambda model: start(self._do, model, models.start))
        card.stop_requested.connect(lambda model: start(self._stop, model))
        card.restart_requested.connect(lambda model: start(self._do, model, models.restart))
        card.measure_requested.connect(self._begin_measuring)
        card.measure_cancelled.connect(lambda model: self._measuring[model].cancel())
        card.use_requested.connect(lambda model, roles: start(self._use, model, roles))
        card.options_chosen.connect(lambda model, options: start(self._set_up, model, options))
        card.remove_requested.connect(lambda model: start(self._remove, model))

    async def _do(self, model: str, deed: Callable[[str], Awaitable[object]]) -> None:
        self._troubles.pop(model, None)
        self._stopped.discard(model)
        self._show(model)
        try:
            await deed(model)
        except EngineError as error:
            if model not in self._stopped:
                self._troubles[model] = str(error)
        await self.load()

    async def _stop(self, model: str) -> None:
        """What ends because the player wants it to is no trouble."""
        self._stopped.add(model)
        await self._engine.local_models.stop()
        await self.load()

    def _begin_measuring(self, model: str) -> None:
        self._measuring[model] = self._telling.start(self._measure, model)

    async def _measure(self, model: str) -> None:
        button = self._page.cards[model].measure
        button.set_busy(True)
        try:
            await self._do(model, self._engine.local_models.measure)
        finally:
            button.set_busy(False)
            del self._measuring[model]

    async def _set_up(self, model: str, options: LocalOptions) -> None:
        await self._engine.local_models.set_options(model, options)
        await self.load()

    async def _use(self, model: str, roles: tuple[ModelRole, ...]) -> None:
        providers = self._engine.providers
        used = partial(with_built_in, providers=providers, model=model, roles=roles)
        before = await self._engine.change_settings(used)
        await self._show_anew()

        async def take_back() -> None:
            await self._engine.change_settings(lambda now: replace(now, roles=before.roles))

        said = texts.NOW_USE if len(roles) == 1 else texts.ALL_NOW_USE
        title = self._page.cards[model].view.title
        self.offer_back(
            said.format(roles=listed(roles), model=title), partial(self._undo, take_back)
        )

    async def _remove(self, model: str) -> None:
        """A file that Triptych brought is deleted, if the player means it; others stay."""
        there, title = self._models[model], self._page.cards[model].view.title
        if there.downloaded and not await self._may_delete(there):
            return
        take_back = await self._engine.local_models.remove(model)
        await self._show_anew()
        if take_back is not None:
            said = texts.REMOVED.format(model=title)
            self.offer_back(said, partial(self._undo, take_back))

    async def _undo(self, take_back: TakeBack) -> None:
        await take_back()
        await self._show_anew()

    async def _show_anew(self) -> None:
        await self.load()
        self.roles_changed.emit()

    async def _may_delete(self, model: LocalModel) -> bool:
        text = texts.DELETE_QUESTION.format(file=model.file.name, size=bytes_text(model.bytes))
        dialog = QuestionDialog(self._page, title=texts.DELETE_TITLE, text=text, yes=texts.DELETE)
        return await accepted(dialog)

    def _answer(self, pressed: str) -> None:
        if pressed == connection_texts.UNDO and self._take_back is not None:
            self._telling.start(self._take_back)
        self._take_back = None
