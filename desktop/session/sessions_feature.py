"""The list of sessions at work: the first to show, opening another, beginning anew."""

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from desktop.session.controller import TurnController
from desktop.session.side import Side
from desktop.session.story import Story
from engine.domain.adventure import Adventure
from engine.domain.ids import SessionId
from engine.domain.sessions import OpenSession

NO_ADVENTURE: Final = "There is no adventure to play. Put one into the adventures folder."


class SessionsFeature(QObject):
    """`show` puts a session into the page; `start` does a deed and tells of its failure."""

    nothing_to_play = Signal(str)
    """A sentence for the player."""

    def __init__(
        self,
        side: Side,
        story: Story,
        turns: TurnController,
        show: Callable[[OpenSession], Awaitable[None]],
        start: Callable[..., None],
    ) -> None:
        super().__init__(side)
        self._side = side
        self._story = story
        self._turns = turns
        self._show = show
        self._start = start
        self._adventures: tuple[Adventure, ...] = ()
        side.opened.connect(lambda id_: start(self._open, SessionId(id_)))
        side.new_session_requested.connect(self._new_session)
        turns.session_changed.connect(lambda _: start(self._list))

    async def begin(self) -> None:
        """Open the session played last; in a new library, begin the first adventure."""
        summaries = await self._story.sessions()
        if summaries:
            await self._open(summaries[0].id)
        self._adventures = await self._story.adventures()
        self._side.set_ready(True)
        if summaries:
            return
        if self._adventures:
            await self._begin_session(self._adventures[0])
        else:
            self.nothing_to_play.emit(NO_ADVENTURE)

    def _new_session(self) -> None:
        if len(self._adventures) == 1:
            self._start(self._begin_session, self._adventures[0])
            return
        menu = QMenu(self._side)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for adventure in self._adventures:
            action = menu.addAction(adventure.title)
            action.triggered.connect(
                lambda _=False, adventure=adventure: self._start(self._begin_session, adventure)
            )
        button = self._side.new_session
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    async def _begin_session(self, adventure: Adventure) -> None:
        await self._turns.stopped()
        await self._show(await self._story.new_session(adventure))

    async def _open(self, id_: SessionId) -> None:
        if self._turns.session and self._turns.session.id == id_:
            return
        await self._turns.stopped()
        await self._show(await self._story.session(id_))

    async def _list(self) -> None:
        current = self._turns.session
        summaries = await self._story.sessions()
        self._side.show_sessions(summaries, current.id if current else None)
