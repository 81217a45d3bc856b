"""Making a prompt smaller for a model that takes less than was thought. Pure."""

from dataclasses import replace
from typing import Final

from engine.domain.prompts import PromptRoom
from engine.errors import ContextTooLongError
from engine.routing.attempts import prompt_tokens
from engine.routing.requests import CallRequest

_KEPT: Final = 2 / 3
"""Of a prompt that was refused: how it was counted is what went wrong."""


def room_after(error: ContextTooLongError, request: CallRequest, reply: int) -> PromptRoom:
    """What the next prompt may take, when one that should have fitted was refused."""
    window = int(prompt_tokens(request.messages) * _KEPT) + reply
    said = error.context_window
    return PromptRoom(window=min(window, said) if said else window, reply=reply)


def shrunk(request: CallRequest, budget: int) -> CallRequest | None:
    """The request with a prompt of at most `budget` tokens; None where it cannot be made smaller."""
    before = prompt_tokens(request.messages)
    if request.shrink is None or before <= budget:
        return None
    messages = request.shrink(budget)
    return replace(request, messages=messages) if prompt_tokens(messages) < before else None
