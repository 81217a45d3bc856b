"""A service's own list of models to go on with, which may not cost more than the first choice."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from engine.domain.providers import Price, Profile, Provider
from engine.routing.pricing import Size, is_dearer

log = logging.getLogger("triptych.routing")


async def without_dearer_list(
    params: Mapping[str, object],
    *,
    profile: Profile,
    provider: Provider,
    price: Price | None,
    size: Size,
    price_of: Callable[[Profile], Awaitable[Price | None]],
    approved: frozenset[str],
) -> Mapping[str, object]:
    """`params`, without the list of models if one of them may cost more than `price`.

    The service would use it without asking. The models in `approved` may cost what they will.
    """
    field = provider.dialect.fallback_field
    if not field or field not in params:
        return params
    listed = params[field]
    models = listed if isinstance(listed, list | tuple) else [listed]
    for model in models:
        if model in approved:
            continue
        known = await price_of(replace(profile, model=str(model)))
        if is_dearer(known, price, size):
            log.info("%s is left out: %s may cost more", field, model)
            return {name: value for name, value in params.items() if name != field}
    return params
