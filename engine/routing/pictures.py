"""Pictures in a prompt: what they take, and whether a model takes them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from engine.domain.images import IMAGE_TOKENS, MOST_IMAGES
from engine.domain.messages import ChatMessage
from engine.domain.providers import ModelFacts
from engine.errors import NoPicturesError, ProviderError

REFUSED: Final = "images"
"""Under this name it is remembered that a model takes no pictures."""

_SAID_OF_PICTURES: Final = re.compile(
    r"image|vision|multi-?modal|mmproj|content must be (?:a )?string", re.IGNORECASE
)


def picture_tokens(messages: Sequence[ChatMessage]) -> int:
    """What the pictures of a prompt take, rather too much than too little."""
    return IMAGE_TOKENS * count_pictures(messages)


def check_pictures(messages: Sequence[ChatMessage], facts: ModelFacts, label: str) -> None:
    """Raise `NoPicturesError` where the model is known to take no pictures, or not so many."""
    count = count_pictures(messages)
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


def without_pictures(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    return tuple(replace(message, images=()) for message in messages)


def count_pictures(messages: Sequence[ChatMessage]) -> int:
    return sum(len(message.images) for message in messages)


def refuses_pictures(error: ProviderError) -> bool:
    """Whether a service that was sent pictures means them by its refusal."""
    return bool(_SAID_OF_PICTURES.search(error.details or ""))
