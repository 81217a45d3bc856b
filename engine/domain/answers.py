"""An answer of the form that was asked for. A value only."""

from dataclasses import dataclass

from engine.domain.calls import LedgerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said, the ledger row of the attempt that said it, and how it was asked.

    `remembered` says that nobody was asked now: the same was asked before, and `row` tells of
    that time.
    """

    text: str
    row: LedgerRow
    temperature: float | None = None
    remembered: bool = False
