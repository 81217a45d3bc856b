"""The window at work on an open engine: the features, and what top and bottom tell of them."""

import asyncio
import importlib
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from PySide6.QtCore import QObject

from desktop.parts.abilities import model_name
from desktop.parts.figures import tokens_per_second
from desktop.parts.model_roles import NAMES
from desktop.parts.shelves import Shelf
from desktop.parts.telling import Telling
from desktop.qt.application import NAME
from desktop.qt.tasks import Tasks
from desktop.session.feature import SessionFeature
from desktop.session.page import SessionPage
from desktop.shell.actions import Actions, Command
from desktop.shell.bill import Bill
from desktop.shell.commands.by_name import (
    pack_commands,
    session_commands,
    switch_commands,
    writer_commands,
)
from desktop.shell.commands.connections import connection_commands, profile_commands
from desktop.shell.commands.program import help_commands, program_commands
from desktop.shell.commands.story import story_commands
from desktop.shell.commands.view import column_commands, view_commands
from desktop.shell.desktop_notice import DesktopNotice
from desktop.shell.palette import Palette
from desktop.shell.switching import Switching
from desktop.shell.top_bar import RoleLine
from desktop.shell.welcoming import Welcoming
from desktop.shell.window import MainWindow
from desktop.texts import shell as texts
from engine.app import Engine, RoleModel
from engine.domain.calls import LedgerRow
from engine.domain.ids import SessionId
from engine.domain.packs import PromptPack
from engine.domain.tasks import ModelRole
from engine.play.events import BackgroundFailed, SummaryWritten

if TYPE_CHECKING:  # they come later
    from desktop.connections.feature import ConnectionsFeature
    from desktop.connections.page import ModelsPage
    from desktop.profiles.feature import ProfilesFeature

UNRELEASED: Final = "0.1.0"


