"""What is known of the table of list prices."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTableState:
    """`version` names the table that came with the program.

    `newest` is the last day on which one of its prices changed; None where it does not say.
    `refreshed_at` is when a newer one was fetched, None where that has not happened.
    """

    version: str
    newest: date | None
    models: int
    refreshed_at: datetime | None = None
