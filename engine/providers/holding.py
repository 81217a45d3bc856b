"""Parameters of a profile that hold every answer of its model to one form. Pure."""

from collections.abc import Mapping

from engine.domain.constraints import JsonSchema, Rung
from engine.domain.providers import Provider
from engine.providers import anthropic_request, chat_request, google_request


def holding_params(provider: Provider, schema: JsonSchema, rung: Rung) -> Mapping[str, object]:
    """As the provider's protocol wants them in a request; nothing where it knows no such thing."""
    match provider.adapter:
        case "anthropic":
            return anthropic_request.constraint_fields(schema, rung)
        case "google_genai":
            return {"generationConfig": google_request.constraint_fields(schema, rung)}
        case "openai_compatible":
            return chat_request.constraint_fields(schema, rung, provider.dialect)
        case _:
            return {}
