"""Playthroughs as the library lists, opens, keeps and finds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.adventure import Adventure
from engine.domain.ids import AdventureId, MessageId, SessionId
from engine.domain.messages import Message
from engine.domain.prompts import Prompt
from engine.domain.world import WorldState


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """A line in the list of sessions. `place` is the name of where the story stands."""

    id: SessionId
    name: str
    adventure: AdventureId
    adventure_title: str
    turn: int
    place: str
    played_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A summary of the first `covers` messages of a path."""

    text: str
    covers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session at its current branch: `path` runs from the first message to the last.

    `state` is the world at the end of the path; `head` is the last message, None when nothing
    has been played yet. `earlier` is the summary that tells most of the path.
    """

    id: SessionId
    name: str
    adventure: Adventure
    path: tuple[Message, ...]
    state: WorldState
    earlier: Earlier | None = None

    @property
    def head(self) -> MessageId | None:
        return self.path[-1].id if self.path else None

    @property
    def turn(self) -> int:
        return self.path[-1].turn if self.path else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """What a turn leaves behind, saved in one piece.

    `player` is the player's message as the rules settled it, None when an earlier message is
    answered anew. `replies` come in order, each with its parent; `prompts` are those of replies.
    With `head_stays` the session does not go on from them yet.
    """

    session: SessionId
    player: Message | None
    replies: tuple[Message, ...] = ()
    prompts: Mapping[MessageId, Prompt] = field(default_factory=dict)
    head_stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A turn as far as it has come, kept while it runs so that a crash loses little.

    `player` is None until the rules have settled the player's message. `open` is the reply
    being written, with its text so far.
    """

    session: SessionId
    player: Message | None = None
    finished: tuple[Message, ...] = ()
    open: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A turn that a crash cut short and that was brought back: the replies that were saved.

    `interrupted` is the one among them whose text breaks off, None if none does.
    """

    session: SessionId
    name: str
    replies: tuple[MessageId, ...]
    interrupted: MessageId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What happened from the first message up to and including `message`."""

    session: SessionId
    message: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A message that has the words searched for.

    `excerpt` is the stretch of its text around them; `matches` are the places of the words in
    `excerpt` as (start, end).
    """

    session: SessionId
    session_name: str
    message: MessageId
    author: str
    turn: int
    excerpt: str
    matches: tuple[tuple[int, int], ...]