class Workspace(QObject):
    """Begun once and closed once, while the engine is open."""

    def __init__(self, window: MainWindow, engine: Engine, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._tasks = tasks
        self._connections: ConnectionsFeature | None = None
        self._page = SessionPage(window.theme, window.composer, window.pages)
        self._session = SessionFeature(self._page, engine, tasks, window.toasts)
        self._bill = Bill(window.status, engine, self._session.turns, tasks)
        self._switching = Switching(window.top.switcher, window.strip, engine, tasks, self)
        window.add_session_page(self._page)
        telling = Telling(tasks, window.strip)
        self._welcoming = Welcoming(window, engine, self._session, self._switching, telling)
        self._profiles: ProfilesFeature | None = None
        self._palette = Palette(window, window.theme)
        self._actions = Actions(window, window.theme, self._commands())
        window.add_actions(self._actions)
        self._connect()

    async def begin(self) -> None:
        """Show the session played last, then make ready what nobody waits for."""
        self._show_roles()
        self._window.status.show_busy(False)
        self._window.status.notify(" ".join(self._engine.notices))
        self._tasks.start(self._listen())
        self._bill.begin()
        await self._session.begin()
        self._show_story()
        self._window.status.show_version(await asyncio.to_thread(_version))
        await self._add_models_page()
        await self._add_library_page()
        await self._add_usage_page()
        # Nobody waits for it: the window is there, and the session can be played.
        if self._connections is not None:
            self._connections.check_all()

    async def close(self) -> None:
        self._bill.close()
        await self._session.close()

    def _connect(self) -> None:
        self._window.top.models_requested.connect(self._window.show_models)
        self._window.top.switcher.add_requested.connect(self._window.show_models)
        self._switching.switched.connect(self._show_roles)
        self._page.side.models_requested.connect(self._window.show_models)
        self._session.session_opened.connect(self._bill.count)
        turns = self._session.turns
        turns.busy_changed.connect(self._window.status.show_busy)
        turns.call_finished.connect(self._show_call)
        DesktopNotice(self._window, turns.busy_changed, self._last_speaker)
        self._keep_actions_fresh()

    def _last_speaker(self) -> str:
        rows = self._page.transcript
        return rows.row(rows.rowCount() - 1).name if rows.rowCount() else ""

    def _keep_actions_fresh(self) -> None:
        """Whatever may change what can be done has the commands asked anew."""
        window, refresh = self._window, self._actions.refresh
        for changed in (
            self._session.turns.busy_changed,
            self._session.session_opened,
            self._page.story.newest_hidden,
            self._page.columns.changed,
            window.page_changed,
            window.toasts.changed,
            window.theme.changed,
        ):
            changed.connect(refresh)

    async def _add_models_page(self) -> None:
        await asyncio.to_thread(importlib.import_module, "desktop.connections.feature")
        await asyncio.to_thread(getattr, self._engine, "local_models")  # imports much
        from desktop.connections.feature import ConnectionsFeature
        from desktop.connections.page import ModelsPage

        page = ModelsPage(self._window.theme)
        feature = ConnectionsFeature(page, self._engine, self._tasks)
        self._connections = feature
        feature.roles_changed.connect(self._show_roles)
        feature.states_changed.connect(self._show_roles)
        feature.limits_changed.connect(self._bill.count)
        feature.switch_requested.connect(self._switching.switch)
        self._switching.switched.connect(feature.show_all)
        self._window.top.switcher.add_requested.connect(page.open_add)
        self._welcoming.add_requested.connect(self._window.show_models)
        self._welcoming.add_requested.connect(page.open_add)
        feature.accepted.connect(lambda: self._welcoming.offer_to_begin(page.notice))
        page.notice.pressed.connect(self._welcoming.answer)
        self._welcoming.search_requested.connect(page.find_servers)
        turns = self._session.turns
        turns.call_finished.connect(lambda row: feature.note_answer(row.connection))
        turns.attempt_failed.connect(lambda failed: feature.note_failure(failed.profile))
        page.back_requested.connect(self._show_story)
        self._window.add_models_page(page)
        await self._add_profiles_page(page, feature)
        self._page.side.models.setEnabled(True)
        self._actions.refresh()

    async def _add_profiles_page(
        self, models: "ModelsPage", connections: "ConnectionsFeature"
    ) -> None:
        await asyncio.to_thread(importlib.import_module, "desktop.profiles.feature")
        from desktop.profiles.feature import ProfilesFeature
        from desktop.profiles.page import ProfilesPage

        page = ProfilesPage(self._window.theme)
        self._profiles = feature = ProfilesFeature(
            page, self._engine, self._tasks, self._window.toasts
        )
        feature.opened.connect(self._window.show_profiles)
        feature.changed.connect(self._show_roles)
        feature.changed.connect(connections.show_all)
        connections.roles_changed.connect(feature.show)
        self._switching.switched.connect(feature.show)
        page.back_requested.connect(self._window.show_models)
        models.profiles.edit_requested.connect(feature.open)
        models.profiles.import_requested.connect(feature.choose_import)
        models.profiles.export_requested.connect(feature.choose_export)
        self._window.add_profiles_page(page)

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
        self._actions.refresh()

    async def _add_usage_page(self) -> None:
        await asyncio.to_thread(importlib.import_module, "desktop.usage.feature")
        from desktop.usage.feature import UsageFeature
        from desktop.usage.page import UsagePage

        page = UsagePage(self._window.theme)
        feature = UsageFeature(page, self._engine, self._tasks, self._window.toasts)
        page.back_requested.connect(self._show_story)
        self._bill.changed.connect(feature.show)
        self._window.add_usage_page(page)
        self._window.status.usage_requested.connect(self._window.show_usage)
        self._actions.refresh()

    def _show_roles(self) -> None:
        lines = {
            each.model_role: self._role_line(each)
            for each in self._engine.connections.role_models()
        }
        self._window.top.show_roles(lines)

    def _role_line(self, role: RoleModel) -> RoleLine:
        line = RoleLine(model=model_name(role.facts), connection=role.connection.label)
        if self._connections is None:
            return line
        state = self._connections.state(role.connection)
        return replace(line, mark=state.mark, state=state.sentence)

    def _show_call(self, row: LedgerRow) -> None:
        """How fast the story is written."""
        speed = tokens_per_second(row)
        if speed is not None and row.model_role is ModelRole.MAIN:
            said = texts.SPEED.format(role=NAMES[row.model_role], speed=f"{speed:.0f}")
            self._window.status.show_speed(said, self._connection_label(row))

    def _connection_label(self, row: LedgerRow) -> str:
        """What the player calls the connection that answered."""
        used = (each.connection for each in self._engine.connections.role_models())
        labels = [each.label for each in used if each.provider == row.provider]
        return labels[0] if labels else row.provider

    async def _listen(self) -> None:
        """Tell what happens behind the scenes, until the engine closes."""
        async with aclosing(self._engine.background_events()) as events:
            async for event in events:
                match event:
                    case SummaryWritten():
                        self._window.status.notify(texts.SUMMARISED)
                    case BackgroundFailed(sentence=sentence):
                        self._window.status.notify(sentence)
                    case _:
                        assert_never(event)

    def _show_story(self) -> None:
        if self._welcoming.is_needed:
            self._welcoming.show()
        else:
            self._window.show_session()

    def _find(self) -> None:
        self._window.show_session()
        self._page.open_finder()

    def _offer_everything(self) -> None:
        switches = switch_commands(self._switching.connections, self._switching.switch)
        writers = writer_commands(self._session, self._engine.settings)
        session = self._session
        packs = pack_commands(session.proposing.packs, self._open_pack, session.prompts.open)
        self._palette.offer((*self._actions.commands, *packs, *switches, *writers))
        self._tasks.start(self._offer_sessions())

    async def _offer_sessions(self) -> None:
        summaries = await self._engine.sessions()
        self._palette.add(session_commands(summaries, self._open_session))

    def _open_pack(self, pack: PromptPack) -> None:
        self._window.show_session()
        self._session.proposing.open(pack)

    def _open_session(self, id_: SessionId) -> None:
        self._window.show_session()
        self._page.side.opened.emit(id_)

    def _commands(self) -> tuple[Command, ...]:
        window, page, theme = self._window, self._page, self._window.theme
        return (
            *program_commands(window, page, self._offer_everything),
            *story_commands(self._session, page, self._show_story, self._find),
            *view_commands(window, theme, self._show_story),
            *column_commands(page),
            *connection_commands(window),
            *profile_commands(lambda: self._profiles),
            *help_commands(window, self._welcoming.show),
        )


def _version() -> str:
    # Nobody waits for it: its own imports are long.
    from importlib import metadata

    try:
        return metadata.version(NAME.lower())
    except metadata.PackageNotFoundError:
        return UNRELEASED
