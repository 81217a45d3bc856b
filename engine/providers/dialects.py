"""How one model of a service wants to be spoken to. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from engine.domain.providers import Dialect, Provider
from engine.providers.base import Completion
from engine.providers.overlay import merged


def dialect_of(provider: Provider, model: str) -> Dialect:
    """The provider's dialect, with what the model's family does otherwise."""
    dialect, family = provider.dialect, provider.family_of(model)
    if family is None:
        return dialect
    return replace(
        dialect,
        refuses=(*dialect.refuses, *family.refuses),
        thinking_room=family.thinking_room or dialect.thinking_room,
        extra_body=merged(dialect.extra_body, family.extra_body),
        constrained_body=merged(dialect.constrained_body, family.constrained_body),
    )


def sampling(
    completion: Completion, dialect: Dialect, names: Mapping[str, str]
) -> dict[str, object]:
    """The values of a call under the names that a protocol gives them.

    What nobody set and what the model refuses is left out.
    """
    most = completion.max_tokens
    values = {
        "temperature": completion.temperature,
        "top_p": completion.top_p,
        "max_tokens": None if most is None else most + dialect.thinking_room,
    }
    return {
        names[name]: value
        for name, value in values.items()
        if value is not None and name not in dialect.refuses
    }


def sent_name(model: str, dialect: Dialect) -> str:
    """The model's name as the service knows it."""
    return model.removeprefix(dialect.model_prefix)
