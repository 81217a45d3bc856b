"""The story as values: what is sent to a model, and the tree that a session grows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain.calls import Cost, Usage
from engine.domain.ids import CharacterId, MessageId, ProfileId, SessionId
from engine.domain.images import Image, Picture
from engine.domain.manners import Manner
from engine.domain.rules import Judgement, SystemMessage
from engine.domain.world import Effect


class ChatRole(StrEnum):
    """Who speaks in a prompt."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt. Its pictures are seen before its text is read."""

    chat_role: ChatRole
    text: str
    images: tuple[Image, ...] = ()


class AuthorKind(StrEnum):
    PLAYER = "player"
    NARRATOR = "narrator"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a message, with the name shown above it."""

    kind: AuthorKind
    name: str
    character: CharacterId | None = None


class MessageStatus(StrEnum):
    PENDING = "pending"
    """The player's words are saved, the rules before the reply have not been settled yet."""
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    """The text broke off: the player stopped it, or the provider did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """How a reply came about, shown at its foot."""

    profile: ProfileId
    provider: str
    model: str
    usage: Usage
    cost: Cost
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One node of a session's tree. Messages with the same parent are swipes of one another.

    `effects` are what changed in the world with this message: the state at a message is the
    fold of all effects from the root to it.
    """

    id: MessageId
    session: SessionId
    parent: MessageId | None
    author: Author
    text: str
    turn: int
    written_at: datetime
    status: MessageStatus = MessageStatus.COMPLETE
    reasoning: str = ""
    effects: tuple[Effect, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    instructions: tuple[SystemMessage, ...] = ()
    """What the rules before the reply told whoever answers this message."""
    dice: tuple[int, ...] = ()
    facts: ReplyFacts | None = None
    edited: bool = False
    """The text was changed by hand, so its verdicts may no longer fit it."""
    manner: Manner | None = None
    """How the player means it, where the player wrote it; None for what a model wrote."""
    pictures: tuple[Picture, ...] = ()
    """What the player shows with it."""

    @property
    def by_player(self) -> bool:
        """The player wrote it, whoever speaks in it."""
        return self.manner is not None

    @property
    def is_deed(self) -> bool:
        """What the player's own character says and does in it may be judged."""
        return self.author.kind is AuthorKind.PLAYER
