"""The body of a request to Gemini's generateContent. Pure."""

from base64 import b64encode
from collections.abc import Mapping
from typing import assert_never

from engine.domain.constraints import (
    Choice,
    Constraint,
    Grammar,
    JsonSchema,
    Rung,
    choice_schema,
)
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import Dialect
from engine.providers.base import Completion
from engine.providers.dialects import sampling
from engine.providers.exchanges import exchange_of
from engine.providers.overlay import merged

_NAMES = {"temperature": "temperature", "top_p": "topP", "max_tokens": "maxOutputTokens"}

_EXTRAS = {
    "top_k": "topK",
    "seed": "seed",
    "stop": "stopSequences",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
    "response_mime_type": "responseMimeType",
}
"""What profiles call the parameters that all services know, as Gemini calls them."""

_SCHEMA_FIELDS = frozenset({"enum", "required", "description", "maxItems", "minItems", "nullable"})


def request_body(completion: Completion, dialect: Dialect) -> dict[str, object]:
    """The JSON to post; the profile's extras win over all.

    `safety_settings` and `thinking_budget` of a profile go to their places, the budget 0 turns
    thinking off where the model allows it.
    """
    exchange = exchange_of(completion.messages)
    body: dict[str, object] = {"contents": [_content(turn) for turn in exchange.turns]}
    if exchange.system:
        body["systemInstruction"] = {"parts": [{"text": exchange.system}]}
    body["generationConfig"] = sampling(completion, dialect, _NAMES)
    body = merged(body, dialect.extra_body)
    if completion.constraint is not None and completion.rung is not Rung.PLAIN:
        body = merged(body, dialect.constrained_body)
        held = constraint_fields(completion.constraint, completion.rung)
        body = merged(body, {"generationConfig": held})
    return merged(body, _extras(completion.extra_params))


def constraint_fields(constraint: Constraint, rung: Rung) -> Mapping[str, object]:
    """The generation settings that hold the model to `constraint` on `rung`; nothing for a grammar, which it cannot be."""
    if isinstance(constraint, Grammar):
        return {}
    match rung:
        case Rung.NATIVE if isinstance(constraint, Choice):
            enum = {"type": "STRING", "enum": list(constraint.options)}
            return {"responseMimeType": "text/x.enum", "responseSchema": enum}
        case Rung.NATIVE | Rung.JSON:
            schema = _as_schema(constraint).schema
            return {"responseMimeType": "application/json", "responseSchema": gemini_schema(schema)}
        case Rung.TOOL | Rung.PLAIN:
            return {}
        case _:
            assert_never(rung)


def gemini_schema(schema: Mapping[str, object]) -> dict[str, object]:
    """A JSON schema in the subset and the spelling that Gemini reads."""
    read = {name: value for name, value in schema.items() if name in _SCHEMA_FIELDS}
    kind, nullable = _kind(schema.get("type"))
    if kind:
        read["type"] = kind.upper()
    if nullable:
        read["nullable"] = True
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(properties, Mapping):
        read["properties"] = {
            name: gemini_schema(value) if isinstance(value, Mapping) else {}
            for name, value in properties.items()
        }
    if isinstance(items, Mapping):
        read["items"] = gemini_schema(items)
    return read


def _kind(kind: object) -> tuple[str, bool]:
    """The one type that is meant, and whether null is one as well."""
    kinds = kind if isinstance(kind, list | tuple) else [kind]
    named = [each for each in kinds if isinstance(each, str) and each != "null"]
    return (named[0] if named else ""), "null" in kinds


def _as_schema(constraint: Choice | JsonSchema) -> JsonSchema:
    return choice_schema(constraint) if isinstance(constraint, Choice) else constraint


def _content(turn: ChatMessage) -> dict[str, object]:
    pictures: list[dict[str, object]] = [
        {"inlineData": {"mimeType": each.mime_type, "data": b64encode(each.data).decode()}}
        for each in turn.images
    ]
    text: list[dict[str, object]] = [{"text": turn.text}] if turn.text else []
    role = "model" if turn.chat_role is ChatRole.ASSISTANT else "user"
    return {"role": role, "parts": [*pictures, *text]}


def _extras(params: Mapping[str, object]) -> dict[str, object]:
    config = {_EXTRAS[name]: value for name, value in params.items() if name in _EXTRAS}
    body = {name: value for name, value in params.items() if name not in _EXTRAS}
    if isinstance(stop := config.get("stopSequences"), str):
        config["stopSequences"] = [stop]
    if (safety := body.pop("safety_settings", None)) is not None:
        body["safetySettings"] = _safety(safety)
    if (budget := body.pop("thinking_budget", None)) is not None:
        config["thinkingConfig"] = {"thinkingBudget": budget, "includeThoughts": budget != 0}
    return merged({"generationConfig": config} if config else {}, body)


def _safety(settings: object) -> object:
    """A list as Gemini has it, or an object of thresholds by category."""
    if not isinstance(settings, Mapping):
        return settings
    return [{"category": name, "threshold": value} for name, value in settings.items()]
