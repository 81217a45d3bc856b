"""Looking at prompt packs, and having copies of one's own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.qt.dialogs import accepted
from desktop.qt.tasks import Tasks
from desktop.qt.theme import Theme
from desktop.session.prompts_dialog import PromptsDialog
from desktop.texts import packs as texts
from engine.app import Engine
from engine.errors import EngineError


class PromptsFeature(QObject):
    """What goes wrong is told in the dialog."""

    def __init__(self, page: QWidget, theme: Theme, engine: Engine, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._theme = theme
        self._engine = engine
        self._tasks = tasks
        self._running: list[asyncio.Task[None]] = []

    def open(self) -> None:
        self._tasks.start(self._opened())

    async def _opened(self) -> None:
        dialog = PromptsDialog(self._page.window(), self._theme)
        dialog.chosen.connect(lambda id_: self._start(dialog, self._preview, id_))
        dialog.copy_requested.connect(lambda id_: self._start(dialog, self._copy, id_))
        dialog.original_requested.connect(lambda id_: self._start(dialog, self._put_away, id_))
        await self._show(dialog)
        dialog.returned.connect(lambda: self._start(dialog, self._show))
        try:
            await accepted(dialog)
        finally:
            for task in self._running:  # nothing is shown in a dialog that is gone
                task.cancel()
            self._running.clear()

    async def _show(self, dialog: PromptsDialog) -> None:
        dialog.show_packs(await self._engine.packs.read())

    async def _preview(self, dialog: PromptsDialog, id_: str) -> None:
        dialog.show_run(await self._engine.packs.dry_run(id_, {}))

    async def _copy(self, dialog: PromptsDialog, id_: str) -> None:
        path = await self._engine.packs.own_copy(id_)
        await self._show(dialog)
        put = texts.EDITING if self._edited(path) else texts.NOT_OPENED
        dialog.say(put.format(file=path))

    async def _put_away(self, dialog: PromptsDialog, id_: str) -> None:
        await self._engine.packs.to_original(id_)
        await self._show(dialog)
        dialog.say(texts.PUT_AWAY)

    def _edited(self, path: Path) -> bool:
        """Whether the system has an editor for it."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _start(
        self, dialog: PromptsDialog, deed: Callable[..., Awaitable[None]], *arguments: Any
    ) -> None:
        async def told() -> None:
            try:
                await deed(dialog, *arguments)
            except EngineError as error:
                dialog.say(str(error))

        self._running = [task for task in self._running if not task.done()]
        self._running.append(self._tasks.start(told()))
