"""World, context, costs and log beside the story, on a whole engine with scripted models."""

import asyncio
import logging
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import LETTER, MIRA, NOON, TAM, a_session, an_adventure
from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit

from desktop.parts.usage_sums import cost_of, total_of
from desktop.session.context_tab import ContextTab
from desktop.session.cost_tab import summary_of
from desktop.session.log_tab import LEVELS, LogLines, LogTab
from desktop.session.world_edits import (
    TimeEdit,
    WrongValueError,
    change_by,
    item_edit,
    value_like,
)
from desktop.session.world_lines import world_groups
from engine.domain.adventure import opening_state
from engine.domain.calls import Usage, UsageTotal
from engine.domain.messages import ChatRole
from engine.domain.prompts import Segment, SegmentKind
from engine.providers.scripted import Reply

TABS = ("Turn", "World", "Context", "Cost", "Log")


def show_tab(shown, name):
    shown.page.right.tabs.setCurrentIndex(TABS.index(name))


async def test_the_tabs_are_reached_by_keyboard(a_window, until, qtbot):
    async with a_window() as shown:
        tabs = shown.page.right.tabs
        assert tuple(tabs.tabText(place) for place in range(tabs.count())) == TABS
        qtbot.keyClick(tabs.tabBar(), Qt.Key.Key_Right)
        assert tabs.currentWidget() is shown.page.right.world


async def test_a_value_changed_in_the_world_is_saved_and_can_be_undone(a_window, until):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        assert world.line("courage").text(1) == "5"
        world.line("courage").setText(1, "7")
        await until(world.undo.isVisible)
        assert world.line("courage").text(1) == "7"
        session = await shown.engine.session((await shown.engine.sessions())[0].id)
        assert 7 in session.state.variables.values()
        world.undo.click()
        await until(lambda: world.line("courage").text(1) == "5")
        assert not world.undo.isVisible()


async def test_a_value_of_the_wrong_kind_is_refused_in_words(a_window, until):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        world.line("courage").setText(1, "much")
        assert "“much” is not a value for courage: it is a number." in world.hint
        assert world.line("courage").text(1) == "5"


async def test_a_value_is_changed_by_keyboard_alone(a_window, until, qtbot):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        for typed, kept in (("much", "5"), ("8", "8")):
            world.tree.setCurrentItem(world.line("courage"), 1)
            qtbot.keyClick(world.tree, Qt.Key.Key_F2)
            editor = world.tree.findChild(QLineEdit)
            editor.setText(typed)
            qtbot.keyClick(editor, Qt.Key.Key_Return)
            await until(lambda kept=kept: world.line("courage").text(1) == kept)
            await until(lambda: not world.tree.findChildren(QLineEdit))
        await until(world.undo.isVisible)


async def test_a_change_by_hand_leaves_the_calls_of_the_turn_in_the_panel(a_window, until):
    async with a_window(["She nods."]) as shown:
        show_tab(shown, "World")
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        world.line("courage").setText(1, "7")
        await until(world.undo.isVisible)
        show_tab(shown, "Turn")
        await until(lambda: shown.page.panel.calls.rows)
        assert [row.name for row in shown.page.panel.calls.rows] == ["Narrator"]


async def test_nothing_is_changed_by_hand_while_a_turn_plays(a_window, until):
    hold = asyncio.Event()
    async with a_window([Reply(steps=("The fire ", hold, "cracks."))]) as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3)
        world.line("courage").setText(1, "7")
        assert world.line("courage").text(1) == "5"
        hold.set()
        await until(lambda: not shown.is_busy)
        assert world.line("courage").text(1) == "5"


async def test_place_time_scene_and_items_are_changed_by_hand_and_people_are_not(a_window, until):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        for name, typed, value in (
            ("Place", "The Quay", "The Quay"),
            ("Time", "1200-01-04T09:30", "4 January 1200, 09:30"),
            ("letter", "Mira Oduya", "Mira Oduya"),
            ("Scene", "3", "3"),
        ):
            rows = world.tree.findItems(name, Qt.MatchFlag.MatchRecursive, 0)
            rows[-1].setText(1, typed)
            await until(lambda name=name, value=value: _value(world, name) == value)
        assert not world.line("Tam").flags() & Qt.ItemFlag.ItemIsEditable


