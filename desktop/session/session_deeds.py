"""What the player does to sessions as a whole, so that it can be undone and done again."""

from dataclasses import dataclass
from typing import assert_never

from engine.app import Engine
from engine.domain.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    session: SessionId
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    session: SessionId
    name: str


SessionDeed = Renamed | Deleted


class SessionDeeds:
    """Done one after the other; any of them can be undone, the newest by default."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._done: list[SessionDeed] = []
        self._undone: list[SessionDeed] = []

    async def do(self, deed: SessionDeed) -> None:
        """After a new deed, what was undone before cannot come back."""
        await self._perform(deed)
        self._done.append(deed)
        self._undone.clear()

    async def undo(self, deed: SessionDeed | None = None) -> SessionDeed | None:
        """What was taken back; None if there is nothing, or if it was taken back already."""
        deed = deed or (self._done[-1] if self._done else None)
        if deed is None or deed not in self._done:
            return None
        self._done.remove(deed)
        await self._take_back(deed)
        self._undone.append(deed)
        return deed

    async def redo(self) -> SessionDeed | None:
        if not self._undone:
            return None
        deed = self._undone.pop()
        await self._perform(deed)
        self._done.append(deed)
        return deed

    async def _perform(self, deed: SessionDeed) -> None:
        match deed:
            case Renamed(session=session, after=name):
                await self._engine.rename_session(session, name)
            case Deleted(session=session):
                await self._engine.delete_session(session)
            case _:
                assert_never(deed)

    async def _take_back(self, deed: SessionDeed) -> None:
        match deed:
            case Renamed(session=session, before=name):
                await self._engine.rename_session(session, name)
            case Deleted(session=session):
                await self._engine.restore_session(session)
            case _:
                assert_never(deed)
