"""What everything on one model would have cost. Pure."""

from engine.domain.calls import UsageTotal
from engine.domain.providers import Price
from engine.domain.usage import Saving
from engine.routing.pricing import priced


def saving_on(
    counted: UsageTotal, elsewhere: UsageTotal, left_out: int, *, model: str, price: Price
) -> Saving:
    """All that is `counted` at the price of `model`: what came from a cache at its cached price."""
    return Saving(
        model=model,
        price=price,
        counted=counted,
        elsewhere=elsewhere,
        on_one=priced(counted.usage, price),
        elsewhere_on_one=priced(elsewhere.usage, price),
        left_out=left_out,
    )
