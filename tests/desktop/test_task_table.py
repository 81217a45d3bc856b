"""What each task uses: shown, changed in place, and put back."""

from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from builders import TODAY
from engines import SCRIPTED, scripted_settings
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.connections.task_choices import spending_text
from desktop.connections.task_lines import task_lines, with_task
from desktop.connections.task_row import TaskRow
from engine.domain.calls import Cost, CostSource, DaySpending, LastCall, Usage
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.providers import Profile
from engine.domain.tasks import TASK_TABLE, Task
from engine.settings import TaskSetting, with_profile

LARGE = Profile(id=ProfileId("large"), connection=ConnectionId("scripted"), model="large")
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
        assert "Yours; the task table says 0.7" in row.temperature.accessibleDescription()
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


async def test_two_changes_of_one_task_stand_side_by_side(a_window, until, rows):
    async with a_window() as shown:
        row = (await rows(shown))[Task.INTENT]
        row.max_tokens.setValue(300)
        await until(lambda: not row.reset.isHidden())
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
            field.clearFocus()
            event = _wheel()
            QApplication.sendEvent(field, event)
            assert not event.isAccepted()
        assert not shown.engine.settings.tasks


async def test_every_field_is_reached_by_keyboard_and_has_a_name_of_its_own(a_window, rows):
    async with a_window() as shown:
        names = []
        for row in (await rows(shown)).values():
            for field in (row.slider, row.temperature, row.max_tokens, row.goes_to, row.reset):
                assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
                names.append(field.accessibleName())
        assert len(set(names)) == len(names) == 5 * len(TASK_TABLE)


async def test_the_ledger_tells_of_last_calls_and_of_today(a_window, until, rows):
    async with a_window(["Rain."]) as shown:
        async with aclosing(shown.engine.try_model(SCRIPTED)) as parts:
            async for _ in parts:
                pass
        row = (await rows(shown))[Task.DESCRIPTION]
        await until(lambda: row.last_call.text() == "free")
        page = shown.window._models
        assert page.spending.text() == "1 call today · 100% on free models · $0.00"


def test_the_last_call_of_a_task_is_the_latest_on_any_profile():
    free = Cost(amount=Decimal(0), source=CostSource.FREE)
    later = replace(CALL, profile=LARGE.id, at=TODAY + timedelta(hours=1), cost=free)
    lines = task_lines(scripted_settings(), (), (later, CALL))
    said = {line.task: line.last_call for line in lines}
    assert (said[Task.NARRATION], said[Task.REWRITE]) == ("free", "–")
    lines = task_lines(scripted_settings(), (), (CALL,))
    assert {line.task: line.last_call for line in lines}[Task.NARRATION] == "$0.0004"


def test_what_is_as_in_the_task_table_is_no_change():
    shipped = next(row for row in TASK_TABLE if row.task is Task.NARRATION)
    same = TaskSetting(
        task=Task.NARRATION, temperature=shipped.temperature, max_tokens=shipped.max_tokens
    )
    assert with_task(scripted_settings(), same).tasks == ()


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (DaySpending(), "No calls today"),
        (
            DaySpending(calls=4, free_calls=3, cost=Decimal("0.0021")),
            "4 calls today · 75% on free models · $0.0021",
        ),
        (
            DaySpending(calls=2, unpriced_calls=1),
            "2 calls today · 0% on free models · $0.00 · price not known for 1",
        ),
    ],
)
def test_the_day_is_told_in_one_line(spent, said):
    assert spending_text(spent) == said


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
