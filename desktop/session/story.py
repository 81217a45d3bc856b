"""What playing needs of the engine, and nothing more."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from engine.app import RoleModel
from engine.domain.adventure import Adventure
from engine.domain.calls import LedgerRow, UsageBy, UsageTotal
from engine.domain.consent import Ask
from engine.domain.deeds import Deeds
from engine.domain.ids import MessageId, ProfileId, SessionId
from engine.domain.prompts import Segment
from engine.domain.rules import WaitingRule
from engine.domain.second_look import JudgementId, Reason, SecondVerdict
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

    async def usage(
        self, by: UsageBy, session: SessionId | None = None, *, today: bool = False
    ) -> tuple[UsageTotal, ...]: ...

    async def calls_of(self, messages: Sequence[MessageId]) -> tuple[LedgerRow, ...]: ...

    def waiting_rules(self, session: OpenSession) -> tuple[WaitingRule, ...]: ...

    async def reason(self, session: SessionId, which: JudgementId, ask: Ask) -> Reason: ...

    async def judge_again(
        self, session: SessionId, which: JudgementId, ask: Ask
    ) -> SecondVerdict: ...

    async def accept(
        self, session: SessionId, which: JudgementId, second: SecondVerdict
    ) -> OpenSession: ...

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
