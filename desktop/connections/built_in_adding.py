"""Adding model files that the player has: chosen in a dialog, or dropped on the page."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.connections.built_in import BuiltIn
from desktop.connections.built_in_page import BuiltInPage
from desktop.parts.telling import Telling
from desktop.qt.dialogs import chosen_files, chosen_folder
from desktop.texts import built_in as texts
from desktop.texts import connections as connection_texts
from engine.app import Engine
from engine.errors import EngineError


class BuiltInAdding(QObject):
    """The files stay where they are."""

    def __init__(
        self, page: BuiltInPage, engine: Engine, models: BuiltIn, telling: Telling
    ) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._models = models
        self._telling = telling
        page.file_requested.connect(lambda: telling.start(self._choose_files))
        page.folder_requested.connect(lambda: telling.start(self._choose_folder))
        page.drop.dropped.connect(lambda paths: telling.start(self._add, paths))

    async def _choose_files(self) -> None:
        await self._add(
            await chosen_files(self._page, title=texts.ADD_FILE_NAME, kinds=texts.KINDS)
        )

    async def _choose_folder(self) -> None:
        folder = await chosen_folder(self._page, title=texts.ADD_FOLDER_NAME)
        await self._add(() if folder is None else (folder,))

    async def _add(self, paths: Sequence[Path]) -> None:
        """Say how many models they were, and what is wrong with those that are none."""
        if not paths:
            return
        added: list[str] = []
        troubles: list[str] = []
        for path in paths:
            try:
                added.extend(await self._engine.local_models.add(path))
            except EngineError as error:
                troubles.append(str(error))
        await self._models.load()
        self._tell(len(added), troubles)

    def _tell(self, added: int, troubles: Sequence[str]) -> None:
        if added:
            said = texts.added_text(added)
            self._page.notice.say(said, (connection_texts.CLOSE,), "ask")
        if troubles:
            self._telling.tell(" ".join(troubles))