async def test_a_choice_in_the_world_is_made_from_a_list(a_window, until, qtbot):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        world.tree.setCurrentItem(world.line("Place"), 1)
        qtbot.keyClick(world.tree, Qt.Key.Key_F2)
        choice = world.tree.findChild(QComboBox)
        assert [choice.itemText(n) for n in range(choice.count())] == [
            "The Gull",
            "The Quay",
            "The Tower",
        ]
        choice.setCurrentIndex(2)
        choice.activated.emit(2)
        await until(lambda: _value(world, "Place") == "The Tower")


async def test_a_time_in_the_world_is_set_with_a_clock(a_window, until, qtbot):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        world.tree.setCurrentItem(world.line("Time"), 1)
        qtbot.keyClick(world.tree, Qt.Key.Key_F2)
        clock = world.tree.findChild(QDateTimeEdit)
        clock.setTime(QTime(23, 15))
        qtbot.keyClick(clock, Qt.Key.Key_Return)
        await until(lambda: _value(world, "Time") == "3 January 1200, 23:15")


def _value(world, name):
    """What stands last under this name: a variable may be called like an item."""
    return world.tree.findItems(name, Qt.MatchFlag.MatchRecursive, 0)[-1].text(1)


def test_a_world_without_anything_teaches_what_would_stand_there():
    bare = replace(an_adventure(), items=(), characters=(), variables={})
    titles = {group.title: group for group in world_groups(a_session(bare, ()))}
    for title in ("Story", "Who has what", "Who is where"):
        assert titles[title].empty
        assert not titles[title].lines


@pytest.mark.parametrize("text", ["tomorrow", ""])
def test_a_time_that_is_none_is_refused_in_words(text):
    with pytest.raises(WrongValueError, match="is not a date with a time"):
        change_by(TimeEdit(time=NOON), text)


def test_equal_names_can_each_be_chosen():
    adventure = an_adventure()
    twins = tuple(replace(each, name="Twin") for each in adventure.characters)
    twinned = replace(adventure, characters=twins)
    edit = item_edit(twinned, opening_state(twinned), LETTER)
    assert change_by(edit, "Twin").to.id == MIRA
    assert change_by(edit, "Twin (2)").to.id == TAM
    assert change_by(edit, "Ada") is None


async def test_the_last_prompt_is_there_after_the_window_opens_again(a_window, until):
    async with a_window(["She nods."]) as shown:
        show_tab(shown, "Context")
        context = shown.page.right.context
        assert not context.parts.isVisible()
        shown.send("I wait.")
        await until(lambda: context.parts.topLevelItemCount() and not shown.is_busy)
        titles = _titles(context)
    async with a_window() as again:
        again.window.resize(1480, 920)  # a small screen has no room for the column
        show_tab(again, "Context")
        context = again.page.right.context
        await until(context.parts.topLevelItemCount)
        assert _titles(context) == titles
        assert "Narrate briefly." in context.text.toPlainText()


async def test_costs_are_summed_up_by_model_role_task_or_model(a_window, until):
    async with a_window(["She nods."]) as shown:
        show_tab(shown, "Cost")
        cost = shown.page.right.cost
        assert not cost.table.isVisible()
        shown.send("I wait.")
        await until(lambda: cost.table.topLevelItemCount() == 8 and not shown.is_busy)
        row, total = cost.table.topLevelItem(1), cost.table.topLevelItem(2)
        assert (row.text(0), row.text(2)) == ("Main", "1")
        assert (total.text(0), total.text(2)) == ("Total", "1")
        assert cost.table.topLevelItem(3).text(0).startswith("1 call, ")
        for place, name in ((1, "Narration"), (2, "scripted"), (0, "Main")):
            cost.ways.setCurrentIndex(place)
            await until(lambda name=name: cost.table.topLevelItem(1).text(0) == name)


