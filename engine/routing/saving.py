"""What everything on one model would have cost. Pure."""

from engine.domain.calls import UsageTotal
from engine.domain.providers import Price
from engine.domain.usage import Saving
from engine.routing.pricing import priced


def saving_on(counted: UsageTotal, left_out: int, *, model: str, price: Price) -> Saving:
    """`counted` at the price of `model`: what was read from a cache at its cached price."""
    on_one = priced(counted.usage, price)
    return Saving(model=model, price=price, counted=counted, on_one=on_one, left_out=left_out)
