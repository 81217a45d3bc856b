"""A service's list of models that comes in pages."""

from collections.abc import Callable, Mapping
from typing import Final

from engine.domain.providers import ModelFacts
from engine.providers.model_list import lists_models, models_in
from engine.providers.service import Service

PAGE: Final = "1000"
"""Models that are asked for at once."""
_MOST_PAGES: Final = 20


async def paged_models(
    service: Service,
    query: Mapping[str, str],
    *,
    offered: Callable[[object], list[object]],
    following: Callable[[object], Mapping[str, str]],
) -> tuple[ModelFacts, ...]:
    """The models on all pages. Raise a `ProviderError`.

    `offered` reads the entries of a page, `following` what asks for the next one, nothing after
    the last.
    """
    models: list[ModelFacts] = []
    place: Mapping[str, str] = {}
    for _ in range(_MOST_PAGES):
        page = await service.get("/models", {**query, **place})
        if not lists_models(page):
            raise service.wrong_address()
        models += models_in(offered(page), service.provider)
        place = following(page)
        if not place:
            break
    return tuple(models)
