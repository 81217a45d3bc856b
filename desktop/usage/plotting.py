"""The course of usage as a plot: what it shows, how high, and in words. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt

from desktop.parts.figures import (
    date_text,
    money,
    month_text,
    number_text,
    plain_money,
    short_date_text,
    time_text,
    tokens_text,
)
from desktop.parts.model_roles import NAMES, tone
from desktop.texts import usage as texts
from desktop.widgets.plot import PlotBar, PlotSeries, PlotTick, PlotValue
from desktop.widgets.plot_scale import round_steps
from engine.domain.calls import UsageTotal
from engine.domain.tasks import ModelRole
from engine.domain.usage import Grain, UsageCourse


class Measure(StrEnum):
    """What is plotted."""

    COST = "cost"
    TOKENS = "tokens"
    CALLS = "calls"


_PATTERNS: Final[Mapping[ModelRole, Qt.BrushStyle]] = {
    ModelRole.MAIN: Qt.BrushStyle.SolidPattern,
    ModelRole.COT: Qt.BrushStyle.BDiagPattern,
    ModelRole.UTILITY: Qt.BrushStyle.Dense5Pattern,
}
SERIES: Final = tuple(
    PlotSeries(name=NAMES[role], tone=tone(role), pattern=_PATTERNS[role]) for role in ModelRole
)

Then = Mapping[ModelRole, UsageTotal]
"""What each model role used in one step; those that were not asked are missing."""


def steps_of(course: UsageCourse) -> tuple[Then, ...]:
    """The course in its order, with empty steps where nothing was asked."""
    found: dict[str, dict[ModelRole, UsageTotal]] = {start: {} for start in course.starts}
    for step in course.steps:
        found.setdefault(step.start, {})[step.model_role] = step.total
    return tuple(found.values())


def plot_of(course: UsageCourse, measure: Measure, span: str) -> PlotValue:
    """`span` is what the whole of it is called."""
    steps = steps_of(course)
    name = texts.PLOT_NAME.format(measure=texts.MEASURES[measure])
    bars = tuple(
        PlotBar(
            label=step_label(course.grain, start),
            said=texts.STEP_SAID.format(step=step, sums=_said(then, measure)),
            parts=tuple(float(_amount(then, role, measure)) for role in ModelRole),
        )
        for start, step, then in zip(course.starts, step_names(course), steps, strict=True)
    )
    sums = _sums_said(steps, measure)
    said = texts.PLOT_SAID.format(name=name, span=span, sums=sums, keys=texts.PLOT_KEYS)
    return PlotValue(name=name, said=said, series=SERIES, bars=bars, ticks=_ticks(bars, measure))


def step_label(grain: Grain, start: str) -> str:
    """A step in few letters."""
    match grain:
        case Grain.HOUR:
            return time_text(datetime.fromisoformat(start).time())
        case Grain.DAY:
            return short_date_text(date.fromisoformat(start))
        case Grain.MONTH:
            return month_text(date.fromisoformat(f"{start}-01"))


def step_names(course: UsageCourse) -> tuple[str, ...]:
    """The steps as they are spoken of. An hour comes twice when the clock is put back."""
    names = [_step_name(course.grain, start) for start in course.starts]
    return tuple(
        texts.SECOND_TIME.format(hour=name) if name in names[:place] else name
        for place, name in enumerate(names)
    )


def _step_name(grain: Grain, start: str) -> str:
    return date_text(date.fromisoformat(start)) if grain is Grain.DAY else step_label(grain, start)


def _ticks(bars: tuple[PlotBar, ...], measure: Measure) -> tuple[PlotTick, ...]:
    highest = max((sum(bar.parts) for bar in bars), default=0)
    least = 0 if measure is Measure.COST else 1
    steps = round_steps(highest, least=least)
    return tuple(PlotTick(at=each, label=_tick_text(each, measure)) for each in steps)


def _tick_text(at: float, measure: Measure) -> str:
    amount = Decimal(f"{at:.12g}")
    return plain_money(amount) if measure is Measure.COST else _text(amount, measure)


def _amount(then: Then, role: ModelRole, measure: Measure) -> Decimal:
    total = then.get(role)
    if total is None:
        return Decimal(0)
    match measure:
        case Measure.COST:
            return total.cost
        case Measure.TOKENS:
            return Decimal(total.usage.input + total.usage.output)
        case Measure.CALLS:
            return Decimal(total.calls)


def _said(then: Then, measure: Measure) -> str:
    return _in_words({role: _amount(then, role, measure) for role in then}, measure)


def _sums_said(steps: tuple[Then, ...], measure: Measure) -> str:
    sums = {
        role: sum((_amount(then, role, measure) for then in steps), Decimal(0))
        for role in ModelRole
    }
    return _in_words(sums, measure)


def _in_words(amounts: Mapping[ModelRole, Decimal], measure: Measure) -> str:
    parts = [
        texts.PART_SAID.format(role=NAMES[role], value=_text(amount, measure))
        for role, amount in amounts.items()
    ]
    return ", ".join(parts) or texts.NOTHING_THEN


def _text(amount: Decimal, measure: Measure) -> str:
    match measure:
        case Measure.COST:
            return money(amount)
        case Measure.TOKENS:
            return tokens_text(int(amount))
        case Measure.CALLS:
            return number_text(amount)
