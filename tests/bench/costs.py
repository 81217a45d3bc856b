"""What three roles save against everything on main, in a scripted game of fifty turns."""

from decimal import Decimal

from long_games import (
    COT,
    ENVIRONMENT,
    MAIN,
    TURNS,
    UTILITY,
    CountingScript,
    game_settings,
    play_long_game,
)
from worlds import RULES, a_world, opened

from engine.app import Engine
from engine.domain.adventure import Adventure
from engine.domain.calls import UsageBy, UsageTotal
from engine.domain.money import money
from engine.domain.providers import Price
from engine.domain.usage import Saving, Span
from engine.providers.scripted import Scripted
from engine.routing.price_table import PriceTable

Row = tuple[str, str, str]


async def rows() -> list[Row]:
    shipped = await _game(f"{TURNS} turns of the shipped adventure", None)
    ruled = await _game(f"{TURNS} turns with {RULES} rules", a_world())
    prices = ("list prices of main, CoT and utility, in/out a million", _prices(), "")
    return [*shipped, *ruled, prices]


async def _game(name: str, adventure: Adventure | None) -> list[Row]:
    three, saving = await _played(adventure, on_main=False)
    one, _ = await _played(adventure, on_main=True)
    assert saving is not None
    paid, alone = _cost(three), _cost(one)
    return [
        *((f"{name}, three roles: {each.label}", _used(each), "") for each in three),
        *((f"{name}, everything on main: {each.label}", _used(each), "") for each in one),
        (f"{name}, everything on main, played", money(alone), ""),
        (f"{name}, three roles, played", f"{money(paid)}, {1 - paid / alone:.0%} less", "reported"),
        (f"{name}, the saving as the program calculates it", _calculated(saving), ""),
    ]


def _calculated(saving: Saving) -> str:
    sums = f"{money(saving.on_one)} − {money(saving.paid)} = {money(saving.saved)}"
    return f"{sums}; main is {saving.ratio or 0:.0f} times dearer than the others"


async def _played(
    adventure: Adventure | None, *, on_main: bool
) -> tuple[tuple[UsageTotal, ...], Saving | None]:
    adapter = Scripted(CountingScript())
    settings = game_settings(on_main=on_main)
    async with opened(settings, lambda *_: adapter, ENVIRONMENT) as engine:
        await play_long_game(engine, adventure)
        return await _usage(engine), await engine.ledger.saving(Span.ALL)


async def _usage(engine: Engine) -> tuple[UsageTotal, ...]:
    return await engine.ledger.usage(UsageBy.MODEL_ROLE)


def _used(total: UsageTotal) -> str:
    usage = total.usage
    tokens = f"{usage.input} in ({usage.cached} cached), {usage.output} out"
    return f"{total.calls} calls, {tokens}, {money(total.cost)}"


def _cost(totals: tuple[UsageTotal, ...]) -> Decimal:
    return sum((each.cost for each in totals), Decimal(0))


def _prices() -> str:
    table = PriceTable()
    prices = [table.price("openrouter", model) for model in (MAIN, COT, UTILITY)]
    known = [price for price in prices if price is not None]
    main = known[0]
    return ", ".join(
        f"{money(each.input)}/{money(each.output)}{_ratio(main, each)}" for each in known
    )


def _ratio(main: Price, other: Price) -> str:
    if other == main:
        return ""
    return f" ({main.input / other.input:.0f} and {main.output / other.output:.0f} times cheaper)"
