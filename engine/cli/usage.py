"""`triptych usage` and `triptych prices`: what was asked, what it cost, and by which prices."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from engine.app import Engine
from engine.cli.tables import aligned, usage_table
from engine.domain.calls import UsageBy
from engine.domain.money import money
from engine.domain.usage import Saving, Span
from engine.errors import FormatError
from engine.formats.usage_export import Cell, Table, as_json


async def show_usage(engine: Engine, by: str, since: str, *, in_json: bool) -> int:
    """The ledger summed up, or every attempt of it, and what three models saved."""
    first = _since(since, engine.ledger.today)
    if in_json:
        print(as_json(await engine.ledger.table(first, _by(by))), end="")
        return 0
    key = _by(by)
    if key is None:
        print(_lines(await engine.ledger.table(first)))
    else:
        print(usage_table(await engine.ledger.sums(key, since=first)))
    saving = await engine.ledger.saving(first)
    if saving and saving.counted.calls and not saving.price.is_free:
        print(f"\n{_saving(saving)}")
    return 0


async def export_usage(engine: Engine, by: str, since: str, file: Path) -> int:
    await engine.ledger.export(file, _since(since, engine.ledger.today), _by(by))
    print(f"The usage is in {file}. No text of a story is in it, and no key.")
    return 0


async def show_prices(engine: Engine, *, refresh: bool) -> int:
    """How old the list prices are, after fetching newer ones if that is wished."""
    state = await (engine.prices.refresh() if refresh else engine.prices.state())
    newest = f"; the newest price is of {state.newest:%Y-%m-%d}" if state.newest else ""
    came = (
        f"fetched at {state.refreshed_at.astimezone():%Y-%m-%d %H:%M}"
        if state.refreshed_at
        else f"that came with Triptych ({state.version})"
    )
    print(f"List prices of {state.models} models, {came}{newest}.")
    return 0


def _saving(saving: Saving) -> str:
    """What was saved, and how that is calculated."""
    sums = (money(each) for each in (saving.on_one, saving.paid, saving.saved))
    told = "Calculated: everything on {} = {}, paid = {}, saved = {}."
    lines = [told.format(saving.model, *sums)]
    if saving.ratio is not None:
        lines.append(
            f"What went to other models would have cost {saving.ratio:.1f} times as much there."
        )
    if saving.counted.usage.estimated:
        lines.append("Some of the tokens are estimated.")
    if saving.left_out:
        lines.append(f"Left out: {saving.left_out} calls whose price is not known.")
    return "\n".join(lines)


def _lines(table: Table) -> str:
    if not table.rows:
        return "Nothing has been asked of any model yet."
    shown = ("task", "model_role", "model", "input_tokens", "output_tokens", "cost_usd")
    places = [table.columns.index(name) for name in shown]
    at = table.columns.index("at_utc")
    rows = [[_when(row[at]), *(_cell(row[n]) for n in places)] for row in table.rows]
    return aligned([["AT", *(name.upper() for name in shown)], *rows])


def _when(at: Cell) -> str:
    """By the player's clock, as it is said everywhere but in files."""
    return f"{datetime.fromisoformat(str(at)).astimezone():%Y-%m-%d %H:%M:%S}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "—"
    return money(cell) if isinstance(cell, Decimal) else str(cell)


def _by(name: str) -> UsageBy | None:
    if name == "call":
        return None
    return UsageBy.MODEL_ROLE if name == "role" else UsageBy(name)


def _since(when: str, today: date) -> Span | date:
    """The player's days."""
    if when == "yesterday":
        return today - timedelta(days=1)
    try:
        return Span(when) if when in tuple(Span) else date.fromisoformat(when)
    except ValueError as error:
        raise FormatError(
            f"“{when}” is no day. Write today, yesterday, week, month, all, or a day such as "
            "2026-01-31."
        ) from error
