"""Pictures in a prompt: what they take, and whether a model takes them. Pure."""

from collections.abc import Sequence

from engine.domain.images import IMAGE_TOKENS, MOST_IMAGES
from engine.domain.messages import ChatMessage
from engine.domain.providers import ModelFacts
from engine.errors import NoPicturesError


def picture_tokens(messages: Sequence[ChatMessage]) -> int:
    """What the pictures of a prompt take, rather too much than too little."""
    return IMAGE_TOKENS * _count(messages)


def check_pictures(messages: Sequence[ChatMessage], facts: ModelFacts, label: str) -> None:
    """Raise `NoPicturesError` where the model is known to take no pictures, or not so many."""
    count = _count(messages)
    if count and facts.images is False:
        raise NoPicturesError(
            label,
            f"{facts.model} sees no pictures. Choose another model for this role, or send the "
            "message without them.",
        )
    if count > MOST_IMAGES:
        raise NoPicturesError(
            label,
            f"This prompt has {count} pictures, and at most {MOST_IMAGES} are sent. Take some of "
            "them out, then press Retry.",
        )


def _count(messages: Sequence[ChatMessage]) -> int:
    return sum(len(message.images) for message in messages)
