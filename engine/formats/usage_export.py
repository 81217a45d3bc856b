"""The ledger as a table for spreadsheets (CSV) and programs (JSON): no word of a story, no key."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal

from engine.domain.calls import LedgerRow, UsageBy, UsageTotal

Cell = str | int | float | bool | Decimal | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def calls_table(calls: Sequence[tuple[date, LedgerRow]]) -> Table:
    """Every attempt with the player's day it counts to, its tokens, cost and times."""
    columns = (
        "at_utc", "local_day", "call", "attempt", "session", "turn", "task", "model_role", "profile",
        "connection", "provider", "model", "character", "request_id", "input_tokens",
        "cached_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
        "tokens_estimated", "cost_usd", "cost_source", "first_token_seconds", "seconds", "outcome",
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(_call(*each) for each in calls))


def totals_table(by: UsageBy, totals: Sequence[UsageTotal]) -> Table:
    """A row for each label. `cost_usd` is what is known; see the calls whose price is not."""
    columns = (
        _by_what(by), "calls", "free_calls", "calls_of_unknown_price", "input_tokens", "cached_tokens",
        "cache_write_tokens", "output_tokens", "reasoning_tokens", "tokens_estimated", "cost_usd",
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(_total(each) for each in totals))


def as_csv(table: Table) -> str:
    """Comma-separated, with a byte order mark so that spreadsheets read the names right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return f"\ufeff{text.getvalue()}"


def as_json(table: Table) -> str:
    """A list of objects; sums of money are texts, so that no digit is lost."""
    rows = [
        {name: _json_cell(cell) for name, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _call(day: date, row: LedgerRow) -> tuple[Cell, ...]:
    usage = row.usage
    return (
        row.at.astimezone(UTC).isoformat(), day.isoformat(), row.call, row.attempt, row.session,
        row.turn, row.task.value, row.model_role.value, row.profile, row.connection, row.provider,
        row.model, row.character, row.request_id, usage.input, usage.cached, usage.cache_write,
        usage.output, usage.reasoning, usage.estimated, row.cost.amount, row.cost.source.value,
        row.first_token, row.seconds, row.outcome.value,
    )  # fmt: skip


def _total(total: UsageTotal) -> tuple[Cell, ...]:
    usage = total.usage
    return (
        total.label, total.calls, total.free_calls, total.unpriced_calls, usage.input,
        usage.cached, usage.cache_write, usage.output, usage.reasoning, usage.estimated,
        total.cost,
    )  # fmt: skip


def _by_what(by: UsageBy) -> str:
    return "local_day" if by is UsageBy.DAY else by.value


def _csv_cell(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case Decimal():
            return plain_decimal(cell)
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return cell


def _json_cell(cell: Cell) -> str | int | float | None:
    return plain_decimal(cell) if isinstance(cell, Decimal) else cell


def plain_decimal(number: Decimal) -> str:
    """All its digits that say something, without an exponent."""
    return f"{number.normalize():f}"
