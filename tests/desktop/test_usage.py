"""The page of usage: what it plots, sums up and calculates, and how it is reached."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import TODAY
from clocks import AUCKLAND, GREENWICH, LOS_ANGELES
from ledger_rows import a_row
from long_games import game_settings
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.texts import usage as texts
from desktop.usage.feature import prices_text
from desktop.usage.plotting import Measure, plot_of
from desktop.usage.rows import name_of
from desktop.usage.saving_words import saving_lines, saving_notes
from desktop.widgets.plot_scale import round_steps
from engine.domain.calls import Usage, UsageBy, UsageTotal
from engine.domain.days import hours_of
from engine.domain.prices import PriceTableState
from engine.domain.providers import Price
from engine.domain.tasks import ModelRole, Task
from engine.domain.usage import Grain, Saving, Span, UsageCourse, UsageStep
from engine.errors import PriceTableError
from engine.storage.ledger import add_row

USED = UsageTotal(
    label="",
    calls=3,
    usage=Usage(input=200_000, cached=150_000, output=20_000),
    cost=Decimal("0.20"),
)
COURSE = UsageCourse(
    grain=Grain.DAY,
    starts=("2030-05-01", "2030-05-02", "2030-05-03"),
    steps=(
        UsageStep(start="2030-05-01", model_role=ModelRole.MAIN, total=USED),
        UsageStep(
            start="2030-05-03",
            model_role=ModelRole.COT,
            total=replace(USED, cost=Decimal("0.05"), calls=7),
        ),
        UsageStep(start="2030-05-03", model_role=ModelRole.MAIN, total=USED),
    ),
    roles={},
)


@pytest.mark.parametrize(
    ("highest", "least", "steps"),
    [
        (0, 0, (0,)),
        (0.25, 0, (0, 0.1, 0.2, 0.3)),
        (0.0004, 0, (0, 0.0001, 0.0002, 0.0003, 0.0004)),
        (1, 1, (0, 1)),
        (3, 1, (0, 1, 2, 3)),
        (99, 1, (0, 25, 50, 75, 100)),
        (1_200_000, 1, (0, 500_000, 1_000_000, 1_500_000)),
    ],
)
def test_an_axis_ends_at_the_first_round_number_that_is_high_enough(highest, least, steps):
    assert round_steps(highest, least=least) == pytest.approx(steps)


def test_a_plot_stacks_the_roles_and_says_every_bar_in_words():
    plot = plot_of(COURSE, Measure.COST, "7 days")
    assert [bar.parts for bar in plot.bars] == [(0.2, 0, 0), (0, 0, 0), (0.2, 0.05, 0)]
    assert [tick.label for tick in plot.ticks] == ["$0.00", "$0.10", "$0.20", "$0.30"]
    assert plot.bars[1].said == "2 May 2030: nothing"
    assert plot.bars[2].said == "3 May 2030: CoT $0.0500, Main $0.20"
    assert "7 days: Main $0.40, CoT $0.0500, Utility $0.00" in plot.said
    assert len({series.pattern for series in plot.series}) == len(ModelRole)
    calls = plot_of(COURSE, Measure.CALLS, "")
    assert calls.bars[2].parts == (3, 7, 0)
    hours = replace(COURSE, grain=Grain.HOUR, starts=("2030-05-01T09:00+05:30",), steps=())
    months = replace(COURSE, grain=Grain.MONTH, starts=("2030-05",), steps=())
    labels = [plot_of(each, Measure.TOKENS, "").bars[0].label for each in (hours, months)]
    assert labels == ["09:00", "May 2030"]


def test_an_hour_that_comes_twice_is_said_to_be_the_second(clock_in):
    clock_in(LOS_ANGELES)
    starts = hours_of(date(2030, 11, 3))
    plot = plot_of(replace(COURSE, grain=Grain.HOUR, starts=starts, steps=()), Measure.COST, "")
    assert [bar.label for bar in plot.bars][:4] == ["00:00", "01:00", "01:00", "02:00"]
    assert plot.bars[2].said == "01:00 (second time): nothing"


def test_the_saving_can_be_calculated_again_by_hand():
    price = Price(input=Decimal(3), output=Decimal(15), cached=Decimal("0.30"))
    saving = Saving(
        model="anthropic/claude",
        price=price,
        counted=USED,
        elsewhere=replace(USED, cost=Decimal("0.05")),
        on_one=Decimal("0.495"),
        elsewhere_on_one=Decimal("0.165"),
        left_out=2,
    )
    assert saving_lines(saving) == (
        ("50 k new tokens in × $3.00 per million", "$0.15"),
        ("150 k cached tokens × $0.30 per million", "$0.0450"),
        ("20 k tokens out × $15.00 per million", "$0.30"),
        ("Everything on claude", "$0.49"),
        ("Paid", "$0.20"),
        ("Saved, calculated", "$0.29"),
    )
    notes = saving_notes(saving)
    assert "What went to other models would have cost 3.3 × as much on claude." in notes
    assert "Left out: 2 calls whose price is not known." in notes
    free = replace(saving, elsewhere=replace(USED, cost=Decimal(0)))
    alone = replace(saving, elsewhere=replace(USED, calls=0))
    first = [saving_notes(each)[0] for each in (free, alone)]
    assert first == [texts.ELSEWHERE_FREE, texts.ALL_ON_ONE.format(model="claude")]
    dear = saving_lines(replace(saving, counted=replace(USED, cost=Decimal(1))))
    assert dear[-1] == ("Paid more, calculated", "$0.51")


def test_every_label_of_the_ledger_has_a_name():
    labels = {UsageBy.MODEL_ROLE: "cot", UsageBy.TASK: "intent", UsageBy.DAY: "2030-05-01"}
    names = {by: name_of(by, labels.get(by, "")) for by in UsageBy}
    assert names[UsageBy.MODEL_ROLE] == "CoT"
    assert names[UsageBy.DAY] == "1 May 2030"
    assert names[UsageBy.SESSION] == texts.NO_SESSION
    assert names[UsageBy.CHARACTER] == texts.NO_CHARACTER
    assert set(texts.BY) == set(UsageBy)
    assert set(texts.SPANS) == set(Span)


def test_prices_without_a_date_are_told_all_the_same():
    state = PriceTableState(version="prices 1", newest=None, models=5)
    assert prices_text(state) == "5 models, with Triptych (prices 1)."


def test_newer_prices_were_fetched_by_the_players_clock(clock_in):
    clock_in(AUCKLAND)
    state = PriceTableState(version="", newest=None, models=5, refreshed_at=TODAY)
    assert prices_text(state) == "5 models, fetched 2 May 2030, 00:00."


async def test_the_page_is_reached_from_the_cost_and_shows_what_was_played(
    a_window, until, tmp_path, monkeypatch, clock_in
):
    clock_in(GREENWICH)
    async with a_window(settings=game_settings()) as shown:
        engine, window = shown.engine, shown.window
        await until(lambda: window.has_usage)
        page = window._usage
        window.status._today.click()
        assert page.isVisible()
        await until(lambda: page.side.prices)
        assert page.empty.isVisible()
        assert not page.side.export.isEnabled()
        await engine._db.run(_booked)
        page.side.spans[Span.TODAY].click()
        await until(page.over_time.isVisible)
        plot, legend = page.over_time.plot, page.over_time.legend
        assert plot.isVisible()
        await _walk(plot, legend)
        await _sum_up(page, until)
        await _export(page, engine, tmp_path, monkeypatch, until)
        await _refresh_in_vain(page, engine, monkeypatch, until)
        QTest.keyClick(page.side.back, Qt.Key.Key_Escape)
        assert not page.isVisible()
        window.show_usage()
        page.side.back.click()
        assert not page.isVisible()


def _booked(connection):
    judge = {"model_role": ModelRole.COT, "task": Task.RULE_EVALUATION, "character": None}
    add_row(connection, a_row(1, "0.0001", task=Task.NARRATION))
    add_row(connection, a_row(2, "0.0002", **judge))


async def _walk(plot, legend):
    """The keyboard goes from hour to hour, and the figures beside follow."""
    whole = legend.rows
    assert legend.of == "Today"
    QTest.keyClick(plot, Qt.Key.Key_End)
    assert (plot.current, legend.of) == (23, "23:00")
    QTest.keyClick(plot, Qt.Key.Key_Home)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert (plot.current, legend.of, legend.rows[-1][0]) == (1, "01:00", "–")
    assert plot.accessibleDescription() == "01:00: nothing"
    for _ in range(11):
        QTest.keyClick(plot, Qt.Key.Key_Right)
    assert (legend.of, legend.rows) == ("12:00", whole)
    plot.clearFocus()


async def _sum_up(page, until):
    page.sums.ways.setCurrentIndex(list(texts.BY).index("task"))
    await until(lambda: "Narration" in _names(page))
    assert _names(page)[-1] == texts.TOTAL
    assert page.saving.lines[-1][0] == texts.DIFFERENCE
    cost, calls, _, saved = page.figures.texts
    assert cost[0].startswith("$")
    assert calls[1] == "0 % on free models"
    assert saved[1] == "against claude-sonnet-4.5 for everything"


def _names(page):
    table = page.sums.table
    return [table.topLevelItem(n).text(0) for n in range(table.topLevelItemCount())]


async def _export(page, engine, tmp_path, monkeypatch, until):
    file = tmp_path / "usage.json"

    async def chosen(_):
        return file

    monkeypatch.setattr("desktop.usage.feature.UsageFeature._place", chosen)
    page.side.export.click()
    await until(file.exists)
    assert "narration" in {each["task"] for each in json.loads(file.read_text("utf-8"))}


async def _refresh_in_vain(page, engine, monkeypatch, until):
    async def refused():
        raise PriceTableError("Newer prices could not be fetched. Refresh again.")

    before = page.side.prices
    monkeypatch.setattr(engine.prices, "refresh", refused)
    page.side.refresh.click()
    await until(page.failure.isVisible)
    assert "could not be fetched" in page.failure.sentence
    assert (page.side.prices, page.side.refresh.is_busy) == (before, False)
