"""A prompt as protocols want it that keep the system's words apart and have two sides alternate.

Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from engine.domain.messages import ChatMessage, ChatRole

OPENING = "Begin."
"""What the user's side says where the model's side would have the first word."""

CONTINUE = "Go on."
"""What the user's side says where the model's side would have the last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The user's side has the first and the last of `turns`, and no two of one side follow."""

    system: str
    turns: tuple[ChatMessage, ...]


def exchange_of(messages: Sequence[ChatMessage]) -> Exchange:
    """The messages as an exchange.

    Only what the system says at the beginning stands apart; later on it speaks on the user's
    side, in its place. Messages without a word or a picture are left out.
    """
    filled = [message for message in messages if message.text.strip() or message.images]
    first = list(takewhile(lambda each: each.chat_role is ChatRole.SYSTEM, filled))
    return Exchange(
        system="\n\n".join(each.text for each in first), turns=_turns(filled[len(first) :])
    )


def _turns(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    turns = [_joined(side, group) for side, group in groupby(messages, key=_side)]
    if not turns or turns[0].chat_role is ChatRole.ASSISTANT:
        turns.insert(0, ChatMessage(chat_role=ChatRole.USER, text=OPENING))
    if turns[-1].chat_role is ChatRole.ASSISTANT:
        turns.append(ChatMessage(chat_role=ChatRole.USER, text=CONTINUE))
    return tuple(turns)


def _side(message: ChatMessage) -> ChatRole:
    spoken = message.chat_role is ChatRole.ASSISTANT
    return ChatRole.ASSISTANT if spoken else ChatRole.USER


def _joined(side: ChatRole, messages: Iterable[ChatMessage]) -> ChatMessage:
    group = tuple(messages)
    return ChatMessage(
        chat_role=side,
        text="\n\n".join(each.text for each in group if each.text.strip()),
        images=tuple(image for each in group for image in each.images),
    )
