"""What each task uses: shown, changed in place, and put back."""

from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce

import pytest
from builders import TODAY
from engines import SCRIPTED, scripted_settings
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.connections.spending_line import SpendingLine, today_text
from desktop.connections.task_lines import task_lines
from desktop.connections.task_row import TaskRow
from engine.domain.calls import Cost, CostSource, DaySpending, LastCall, Spent, Usage, UsageTotal
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import ModelFacts, Price, Profile
from engine.domain.tasks import TASK_TABLE, ModelRole, Task
from engine.domain.usage import Saving
from engine.settings import SpendingLimits, TaskSetting, with_profile, with_task

LARGE = Profile(id=ProfileId("large"), connection=ConnectionId("scripted"), model="large")
NONE = SpendingLimits()
ONE = Decimal(1)
CALL = LastCall(
    task=Task.NARRATION,
    profile=SCRIPTED,
    at=TODAY,
    usage=Usage(),
    cost=Cost(amount=Decimal("0.0004"), source=CostSource.PRICED),
    first_token=0.5,
    seconds=1.0,
)


@pytest.fixture
def rows(until):
    """The table's rows in a window that is open."""

    async def find(shown) -> dict[Task, TaskRow]:
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models.tasks.rows

    return find


async def test_a_temperature_is_changed_with_the_keyboard_and_put_back(a_window, until, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.NARRATION]
        assert row.temperature.value() == 0.7
        assert row.reset.isHidden()
        QTest.keyClick(row.slider, Qt.Key.Key_Right)
        await until(lambda: shown.engine.settings.tasks)
        assert shown.engine.settings.task_values(Task.NARRATION).temperature == 0.75
        await until(lambda: row.temperature.value() == 0.75)
        assert "Changed by you; the task table says 0.7" in row.temperature.accessibleDescription()
        assert row.temperature.toolTip() == row.temperature.accessibleDescription()
        row.reset.click()
        await until(lambda: not shown.engine.settings.tasks and row.temperature.value() == 0.7)
        assert row.temperature.accessibleDescription() == "From the task table."
        assert row.reset.isHidden()


async def test_a_number_that_is_typed_counts_once_it_is_entered(a_window, until, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.INTENT]
        row.max_tokens.selectAll()
        QTest.keyClicks(row.max_tokens, "300")
        assert not shown.engine.settings.tasks
        QTest.keyClick(row.max_tokens, Qt.Key.Key_Return)
        await until(lambda: shown.engine.settings.task_values(Task.INTENT).max_tokens == 300)


async def test_two_changes_of_one_task_at_the_same_time_stand_side_by_side(a_window, until, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.INTENT]
        row.max_tokens.setValue(300)
        row.temperature.setValue(0.5)
        wanted = TaskSetting(task=Task.INTENT, temperature=0.5, max_tokens=300)
        await until(lambda: shown.engine.settings.tasks == (wanted,))


async def test_a_task_is_given_a_model_of_its_own_and_the_story_is_written_with_it(
    a_window, until, rows
):
    settings = with_profile(scripted_settings(), LARGE)
    async with a_window(["She nods."], settings=settings) as shown:
        row = (await rows(shown))[Task.CHARACTER_REPLY]
        assert row.goes_to.currentText() == "Scripted"
        place = row.goes_to.findData(LARGE.id)
        row.goes_to.setCurrentIndex(place)
        row.goes_to.activated.emit(place)
        await until(lambda: shown.engine.settings.task_profile(Task.CHARACTER_REPLY) == LARGE.id)
        await until(lambda: "for this task alone" in row.goes_to.toolTip())
        await until(lambda: row.goes_to.currentText() == "large · Scripted")


async def test_the_wheel_over_a_field_without_focus_scrolls_the_page_instead(a_window, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.NARRATION]
        for field in (row.slider, row.temperature, row.max_tokens, row.goes_to):
            assert field.focusPolicy() is Qt.FocusPolicy.StrongFocus  # the wheel gives it none
            field.clearFocus()
            event = _wheel()
            QApplication.sendEvent(field, event)
            assert not event.isAccepted()
        assert not shown.engine.settings.tasks


async def test_every_field_is_reached_by_keyboard_and_has_a_name_of_its_own(a_window, rows):
    async with a_window() as shown:
        names = []
        for row in (await rows(shown)).values():
            for field in (*row.fields, row.reset):
                assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
                names.append(field.accessibleName())
        assert len(set(names)) == len(names) == 6 * len(TASK_TABLE)


