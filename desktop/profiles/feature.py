"""LLM profiles put together: chosen, edited, deleted, imported from files and written to them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.parts.telling import Deed, Telling
from desktop.profiles.entered import (
    Entered,
    entered_of,
    free_id,
    problems,
    profile_of,
    renamed,
    with_copy,
)
from desktop.profiles.page import ProfilesPage
from desktop.profiles.told import connections_of, line_of, mistakes_of, parts_of, users
from desktop.qt.dialogs import accepted
from desktop.qt.tasks import Tasks
from desktop.texts import profiles as texts
from desktop.widgets.entry_list import Entry
from desktop.widgets.toasts import Toasts
from engine.app import Engine
from engine.app.profiles import Proposal
from engine.domain.ids import ProfileId
from engine.domain.providers import Profile
from engine.errors import FormatError
from engine.settings import Settings, SettingsChange, with_uses_of, without_profile

_SUGGESTED = "triptych-profiles.yaml"


class ProfilesFeature(QObject):
    """Lives as long as the engine is open."""

    opened = Signal()
    """The page is to be seen."""
    changed = Signal()
    """Profiles, roles or connections are others than before."""

    def __init__(self, page: ProfilesPage, engine: Engine, tasks: Tasks, toasts: Toasts) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._toasts = toasts
        self._telling = Telling(tasks, page.failure)
        self._current = ProfileId("")
        self._turn = asyncio.Lock()
        self._proposal: Proposal | None = None
        self._is_showing = False
        self._connect()
        self.show()

    def open(self) -> None:
        self._page.show_form()
        self.show()
        self.opened.emit()
        self._page.entries.setFocus()

    def choose_import(self) -> None:
        """Ask for a file, and show what it would bring."""
        self._telling.start(self._ask_for_file)

    def choose_export(self) -> None:
        """Ask for a place, and write the profiles there."""
        self._telling.start(self._ask_for_place)

    async def read(self, path: Path) -> None:
        """Show what a file would bring, or what is wrong with it."""
        self._proposal = None
        try:
            proposal = await self._engine.profiles.read_file(path)
        except FormatError as error:
            title = texts.CANNOT_IMPORT.format(file=path.name)
            self._page.report.show_parts(title, [mistakes_of(str(error))], can_import=False)
        else:
            self._proposal = proposal
            can = not proposal.is_empty
            title = texts.WOULD_BRING.format(file=path.name) if can else texts.NOTHING_NEW
            self._page.report.show_parts(title, parts_of(proposal), can_import=can)
        self.opened.emit()
        self._page.show_report()

    def show(self) -> None:
        """Show the settings as they are now."""
        settings = self._engine.settings
        ids = [each.id for each in settings.profiles]
        if self._current not in ids:
            self._current = ids[0] if ids else ProfileId("")
        entries = [Entry(id=id_, title=id_, line=line_of(settings, id_)) for id_ in ids]
        self._is_showing = True
        self._page.show_entries(entries, self._current)
        self._is_showing = False
        self._show_current()

    def _connect(self) -> None:
        page = self._page
        page.entries.selectionModel().currentChanged.connect(lambda *_: self._select())
        page.form.edited.connect(lambda id_, entered: self._start(self._edit, id_, entered))
        page.add.clicked.connect(lambda: self._start(self._add, False))
        page.copy.clicked.connect(lambda: self._start(self._add, True))
        page.delete.clicked.connect(lambda: self._start(self._delete))
        page.import_.clicked.connect(self.choose_import)
        page.export.clicked.connect(self.choose_export)
        page.report.accepted.connect(lambda: self._telling.start(self._apply))
        page.report.declined.connect(self.open)

    def _start(self, deed: Deed, *arguments: object) -> None:
        """In turn: a press that leaves a field is done after the field is saved."""

        async def in_turn() -> None:
            async with self._turn:
                await deed(*arguments)

        self._telling.start(in_turn)

    def _select(self) -> None:
        index = self._page.entries.currentIndex()
        if index.isValid() and not self._is_showing:
            self._current = ProfileId(self._page.entries.entries.entries[index.row()].id)
            self._page.show_form()
            self._show_current()

    def _show_current(self) -> None:
        settings = self._engine.settings
        profile = settings.profile(self._current)
        if profile is None:
            return
        found = users(settings, profile.id)
        used = texts.USED_BY.format(users=", ".join(found)) if found else texts.NOT_USED
        self._page.form.show_profile(entered_of(profile), connections_of(settings), used)

    async def _edit(self, id_: str, entered: Entered) -> None:
        settings = self._engine.settings
        before = settings.profile(ProfileId(id_))
        if before is None:
            return
        others = [each for each in settings.profiles if each.id != before.id]
        if wrong := problems(entered, before, others):
            self._tell_problems(before.id, " ".join(wrong))
            return
        profile = profile_of(entered, before)
        if self._current == before.id:
            self._current = profile.id
        await self._change(partial(renamed, old=before.id, profile=profile))

    def _tell_problems(self, id_: ProfileId, why: str) -> None:
        if id_ == self._current:
            self._page.form.show_trouble(why)
        else:
            self._toasts.say(texts.NOT_CHANGED.format(id=id_, why=why))

    async def _add(self, is_copy: bool) -> None:
        settings = self._engine.settings
        source = settings.profile(self._current) if is_copy else None
        if source is None and not settings.connections:
            return
        first = source or Profile(
            id=ProfileId(texts.NEW_ID),
            connection=settings.connections[0].id,
            model=settings.profiles[0].model if settings.profiles else texts.MODEL,
        )
        before = await self._engine.change_settings(partial(with_copy, profile=first))
        self._current = free_id(before, first.id)
        self._page.show_form()
        self._tell_changed()
        self._page.form.id.setFocus()
        self._page.form.id.selectAll()

    async def _delete(self) -> None:
        id_ = self._current
        before = await self._change(partial(without_profile, id_=id_))

        async def take_back() -> None:
            self._current = id_
            await self._change(partial(_with_profiles_of, before=before))

        self._offer_back(texts.DELETED.format(id=id_), take_back)

    async def _apply(self) -> None:
        proposal, self._proposal = self._proposal, None
        if proposal is None:
            return
        take_back = await self._engine.profiles.apply(proposal)
        self._tell_changed()
        self.open()

        async def undo() -> None:
            await take_back()
            self._tell_changed()

        self._offer_back(texts.IMPORTED.format(file=proposal.file), undo)

    async def _ask_for_file(self) -> None:
        if path := await self._path(QFileDialog.AcceptMode.AcceptOpen, texts.IMPORT):
            await self.read(path)

    async def _ask_for_place(self) -> None:
        if path := await self._path(QFileDialog.AcceptMode.AcceptSave, texts.EXPORT):
            await self._engine.profiles.write_file(path)
            self._toasts.say(texts.EXPORTED.format(file=path.name))

    async def _path(self, mode: QFileDialog.AcceptMode, title: str) -> Path | None:
        dialog = QFileDialog(self._page.window(), title)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(texts.FILES)
        if mode is QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix("yaml")
            dialog.selectFile(_SUGGESTED)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        chosen: list[str] = []
        dialog.filesSelected.connect(chosen.extend)
        await accepted(dialog)
        return Path(chosen[0]) if chosen else None

    async def _change(self, change: SettingsChange) -> Settings:
        """The settings before."""
        before = await self._engine.change_settings(change)
        self._tell_changed()
        return before

    def _tell_changed(self) -> None:
        self.show()
        self.changed.emit()

    def _offer_back(self, sentence: str, take_back: Callable[[], Awaitable[None]]) -> None:
        self._toasts.say(sentence, texts.UNDO, lambda: self._telling.start(take_back))


def _with_profiles_of(settings: Settings, before: Settings) -> Settings:
    """`settings` as `before` in all that a deleted profile is taken out of."""
    uses = with_uses_of(settings, before)
    return replace(uses, presets=before.presets, approved=before.approved)
