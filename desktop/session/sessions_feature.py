"""The list of sessions at work: opening, beginning, naming, branching, deleting, finding."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import assert_never

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from desktop.session.controller import TurnController
from desktop.session.session_deeds import Deleted, Renamed, SessionDeed, SessionDeeds
from desktop.session.session_entries import listed, short
from desktop.session.side import Side
from desktop.texts import side as texts
from desktop.widgets.toasts import Toasts
from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.ids import MessageId, SessionId
from engine.domain.sessions import OpenSession, SearchHit, SessionSummary


class SessionsFeature(QObject):
    """`show` puts a session into the page; `start` does a deed and tells of its failure."""

    nothing_to_play = Signal(str)
    """A sentence for the player."""
    found = Signal(str, str)
    """A message of the session that is open, and the words it was found by."""

    def __init__(
        self,
        side: Side,
        engine: Engine,
        turns: TurnController,
        toasts: Toasts,
        *,
        show: Callable[[OpenSession], Awaitable[None]],
        start: Callable[..., None],
    ) -> None:
        super().__init__(side)
        self._side = side
        self._engine = engine
        self._turns = turns
        self._toasts = toasts
        self._show = show
        self._start = start
        self._deeds = SessionDeeds(engine)
        self._adventures: tuple[Adventure, ...] = ()
        self._summaries: tuple[SessionSummary, ...] = ()
        self._connect()

    async def begin(self) -> None:
        """Open the session played last, if there is any."""
        summaries = await self._engine.sessions()
        if summaries:
            await self._open(summaries[0].id)
        self._adventures = await self._engine.adventures()
        self._side.set_ready(True)

    def branch_at(self, message: MessageId) -> None:
        """Go on in a new session that has the story up to `message`."""
        if self._turns.session:
            self._start(self._branch, self._turns.session.id, message)

    def begin_session(self, adventure: Adventure) -> None:
        self._start(self._begin_session, adventure)

    def _connect(self) -> None:
        side, start = self._side, self._start
        side.opened.connect(lambda id_: start(self._open, SessionId(id_)))
        side.new_session_requested.connect(self._new_session)
        side.list.rename_requested.connect(
            lambda id_, name: start(self._rename, SessionId(id_), name)
        )
        side.list.delete_requested.connect(lambda id_: start(self._delete, SessionId(id_)))
        side.list.branch_requested.connect(lambda id_: start(self._branch, SessionId(id_), None))
        side.list.undo_requested.connect(lambda: start(self._undo, None))
        side.list.redo_requested.connect(lambda: start(self._redo))
        side.list.words_changed.connect(lambda words: start(self._search, words))
        side.list.hit_opened.connect(lambda hit: start(self._open_hit, hit))
        self._turns.session_changed.connect(lambda _: start(self._list))

    def _new_session(self) -> None:
        if len(self._adventures) == 1:
            self.begin_session(self._adventures[0])
            return
        menu = QMenu(self._side)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for adventure in self._adventures:
            action = menu.addAction(adventure.title)
            action.triggered.connect(lambda _=False, each=adventure: self.begin_session(each))
        button = self._side.new_session
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    async def _begin_first(self) -> None:
        if self._adventures:
            await self._begin_session(self._adventures[0])
        else:
            self.nothing_to_play.emit(texts.NO_ADVENTURE)

    async def _begin_session(self, adventure: Adventure) -> None:
        await self._turns.stopped()
        await self._show(await self._engine.new_session(adventure))

    async def _open(self, id_: SessionId) -> None:
        if not self._is_open(id_):
            await self._turns.stopped()
            await self._show(await self._engine.session(id_))

    async def _open_hit(self, hit: SearchHit) -> None:
        """The story stands at the hit, on another branch if it is there."""
        await self._open(hit.session)
        session = await self._engine.session(hit.session)
        if hit.message not in {each.id for each in session.path}:
            await self._turns.stopped()
            await self._show(await self._engine.choose(hit.session, hit.message))
        start, end = hit.matches[0] if hit.matches else (0, 0)
        self.found.emit(hit.message, hit.excerpt[start:end])

    async def _rename(self, id_: SessionId, name: str) -> None:
        before = self._name(id_)
        await self._do(Renamed(session=id_, before=before, after=name))

    async def _delete(self, id_: SessionId) -> None:
        await self._do(Deleted(session=id_, name=self._name(id_)))

    async def _branch(self, id_: SessionId, message: MessageId | None) -> None:
        at = message or (await self._engine.session(id_)).head
        if at is not None:
            branch = await self._engine.branch(id_, at)
            await self._turns.stopped()
            await self._show(branch)
            self._toasts.say(texts.BRANCHED.format(name=short(branch.name)))

    async def _do(self, deed: SessionDeed) -> None:
        await self._leave_if_deleted(deed)
        await self._deeds.do(deed)
        await self._tell_done(deed)

    async def _undo(self, deed: SessionDeed | None) -> None:
        undone = await self._deeds.undo(deed)
        if undone is None:
            return
        self._toasts.say(_undone(undone), texts.REDO, lambda: self._start(self._redo))
        if isinstance(undone, Deleted):
            await self._open(undone.session)
        await self._list()

    async def _redo(self) -> None:
        deed = await self._deeds.redo()
        if deed is not None:
            await self._tell_done(deed)

    async def _tell_done(self, deed: SessionDeed) -> None:
        self._toasts.say(_done(deed), texts.UNDO, lambda: self._start(self._undo, deed))
        await self._follow(deed)

    async def _leave_if_deleted(self, deed: SessionDeed) -> None:
        if isinstance(deed, Deleted) and self._is_open(deed.session):
            await self._turns.stopped()

    async def _follow(self, deed: SessionDeed) -> None:
        """Show what is left: the session after a deleted one, a new one after the last."""
        after = self._after(deed.session)
        if not isinstance(deed, Deleted) or not self._is_open(deed.session):
            await self._list()
        elif after is not None:
            await self._open(after)
        else:
            await self._begin_first()

    def _after(self, id_: SessionId) -> SessionId | None:
        """The session below in the list; above the last one."""
        ids = [each.id for each in self._summaries]
        if id_ not in ids or len(ids) == 1:
            return next((each for each in ids if each != id_), None)
        place = ids.index(id_)
        return ids[place + 1] if place + 1 < len(ids) else ids[place - 1]

    def _is_open(self, id_: SessionId) -> bool:
        return self._turns.session is not None and self._turns.session.id == id_

    def _name(self, id_: SessionId) -> str:
        return next((each.name for each in self._summaries if each.id == id_), "")

    async def _list(self) -> None:
        self._summaries = await self._engine.sessions()
        entries = await asyncio.to_thread(listed, self._summaries)
        current = self._turns.session
        self._side.show_sessions(entries, current.id if current else None)

    async def _search(self, words: str) -> None:
        hits: Sequence[SearchHit] = await self._engine.search(words) if words else ()
        if words == self._side.list.words:  # else something newer is searched for
            self._side.list.show_hits(hits)


def _done(deed: SessionDeed) -> str:
    match deed:
        case Renamed(before=before, after=after):
            return texts.RENAMED.format(before=short(before), after=short(after))
        case Deleted(name=name):
            return texts.DELETED.format(name=short(name))
        case _:
            assert_never(deed)


def _undone(deed: SessionDeed) -> str:
    match deed:
        case Renamed(before=before, after=after):
            return texts.RENAMED.format(before=short(after), after=short(before))
        case Deleted(name=name):
            return texts.RESTORED.format(name=short(name))
        case _:
            assert_never(deed)
