"""Noticing that a server cut a prompt without saying so. Pure."""

from typing import Final

from engine.providers.base import Completion

_BYTES_A_TOKEN: Final = 4.7
"""English prose at its leanest, so that a prompt is seldom taken for longer than it is."""


def fewest_tokens(completion: Completion) -> int:
    """What the prompt takes at least, as far as its length tells."""
    size = sum(len(message.text.encode()) for message in completion.messages)
    return int(size / _BYTES_A_TOKEN)


def cut_note(label: str, completion: Completion, *, window: int) -> str:
    """The sentence about a prompt that cannot have fitted `window` tokens; "" for one that may."""
    expected = fewest_tokens(completion)
    if expected <= window:
        return ""
    return (
        f"{label} has room for only {window} tokens and cut this prompt, which had about "
        f"{expected}: the story's oldest part was not read. Give the model more context there, or "
        "lower this profile's context window."
    )
