"""The body of a request to Anthropic's messages endpoint. Pure."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import assert_never

from engine.domain.constraints import (
    Choice,
    Constraint,
    Grammar,
    JsonSchema,
    Rung,
    choice_schema,
)
from engine.domain.messages import ChatMessage
from engine.domain.providers import Dialect
from engine.providers.base import Completion
from engine.providers.chat_request import schema_label
from engine.providers.dialects import sampling, sent_name
from engine.providers.exchanges import exchange_of
from engine.providers.overlay import merged

MOST_TOKENS = 4096
"""Asked for where nobody says how long an answer may be: the protocol wants a number."""

_NAMES = {"temperature": "temperature", "top_p": "top_p", "max_tokens": "max_tokens"}
_CACHED = {"cache_control": {"type": "ephemeral"}}


def request_body(completion: Completion, dialect: Dialect) -> dict[str, object]:
    """The JSON to post; the profile's extras win over all.

    The story's prompt is cached up to the end of its history. Questions and bookkeeping are
    asked once, and what is put into the cache costs more than what is not.
    """
    exchange = exchange_of(completion.messages)
    caches = not completion.aside
    body: dict[str, object] = {
        "model": sent_name(completion.model, dialect),
        "max_tokens": MOST_TOKENS,
        "messages": _messages(exchange.turns, caches=caches),
        "stream": True,
    }
    if exchange.system:
        mark = _CACHED if caches else {}
        body["system"] = [{"type": "text", "text": exchange.system, **mark}]
    body = merged(body | sampling(completion, dialect, _NAMES), dialect.extra_body)
    if completion.constraint is not None and completion.rung is not Rung.PLAIN:
        body = merged(body, dialect.constrained_body)
        body = merged(body, constraint_fields(completion.constraint, completion.rung))
    return _unthinking(merged(body, completion.extra_params))


def constraint_fields(constraint: Constraint, rung: Rung) -> Mapping[str, object]:
    """The fields that hold the model to `constraint` on `rung`; nothing for a grammar, which it cannot be."""
    if isinstance(constraint, Grammar):
        return {}
    match rung:
        case Rung.NATIVE | Rung.JSON:
            form = {"type": "json_schema", "schema": _as_schema(constraint).schema}
            return {"output_config": {"format": form}}
        case Rung.TOOL:
            schema = _as_schema(constraint)
            name = schema_label(schema)
            tool = {"name": name, "input_schema": schema.schema}
            return {"tools": [tool], "tool_choice": {"type": "tool", "name": name}}
        case Rung.PLAIN:
            return {}
        case _:
            assert_never(rung)


def _messages(turns: Sequence[ChatMessage], *, caches: bool) -> list[dict[str, object]]:
    """The last turn changes from call to call; what comes before it is the same next time."""
    stable = len(turns) - 2 if caches else -1
    return [
        {"role": turn.chat_role.value, "content": _blocks(turn, cached=number == stable)}
        for number, turn in enumerate(turns)
    ]


def _blocks(turn: ChatMessage, *, cached: bool) -> list[dict[str, object]]:
    blocks: list[dict[str, object]] = [
        {
            "type": "image",
            "source": {
                "type": "base64",
                "media_type": image.mime_type,
                "data": b64encode(image.data).decode(),
            },
        }
        for image in turn.images
    ]
    if turn.text:
        blocks.append({"type": "text", "text": turn.text})
    if cached:
        blocks[-1] |= _CACHED
    return blocks


def _unthinking(body: dict[str, object]) -> dict[str, object]:
    """Without the values that a thinking model takes from nobody."""
    thinking = body.get("thinking")
    if not isinstance(thinking, Mapping) or thinking.get("type") == "disabled":
        return body
    return {name: value for name, value in body.items() if name not in ("temperature", "top_p")}


def _as_schema(constraint: Choice | JsonSchema) -> JsonSchema:
    return choice_schema(constraint) if isinstance(constraint, Choice) else constraint
