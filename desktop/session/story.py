"""What playing needs of the engine, and nothing more."""

from collections.abc import AsyncGenerator
from typing import Protocol

from engine.app import RoleModel
from engine.domain.adventure import Adventure
from engine.domain.calls import UsageTotal
from engine.domain.consent import Ask
from engine.domain.deeds import Deeds
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.prompts import Segment
from engine.domain.sessions import OpenSession, SessionSummary
from engine.domain.world import Change
from engine.paths import Paths
from engine.play.events import TurnEvent


class Story(Protocol):
    """The part of the engine that plays. Its own docstrings say what each raises."""

    paths: Paths

    async def adventures(self) -> tuple[Adventure, ...]: ...

    async def new_session(self, adventure: Adventure) -> OpenSession: ...

    async def sessions(self) -> tuple[SessionSummary, ...]: ...

    async def session(self, id_: SessionId) -> OpenSession: ...

    async def swipes(self, message: MessageId) -> tuple[MessageId, ...]: ...

    async def choose(self, session: SessionId, message: MessageId) -> OpenSession: ...

    async def prompt_of(self, message: MessageId) -> tuple[Segment, ...]: ...

    async def role_usage(self, session: SessionId | None = None) -> tuple[UsageTotal, ...]: ...

    async def change_world(self, session: SessionId, change: Change) -> OpenSession: ...

    def deeds(self, session: SessionId) -> Deeds: ...

    async def undo(self, session: SessionId) -> OpenSession: ...

    async def redo(self, session: SessionId) -> OpenSession: ...

    async def delete(self, session: SessionId, message: MessageId) -> OpenSession: ...

    def role_models(self) -> tuple[RoleModel, ...]: ...

    async def edit(self, session: SessionId, message: MessageId, text: str) -> OpenSession: ...

    def play_turn(
        self, session: SessionId, text: str, ask: Ask
    ) -> AsyncGenerator[TurnEvent, None]: ...

    def resume_turn(self, session: SessionId, ask: Ask) -> AsyncGenerator[TurnEvent, None]: ...

    def regenerate(
        self, session: SessionId, message: MessageId, ask: Ask, profile: ProfileId | None = None
    ) -> AsyncGenerator[TurnEvent, None]: ...

    async def stop(self, session: SessionId) -> None: ...
