"""Events of a turn as JSON, one object for each."""

import json
from dataclasses import replace

from pydantic import TypeAdapter

from engine.domain.prompts import Prompt
from engine.play.events import PromptAssembled, TurnEvent, TurnFinished
from engine.storage.stored_json import state_text


def json_of(event: TurnEvent) -> dict[str, object]:
    """The event under its name."""
    shown = _without_bytes(event) if isinstance(event, PromptAssembled) else event
    body: dict[str, object] = {"event": type(event).__name__}
    fields = plain(shown)
    assert isinstance(fields, dict)  # noqa: S101 - events are dataclasses
    body |= fields
    if isinstance(event, TurnFinished):
        # Its variables have keys that are no texts, as those of a JSON object must be.
        body["state"] = json.loads(state_text(event.state))
    return body


def plain(value: object) -> object:
    """A value as JSON has it."""
    return TypeAdapter(type(value)).dump_python(value, mode="json", fallback=str)


def _without_bytes(event: PromptAssembled) -> PromptAssembled:
    """The prompt without its pictures, which are no text; its segments tell of them."""
    prompt = event.prompt
    segments = tuple(replace(segment, images=()) for segment in prompt.segments)
    messages = tuple(replace(message, images=()) for message in prompt.messages)
    return replace(event, prompt=Prompt(segments=segments, messages=messages))
