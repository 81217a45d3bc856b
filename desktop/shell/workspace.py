"""The window at work on an open engine: the features, and what top and bottom tell of them."""

import asyncio
import importlib
from contextlib import aclosing
from decimal import Decimal
from functools import partial
from importlib import metadata
from typing import Final, assert_never

from PySide6.QtCore import QDateTime, QObject, Qt

from desktop.parts.figures import money, tokens_per_second
from desktop.parts.model_roles import NAMES
from desktop.parts.shelves import Shelf
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Scheme
from desktop.session.feature import SessionFeature
from desktop.session.page import SessionPage
from desktop.session.side import NEW_SESSION
from desktop.shell.actions import Command
from desktop.shell.palette import Palette
from desktop.shell.switching import Switching
from desktop.shell.top_bar import RoleLine
from desktop.shell.window import NAME, MainWindow
from desktop.texts import story as texts
from engine.app import Engine
from engine.domain.calls import LedgerRow, UsageBy
from engine.domain.manners import Manner
from engine.domain.tasks import ModelRole
from engine.play.events import BackgroundFailed, SummaryWritten

SUMMARISED: Final = "The story so far was summarised."
UNRELEASED: Final = "0.1.0"


class Workspace(QObject):
    """Begun once and closed once, while the engine is open."""

    def __init__(self, window: MainWindow, engine: Engine, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._tasks = tasks
        self._page = SessionPage(window.theme, window.composer)
        self._session = SessionFeature(self._page, engine, tasks, window.toasts)
        self._switching = Switching(window.top.switcher, window.strip, engine, tasks, self)
        window.add_session_page(self._page)
        self._everything = self._commands()
        self._palette = Palette(window)
        window.add_commands(self._everything)
        self._connect()

    async def begin(self) -> None:
        """Show the session played last, then make ready what nobody waits for."""
        self._show_roles()
        self._window.status.show_busy(False)
        self._window.status.notify(" ".join(self._engine.notices))
        self._tasks.start(self._listen())
        self._window.show_session()
        await self._session.begin()
        self._window.status.show_version(await asyncio.to_thread(_version))
        await self._add_models_page()
        await self._add_library_page()

    async def close(self) -> None:
        await self._session.close()

    def _connect(self) -> None:
        self._window.top.models_requested.connect(self._window.show_models)
        self._window.top.search_requested.connect(self._offer_everything)
        self._window.top.switcher.add_requested.connect(self._window.show_models)
        self._switching.switched.connect(self._show_roles)
        self._page.side.models_requested.connect(self._window.show_models)
        self._session.session_opened.connect(self._count_costs)
        turns = self._session.turns
        turns.busy_changed.connect(self._window.status.show_busy)
        turns.call_finished.connect(self._show_call)

    async def _add_models_page(self) -> None:
        await asyncio.to_thread(importlib.import_module, "desktop.connections.feature")
        from desktop.connections.feature import ConnectionsFeature
        from desktop.connections.page import ModelsPage

        page = ModelsPage(self._window.theme)
        feature = ConnectionsFeature(page, self._engine, self._tasks)
        feature.roles_changed.connect(self._show_roles)
        feature.limits_changed.connect(self._count_costs)
        feature.switch_requested.connect(self._switching.switch)
        self._switching.switched.connect(feature.show_all)
        self._window.top.switcher.add_requested.connect(page.open_add)
        page.back_requested.connect(self._window.show_session)
        self._window.add_models_page(page)
        self._page.side.models.setEnabled(True)

    async def _add_library_page(self) -> None:
        await asyncio.to_thread(importlib.import_module, "desktop.library.feature")
        from desktop.library.feature import LibraryFeature
        from desktop.library.page import LibraryPage

        page, side, turns = LibraryPage(self._window.theme), self._page.side, self._session.turns
        feature = LibraryFeature(page, self._engine, self._tasks)
        side.shelf_requested.connect(lambda shelf: feature.open(turns.session, Shelf(shelf)))
        side.character_requested.connect(
            lambda who: feature.open(turns.session, Shelf.CHARACTERS, who)
        )
        page.back_requested.connect(self._window.show_session)
        feature.opened.connect(self._window.show_library)
        feature.begin_requested.connect(self._session.sessions.begin_session)
        feature.begin_requested.connect(lambda _: self._window.show_session())
        self._window.add_library_page(page)
        side.set_library_ready(True)

    def _show_roles(self) -> None:
        lines = {
            each.model_role: RoleLine(
                model=each.facts.name or each.profile.model, connection=each.connection.label
            )
            for each in self._engine.role_models()
        }
        self._window.top.show_roles(lines)

    def _show_call(self, row: LedgerRow) -> None:
        """How fast the story is written."""
        speed = tokens_per_second(row)
        if speed is not None and row.model_role is ModelRole.MAIN:
            said = f"{NAMES[row.model_role]} {speed:.0f} tok/s · {row.provider}"
            self._window.status.show_speed(said)

    def _count_costs(self) -> None:
        self._tasks.start(self._show_costs())

    async def _show_costs(self) -> None:
        session = self._session.turns.session
        if session is None:
            return
        spent = await self._engine.session_usage(session.id)
        days = await self._engine.usage(UsageBy.DAY)
        # The ledger's days are those of Greenwich.
        day = QDateTime.currentDateTimeUtc().date().toString(Qt.DateFormat.ISODate)
        today = sum((total.cost for total in days if total.label == day), start=Decimal(0))
        self._window.status.show_costs(money(spent.cost), money(today))

    async def _listen(self) -> None:
        """Tell what happens behind the scenes, until the engine closes."""
        async with aclosing(self._engine.background_events()) as events:
            async for event in events:
                match event:
                    case SummaryWritten():
                        self._window.status.notify(SUMMARISED)
                    case BackgroundFailed(sentence=sentence):
                        self._window.status.notify(sentence)
                    case _:
                        assert_never(event)

    def _find(self) -> None:
        self._window.show_session()
        self._page.open_finder()

    def _offer_everything(self) -> None:
        self._palette.offer(self._everything)

    def _commands(self) -> tuple[Command, ...]:
        page, theme = self._page, self._window.theme
        choose = page.composer.choose_manner
        rows = (
            (NAME, NEW_SESSION, "Ctrl+N", page.side.new_session.click),
            (NAME, "Close", "Ctrl+Q", self._window.close),
            ("Story", "Stop this turn", "Esc", page.composer.stop_requested.emit),
            ("Story", "Undo", "Ctrl+Alt+Z", self._session.undo),
            ("Story", "Redo", "Ctrl+Alt+Y", self._session.redo),
            (
                "Story",
                "Take back the last message",
                "Ctrl+Alt+Backspace",
                self._session.delete_last,
            ),
            ("Story", texts.FIND, "Ctrl+F", self._find),
            ("Story", texts.NEXT_HIT, "F3", lambda: page.find_next(forward=True)),
            ("Story", texts.PREVIOUS_HIT, "Shift+F3", lambda: page.find_next(forward=False)),
            ("Story", "Write", "Ctrl+L", page.composer.edit.setFocus),
            ("Story", "Write what you do", "Ctrl+Shift+1", partial(choose, Manner.DO)),
            ("Story", "Write what you say", "Ctrl+Shift+2", partial(choose, Manner.SAY)),
            ("Story", "Tell what happens", "Ctrl+Shift+3", partial(choose, Manner.STORY)),
            ("Story", "Speak as somebody here", "Ctrl+Shift+4", partial(choose, Manner.AS)),
            ("Story", "Suggest moves", "Ctrl+Shift+M", self._session.composing.suggest),
            ("Story", "Jump to newest", "Ctrl+End", page.story.scroll_to_newest),
            ("View", "Do anything", "Ctrl+K", self._offer_everything),
            ("View", "Story", "Ctrl+1", self._window.show_session),
            ("View", "Models and connections", "Ctrl+2", self._window.show_models),
            ("View", "Larger text", "Ctrl++", lambda: theme.step_scale(1)),
            ("View", "Smaller text", "Ctrl+-", lambda: theme.step_scale(-1)),
            ("View", "Dark", "", lambda: theme.wear(Scheme.DARK, theme.scale)),
            ("View", "Light", "", lambda: theme.wear(Scheme.LIGHT, theme.scale)),
            ("View", "As the system", "", lambda: theme.wear(Scheme.SYSTEM, theme.scale)),
        )
        return tuple(
            Command(menu=menu, name=name, shortcut=shortcut, run=run)
            for menu, name, shortcut, run in rows
        )


def _version() -> str:
    try:
        return metadata.version(NAME.lower())
    except metadata.PackageNotFoundError:
        return UNRELEASED
