"""`triptych providers` and `triptych usage`: what is known and what was spent, as tables."""

from collections.abc import Iterable, Sequence

from engine.domain.calls import UsageTotal
from engine.domain.money import money
from engine.domain.providers import Provider
from engine.domain.tasks import ModelRole


def providers_table(providers: Iterable[Provider]) -> str:
    """Each provider with its id, adapter, address and proposed models."""
    rows = [("PROVIDER", "ID", "ADAPTER", "KEY", "ADDRESS", "PROPOSED MAIN MODEL")]
    rows += [
        (
            provider.label,
            provider.id,
            provider.adapter,
            "needed" if provider.needs_key else "none",
            provider.base_url or "—",
            provider.proposed.get(ModelRole.MAIN, "—"),
        )
        for provider in providers
    ]
    return _aligned(rows)


def usage_table(totals: Sequence[UsageTotal]) -> str:
    """Calls, tokens and money for each label; a note where a price is not known."""
    if not totals:
        return "Nothing has been asked of any model yet."
    rows = [("", "CALLS", "TOKENS IN", "CACHED", "TOKENS OUT", "COST")]
    rows += [
        (
            total.label,
            str(total.calls),
            str(total.usage.input),
            str(total.usage.cached),
            str(total.usage.output),
            money(total.cost)
            + (f" + {total.unpriced_calls} unpriced" * bool(total.unpriced_calls)),
        )
        for total in totals
    ]
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
