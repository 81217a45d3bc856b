"""Playthroughs as the library lists and opens them."""

from dataclasses import dataclass
from datetime import datetime

from engine.domain.adventure import Adventure
from engine.domain.ids import AdventureId, MessageId, SessionId
from engine.domain.messages import Message
from engine.domain.world import WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """A line in the list of sessions."""

    id: SessionId
    name: str
    adventure: AdventureId
    adventure_title: str
    turn: int
    played_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session at its current branch: `path` runs from the first message to the last.

    `state` is the world at the end of the path; `head` is the last message, None when nothing
    has been played yet.
    """

    id: SessionId
    name: str
    adventure: Adventure
    path: tuple[Message, ...]
    state: WorldState

    @property
    def head(self) -> MessageId | None:
        return self.path[-1].id if self.path else None

    @property
    def turn(self) -> int:
        return self.path[-1].turn if self.path else 0
