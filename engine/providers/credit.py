"""Reading how much credit an account has left. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from engine.domain.providers import CreditSource


def credit_in(payload: object, source: CreditSource) -> Decimal | None:
    """US dollars that `payload` says are left; None where it does not say.

    A key without a limit of its own has none left to tell, so the account is asked after it.
    """
    if source.left:
        return _amount(payload, source.left)
    granted, used = _amount(payload, source.granted), _amount(payload, source.used)
    return None if granted is None or used is None else granted - used


def _amount(payload: object, path: str) -> Decimal | None:
    value = payload
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
