"""What is known, found and spent, as tables for the terminal."""

from collections.abc import Iterable, Sequence

from engine.domain.calls import UsageSums, UsageTotal
from engine.domain.findings import Finding
from engine.domain.money import money
from engine.domain.providers import Connection, ModelFacts, ModuleDefault, Price, Provider
from engine.domain.tasks import ModelRole


def providers_table(providers: Iterable[Provider]) -> str:
    """Each provider with its id, adapter, address and proposed models."""
    rows = [("PROVIDER", "ID", "ADAPTER", "KEY", "ADDRESS", "PROPOSED MAIN MODEL")]
    rows += [
        (
            provider.label,
            provider.id,
            provider.adapter,
            _key(provider),
            provider.base_url or "—",
            provider.proposed.get(ModelRole.MAIN, "—"),
        )
        for provider in providers
    ]
    return aligned(rows)


def modules_table(proposed: Sequence[tuple[str, ModuleDefault]]) -> str:
    """What descriptions propose for modules; a name that is "" means all others."""
    rows = [("MODULE", "PROVIDER", "MODEL", "OPTIONS")]
    rows += [
        (
            module or "(all others)",
            each.provider or "—",
            each.model or "—",
            ", ".join(f"{name} {value}" for name, value in each.options.items()) or "—",
        )
        for module, each in proposed
    ]
    return aligned(rows)


def models_table(models: Sequence[ModelFacts]) -> str:
    """Each model with what is known of it."""
    if not models:
        return "No model is offered there."
    rows = [("MODEL", "CONTEXT", "LONGEST ANSWER", "IN/OUT PER MILLION", "TAGS", "LOADED")]
    rows += [
        (
            facts.model,
            _count(facts.context_window),
            _count(facts.max_output),
            _price(facts.price),
            ", ".join(facts.tags) or "—",
            {True: "yes", False: "no", None: "—"}[facts.loaded],
        )
        for facts in models
    ]
    return aligned(rows)


def findings_table(found: Sequence[tuple[Connection, Finding]]) -> str:
    """Each connection with what a check found."""
    if not found:
        return "No connection is set up."
    rows = [("CONNECTION", "PROVIDER", "FOUND", "")]
    rows += [
        (connection.id, connection.provider, type(finding).__name__, finding.sentence)
        for connection, finding in found
    ]
    return aligned(rows)


def usage_table(sums: UsageSums) -> str:
    """Calls, tokens and money for each label and for all; a note where a price is not known."""
    if not sums.parts:
        return "Nothing has been asked of any model yet."
    rows: list[tuple[str, ...]] = [("", "CALLS", "TOKENS IN", "CACHED", "TOKENS OUT", "COST")]
    rows += [_used(total.label, total) for total in sums.parts]
    return aligned([*rows, _used("TOTAL", sums.whole)])


def _used(label: str, total: UsageTotal) -> tuple[str, ...]:
    unpriced = f" + {total.unpriced_calls} unpriced" if total.unpriced_calls else ""
    counts = (total.calls, total.usage.input, total.usage.cached, total.usage.output)
    return (label, *(str(each) for each in counts), f"{money(total.cost)}{unpriced}")


def _key(provider: Provider) -> str:
    if not provider.enabled:
        return "switched off"
    return "needed" if provider.needs_key else "none"


def _count(value: int | None) -> str:
    return "—" if value is None else str(value)


def _price(price: Price | None) -> str:
    if price is None:
        return "not known"
    return "free" if price.is_free else f"{money(price.input)} / {money(price.output)}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
