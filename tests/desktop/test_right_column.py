"""World, context, costs and log beside the story, on a whole engine with scripted models."""

import asyncio
import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from desktop.session.context_tab import ContextTab
from desktop.session.cost_tab import cost_of
from desktop.session.log_tab import LogLines, LogTab
from desktop.session.world_lines import value_like
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


async def test_only_variables_can_be_edited(a_window, until):
    async with a_window() as shown:
        show_tab(shown, "World")
        world = shown.page.right.world
        await until(world.tree.topLevelItemCount)
        assert world.line("courage").flags() & Qt.ItemFlag.ItemIsEditable
        assert not world.line("Place").flags() & Qt.ItemFlag.ItemIsEditable


async def test_the_last_prompt_is_there_after_the_window_opens_again(a_window, until):
    async with a_window(["She nods."]) as shown:
        show_tab(shown, "Context")
        context = shown.page.right.context
        assert not context.parts.isVisible()
        shown.send("I wait.")
        await until(lambda: context.parts.topLevelItemCount() and not shown.is_busy)
        titles = _titles(context)
    async with a_window() as again:
        show_tab(again, "Context")
        context = again.page.right.context
        await until(context.parts.topLevelItemCount)
        assert _titles(context) == titles
        assert "Narrate briefly." in context.text.toPlainText()


async def test_costs_are_counted_by_model_role(a_window, until):
    async with a_window(["She nods."]) as shown:
        show_tab(shown, "Cost")
        cost = shown.page.right.cost
        assert not cost.table.isVisible()
        shown.send("I wait.")
        await until(lambda: cost.table.topLevelItemCount() == 4 and not shown.is_busy)
        row = cost.table.topLevelItem(1)
        assert (row.text(0), row.text(2)) == ("Main", "1")


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
    assert tab.total.startswith("1,000 of 4 k tokens")
    tab.parts.setCurrentItem(tab.parts.topLevelItem(1))
    assert "left out: no room" in tab.text.toPlainText()


def test_a_cost_without_a_price_does_not_look_free():
    total = UsageTotal(label="main", calls=1, usage=Usage(), cost=0)
    assert cost_of(total) == "free"
    unpriced = UsageTotal(label="main", calls=1, usage=Usage(), cost=0, unpriced_calls=1)
    assert cost_of(unpriced) == "not known"


@pytest.mark.expects_log
def test_the_log_is_filtered_and_copied_and_leaves_out_what_an_exception_says(qtbot):
    lines = LogLines()
    lines.listen()
    tab = LogTab(lines)
    qtbot.addWidget(tab)
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
    lines.close()
    log.warning("too late")
    assert not any("too late" in line for line in lines.lines)