def test_a_total_says_how_many_calls_were_on_free_models(qtbot):
    used = UsageTotal(
        label="main", calls=3, usage=Usage(input=5), cost=Decimal("0.5"), free_calls=1
    )
    free = replace(used, label="cot", calls=1, cost=Decimal(0), free_calls=1)
    total = total_of((used, free))
    assert (total.calls, total.usage.input, total.cost) == (4, 10, Decimal("0.5"))
    assert summary_of(total) == "4 calls, 50 % on free models"
    cached = replace(used, usage=Usage(input=5000, cached=4000))
    assert summary_of(cached) == "3 calls, 33 % on free models, 4 k tokens cached"


def _titles(context):
    found = (context.parts.topLevelItem(n) for n in range(context.parts.topLevelItemCount()))
    return [row.text(0) for row in found]


@pytest.mark.parametrize(
    ("before", "text", "value"),
    [
        (True, "No", False),
        (True, "maybe", None),
        (1, "2", 2),
        (1, "2.5", 2.5),
        (1, "two", None),
        ("carried", " lost ", "lost"),
    ],
)
def test_a_value_stays_of_its_kind(before, text, value):
    assert value_like(before, text) == value


def test_a_part_left_out_says_why_and_does_not_count(qtbot):
    def segment(title, *, included):
        return Segment(
            kind=SegmentKind.LORE,
            title=title,
            text=f"{title}.",
            chat_role=ChatRole.SYSTEM,
            tokens=1000,
            included=included,
            reason="no room" if not included else "",
        )

    tab = ContextTab()
    qtbot.addWidget(tab)
    tab.show_prompt((segment("Salt", included=True), segment("Bell", included=False)), 4096)
    tab.refresh()
    assert tab.total.startswith("1,000 of 4 k tokens, 24 % of the window")
    assert [tab.parts.topLevelItem(n).text(0) for n in range(3)] == [
        "Salt",
        "Left out",
        "Bell — no room",
    ]
    tab.parts.setCurrentItem(tab.parts.topLevelItem(2))
    assert "Left out: no room" in tab.text.toPlainText()
    assert "1000 tokens" in tab.text.toPlainText()


def test_a_cost_without_a_price_does_not_look_free():
    total = UsageTotal(label="main", calls=1, usage=Usage(), cost=0)
    assert cost_of(total) == "free"
    unpriced = UsageTotal(label="main", calls=1, usage=Usage(), cost=0, unpriced_calls=1)
    assert cost_of(unpriced) == "not known"


@pytest.fixture
def log_tab(qtbot):
    lines = LogLines()
    lines.listen()
    tab = LogTab(lines)
    qtbot.addWidget(tab)
    yield tab
    lines.close()


@pytest.mark.expects_log
def test_the_log_is_filtered_and_copied_and_leaves_out_what_an_exception_says(log_tab):
    tab = log_tab
    log = logging.getLogger("triptych.routing")
    log.warning("a call failed")
    log.error("another call failed", exc_info=ValueError("the sealed letter"))
    tab.refresh()
    assert "another call" in tab.text.toPlainText()
    assert "sealed" not in tab.text.toPlainText()
    tab.filter.setText("another")
    tab.refresh()
    assert "a call failed" not in tab.text.toPlainText()
    tab.copy.click()
    assert QGuiApplication.clipboard().text() == tab.text.toPlainText()
    tab.lines.close()
    log.warning("too late")
    assert not any("too late" in line.text for line in tab.lines.lines)


@pytest.mark.expects_log
def test_the_log_is_filtered_by_level_and_notes_details_only_while_they_are_wanted(log_tab):
    tab, log = log_tab, logging.getLogger("triptych.routing")
    usual = logging.getLogger("triptych").level
    log.warning("a call failed")
    log.error("nobody answered")
    tab.level.setCurrentIndex(LEVELS.index(logging.ERROR))
    tab.refresh()
    assert "a call failed" not in tab.text.toPlainText()
    assert "nobody answered" in tab.text.toPlainText()
    tab.level.setCurrentIndex(LEVELS.index(logging.DEBUG))
    log.debug("the third try")
    tab.refresh()
    assert "the third try" in tab.text.toPlainText()
    tab.level.setCurrentIndex(LEVELS.index(logging.INFO))
    assert logging.getLogger("triptych").level == usual


def test_the_folder_of_the_log_is_asked_for(log_tab, qtbot):
    with qtbot.waitSignal(log_tab.folder_requested):
        log_tab.folder.click()
