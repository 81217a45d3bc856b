"""The library at work: a shelf of what is being played, and beginning another adventure."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.library.page import LibraryPage
from desktop.library.sheets import adventure_sheet, sheets_of
from desktop.parts.shelves import NAMES, Shelf
from desktop.qt.tasks import Tasks
from desktop.texts import library as texts
from engine.domain.adventure import Adventure
from engine.domain.sessions import OpenSession
from engine.errors import EngineError

_EMPTY: Final = {
    Shelf.ADVENTURES: texts.NO_ADVENTURES,
    Shelf.CHARACTERS: texts.NO_CHARACTERS,
    Shelf.LOREBOOKS: texts.NO_LORE,
    Shelf.RULES: texts.NO_RULES,
}


class Adventures(Protocol):
    """What the library needs of the engine."""

    async def adventures(self) -> tuple[Adventure, ...]: ...


class LibraryFeature(QObject):
    begin_requested = Signal(object)
    """An `Adventure`."""
    opened = Signal()
    """There is something to see on the page."""

    def __init__(self, page: LibraryPage, engine: Adventures, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._engine = engine
        self._tasks = tasks
        self._adventures: tuple[Adventure, ...] = ()
        self._session: OpenSession | None = None
        page.shelf_requested.connect(lambda shelf: self.open(self._session, Shelf(shelf)))
        page.begin_requested.connect(self._begin)

    def open(self, session: OpenSession | None, shelf: Shelf, chosen: str = "") -> None:
        """Show a shelf of what `session` plays, with something chosen on it."""
        self._session = session
        if shelf is Shelf.ADVENTURES or session is None:
            self._tasks.start(self._told(self._show_adventures))
        else:
            self._tasks.start(self._show(session, shelf, chosen))

    async def _show(self, session: OpenSession, shelf: Shelf, chosen: str) -> None:
        name = texts.OF_ADVENTURE.format(shelf=NAMES[shelf], adventure=session.adventure.title)
        # There may be thousands of lore entries.
        sheets = await asyncio.to_thread(sheets_of, shelf, session)
        self._page.show_shelf(shelf, name, sheets, _EMPTY[shelf], chosen)
        self.opened.emit()

    async def _show_adventures(self) -> None:
        self._adventures = await self._engine.adventures()
        sheets = [adventure_sheet(each, number) for number, each in enumerate(self._adventures)]
        shelf = Shelf.ADVENTURES
        self._page.show_shelf(shelf, NAMES[shelf], sheets, _EMPTY[shelf])
        self.opened.emit()

    async def _told(self, deed: Callable[[], Awaitable[None]]) -> None:
        try:
            await deed()
        except EngineError as error:
            self._page.show_shelf(Shelf.ADVENTURES, NAMES[Shelf.ADVENTURES], (), str(error))
            self.opened.emit()

    def _begin(self, id_: str) -> None:
        wanted = next((each for each in self._adventures if each.id == id_), None)
        if wanted is not None:
            self.begin_requested.emit(wanted)
