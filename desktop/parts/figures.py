"""Money, time and tokens as a player reads them. Pure."""

from decimal import Decimal

from engine.domain.calls import Cost, CostSource, LastCall, LedgerRow
from engine.domain.providers import Price


def money(amount: Decimal) -> str:
    """US dollars with as many digits as a small bill needs."""
    return f"${amount:.4f}" if 0 < amount < 1 else f"${amount:.2f}"


def cost_text(cost: Cost) -> str:
    if cost.source is CostSource.FREE:
        return "free"
    if cost.amount is None:
        return "price not known"
    about = "about " if cost.source is CostSource.ESTIMATED else ""
    return f"{about}{money(cost.amount)}"


def price_text(price: Price) -> str:
    """What a million tokens cost, read and written."""
    if price.is_free:
        return "free"
    return f"{_listed(price.input)} / {_listed(price.output)} per M"


def seconds_text(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.1f} min"


def tokens_per_second(row: LedgerRow | LastCall) -> float | None:
    """How fast the text came once it came; None where that cannot be told."""
    if row.first_token is None or row.seconds <= row.first_token or row.usage.output < 2:
        return None
    return row.usage.output / (row.seconds - row.first_token)


def speed_text(row: LedgerRow | LastCall) -> str:
    """How long the first word took and how fast the rest came; "" where neither is known."""
    parts = []
    if row.first_token is not None:
        parts.append(f"{seconds_text(row.first_token)} to first word")
    speed = tokens_per_second(row)
    if speed is not None:
        parts.append(f"{speed:.0f} tokens/s")
    return " · ".join(parts)


def tokens_text(count: int) -> str:
    """A number of tokens, rounded: 950, 32 k, 1 M. Powers of two count by 1024."""
    thousand = 1024 if count % 1024 == 0 else 1000
    if count < thousand:
        return str(count)
    if count < thousand * thousand:
        return f"{count / thousand:.0f} k"
    return f"{count / thousand / thousand:.0f} M"


def _listed(amount: Decimal) -> str:
    return f"${amount:.2f}" if amount == round(amount, 2) else f"${amount:.4f}".rstrip("0")