async def test_the_ledger_tells_of_last_calls_and_of_today(a_window, until, rows):
    async with a_window(["Rain."]) as shown:
        async with aclosing(shown.engine.connections.try_model(SCRIPTED)) as parts:
            async for _ in parts:
                pass
        row = (await rows(shown))[Task.DESCRIPTION]
        await until(lambda: row.last_call.text() == "free")
        page = shown.window._models
        await until(lambda: page.spending.today == "1 call today · 100 % on free models · $0.00")


def test_the_last_call_of_a_task_is_the_latest_on_any_profile():
    free = Cost(amount=Decimal(0), source=CostSource.FREE)
    later = replace(CALL, profile=LARGE.id, at=TODAY + timedelta(hours=1), cost=free)
    lines = task_lines(scripted_settings(), (), (later, CALL), facts_of, lambda _: None)
    said = {line.task: line.last_call for line in lines}
    assert (said[Task.NARRATION], said[Task.REWRITE]) == ("free", "–")
    lines = task_lines(scripted_settings(), (), (CALL,), facts_of, lambda _: None)
    assert {line.task: line.last_call for line in lines}[Task.NARRATION] == "$0.0004"


def test_what_is_as_in_the_task_table_is_no_change():
    shipped = next(row for row in TASK_TABLE if row.task is Task.NARRATION)
    same = TaskSetting(
        task=Task.NARRATION, temperature=shipped.temperature, max_tokens=shipped.max_tokens
    )
    assert with_task(scripted_settings(), same).tasks == ()


@pytest.mark.parametrize(
    ("day", "spent", "limits", "said"),
    [
        (DaySpending(), Spent(), NONE, "No calls today"),
        (
            DaySpending(calls=4, free_calls=3, cost=Decimal("0.0021")), Spent(), NONE,
            "4 calls today · 75 % on free models · $0.0021",
        ),
        (
            DaySpending(turns=42, calls=214, free_calls=214), Spent(), NONE,
            "42 turns today · 214 calls · 100 % on free models · $0.00",
        ),
        (
            DaySpending(calls=2, unpriced_calls=1), Spent(), NONE,
            "2 calls today · 0 % on free models · $0.00 · price not known for 1",
        ),
        (
            DaySpending(turns=1, calls=1, cost=ONE), Spent(today=ONE, month=ONE),
            SpendingLimits(day=ONE, month=Decimal(5)),
            "1 turn today · 1 call · 0 % on free models · $1.00 · today's limit is reached",
        ),
    ],
)  # fmt: skip
def test_the_day_is_told_in_one_line(day, spent, limits, said):
    assert today_text(day, spent, limits) == said


def test_the_line_says_what_was_saved_against_one_model_for_everything():
    price = Price(input=Decimal(1), output=Decimal(1))
    total = UsageTotal(label="", calls=2, usage=Usage(), cost=Decimal("0.06"))
    one = {"on_one": Decimal(1), "elsewhere_on_one": Decimal(1)}
    saving = Saving(model="m", price=price, counted=total, elsewhere=total, **one)
    day = DaySpending(calls=2, cost=Decimal("0.06"))
    said = "2 calls today · 0 % on free models · $0.0600"
    assert today_text(day, Spent(), NONE, saving) == (
        f"{said} · saved about $0.94 against one model for everything"
    )
    assert today_text(day, Spent(), NONE, replace(saving, on_one=Decimal(0))) == said


