"""A prompt as it is put together: its parts, why each is in or out, and what is sent."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.images import Image
from engine.domain.messages import ChatMessage, ChatRole


class SegmentKind(StrEnum):
    SYSTEM = "system"
    CHARACTER = "character"
    LORE = "lore"
    SUMMARY = "summary"
    HISTORY = "history"
    SCENE = "scene"
    INSTRUCTION = "instruction"
    PLAYER = "player"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of a prompt. `tokens` is an estimate; `reason` says why it is in, or why out."""

    kind: SegmentKind
    title: str
    text: str
    chat_role: ChatRole
    tokens: int
    included: bool
    reason: str
    images: tuple[Image, ...] = ()
    """What is shown with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRoom:
    """How many tokens a model takes at all, and how many of them are kept for its reply."""

    window: int
    reply: int

    @property
    def prompt(self) -> int:
        """What is left for the prompt; a quarter of the window at least."""
        return max(self.window - self.reply, self.window // 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """All segments, left-out ones too, and the messages that the included ones make."""

    segments: tuple[Segment, ...]
    messages: tuple[ChatMessage, ...]

    @property
    def tokens(self) -> int:
        return sum(segment.tokens for segment in self.segments if segment.included)
