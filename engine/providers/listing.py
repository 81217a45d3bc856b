"""Asking an OpenAI-shaped service for its models, and a local server for more than that says."""

from collections.abc import Mapping
from dataclasses import replace

from engine.domain.providers import Dialect, ModelFacts, Provider
from engine.errors import AuthenticationError, ProviderError
from engine.providers.model_list import lists_models, models_in
from engine.providers.service import Service


async def listed_models(service: Service, provider: Provider) -> tuple[ModelFacts, ...]:
    """The models with what is known of them. Raise a `ProviderError`."""
    models = models_in(await _list(service, provider.dialect), provider)
    page = await _running_page(service, provider.dialect)
    window = _count(page, provider.dialect.window_field)
    slots = _count(page, provider.dialect.slots_field)
    return tuple(
        replace(
            each,
            context_window=window or each.context_window,
            running_window=window or each.running_window,
            slots=slots,
        )
        for each in models
    )


async def _list(service: Service, dialect: Dialect) -> object:
    """The fullest list that this version of the server has."""
    for path in dialect.fuller_lists:
        try:
            listed = await service.get(path, dialect.query)
        except AuthenticationError:
            raise
        except ProviderError:
            continue
        if lists_models(listed):
            return listed
    listed = await service.get(dialect.models_path, dialect.query)
    if not lists_models(listed):
        raise service.wrong_address()
    return listed


async def _running_page(service: Service, dialect: Dialect) -> object:
    """What the server was started with, where it has a page that tells."""
    if not dialect.window_page:
        return None
    try:
        return await service.get(dialect.window_page)
    except ProviderError:
        return None


def _count(page: object, field: str) -> int | None:
    """The number at `field`, names with dots between them; None where there is none."""
    value = page
    for step in field.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, int) and value > 0 else None