async def test_a_spending_limit_is_set_by_keyboard_and_holds(a_window, until):
    async with a_window() as shown:
        await until(lambda: shown.window._models)
        shown.window.show_models()
        line = shown.window._models.spending
        assert line.day.text() == "No daily limit"
        line.day.setFocus()
        line.day.selectAll()
        QTest.keyClicks(line.day, "1.5")
        QTest.keyClick(line.day, Qt.Key.Key_Return)
        wanted = SpendingLimits(day=Decimal("1.50"))
        await until(lambda: shown.engine.settings.limits == wanted)
        await until(lambda: line.day.text() == "$1.50 a day")
        await until(lambda: "Today $0.00 of $1.50" in shown.window.status.text)
        line.day.setFocus()
        line.day.selectAll()
        QTest.keyClicks(line.day, "0.0125")
        QTest.keyClick(line.day, Qt.Key.Key_Return)
        await until(lambda: shown.engine.settings.limits == SpendingLimits(day=Decimal("0.0125")))
        await until(lambda: "Today $0.00 of $0.0125" in shown.window.status.text)
        assert line.day.text() == "$0.0125 a day"
        line.day.setValue(0)
        await until(lambda: shown.engine.settings.limits == NONE)
        wanted = NONE
        for field, name in zip(line.fields, ("turn", "session", "day", "month"), strict=True):
            field.setValue(len(name))
            wanted = replace(wanted, **{name: Decimal(len(name))})
            await until(lambda wanted=wanted: shown.engine.settings.limits == wanted)
            await until(lambda field=field, name=name: field.text().endswith(f" a {name}"))


def test_the_limits_wrap_where_there_is_no_room_and_today_goes_below_them(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    line = SpendingLine()
    line.setParent(page)
    line.show_today("42 turns today · 214 calls · 100 % on free models · $0.00")
    page.show()
    for width, rows in ((1400, 1), (700, 1), (420, 2)):
        line.resize(width, 200)
        line.layout().activate()
        assert line.width() == width
        tops = {field.y() for field in line.fields}
        assert len(tops) == rows
        assert all(field.geometry().right() < width for field in line.fields)
        assert (line._today.y() > max(tops)) is (width < 1400)


async def test_a_task_goes_to_another_role_and_takes_its_model_along(a_window, until, rows):
    settings = with_profile(scripted_settings(), LARGE)
    settings = replace(settings, roles={**settings.roles, ModelRole.COT: (LARGE.id,)})
    async with a_window(settings=settings) as shown:
        row = (await rows(shown))[Task.INTENT]
        assert (row.role.text(), row.goes_to.currentText()) == ("utility", "Scripted")
        next(each for each in row.role.menu_.actions() if each.text() == "CoT").trigger()
        await until(lambda: row.goes_to.currentText() == "large")
        assert row.role.text() == "CoT"
        assert "the task table says Utility" in row.role.accessibleDescription()
        row.reset.click()
        await until(lambda: row.role.text() == "utility")


async def test_what_the_models_profile_caps_is_shown_as_it_is_sent(a_window, until, rows):
    capped = replace(scripted_settings().profiles[0], max_tokens=120)
    async with a_window(settings=with_profile(scripted_settings(), capped)) as shown:
        row = (await rows(shown))[Task.NARRATION]
        assert row.max_tokens.value() == 120
        assert row.max_tokens.property("capped")
        said = "120 · capped by the model's profile; 2048 asked for."
        assert row.max_tokens.toolTip() == said
        row.temperature.setValue(0.5)
        await until(lambda: shown.engine.settings.tasks)
        assert shown.engine.settings.task_values(Task.NARRATION).max_tokens == 2048
        row.max_tokens.setValue(64)
        await until(lambda: not row.max_tokens.property("capped"))
        assert row.max_tokens.maximum() == 120


async def test_where_a_value_comes_from_is_said_when_it_is_looked_at(a_window, until, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.NARRATION]
        page = shown.window._models
        row.temperature.setFocus()
        await until(lambda: page.origin == "Temperature of Narration: From the task table.")
        row.temperature.clearFocus()
        await until(lambda: page.origin == "")


async def test_a_long_way_to_go_ends_in_an_ellipsis_and_is_whole_in_the_tool_tip(
    a_window, until, rows
):
    names = [f"a-model-with-a-long-name-{number}" for number in range(4)]
    made = [replace(LARGE, id=ProfileId(name), model=name) for name in names]
    settings = reduce(with_profile, made, scripted_settings())
    ids = tuple(each.id for each in made)
    settings = replace(settings, roles={**settings.roles, ModelRole.MAIN: ids})
    async with a_window(settings=settings) as shown:
        combo = (await rows(shown))[Task.NARRATION].goes_to
        assert combo.shown.endswith("…")
        at_rest = len(combo.shown)
        combo.setFocus()
        await until(combo.hasFocus)
        assert len(combo.shown) < at_rest
        assert " → ".join(names) in combo.toolTip()


def facts_of(profile: Profile) -> ModelFacts:
    return ModelFacts(model=profile.model)


def _wheel() -> QWheelEvent:
    return QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
