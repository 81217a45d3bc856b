"""Choosing who writes: for a character, for one turn, for another version, and for two at once."""

import asyncio
from dataclasses import replace

import pytest
from builders import MIRA
from engines import SCRIPTED, scripted_settings
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.session.compare_dialog import CompareDialog
from desktop.session.comparing import CompareFeature
from engine.domain.ids import ProfileId
from engine.errors import AuthenticationError
from engine.providers.scripted import Reply

OTHER = ProfileId("other")

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # no window manager


def two_models():
    made = scripted_settings()
    other = replace(made.profiles[0], id=OTHER, model="other-model")
    return replace(made, profiles=(*made.profiles, other))


def by_model(completion):
    return f"By {completion.model}."


def at_a_cent_or_two(completion):
    cost = "0.02" if completion.model == "other-model" else "0.01"
    return Reply(steps=(by_model(completion),), cost=None if completion.aside else cost)


def story_calls(shown):
    return [each.model for each in shown.adapter.requests if not each.aside]


async def opened(shown, until, parent, ask):
    """The menu of `parent` that `ask` opens."""

    def menus():
        found = shown.window.findChildren(QMenu)
        return {menu for menu in found if menu.parent() is parent and menu.isVisible()}

    before = menus()
    ask()
    await until(lambda: menus() - before)
    return (menus() - before).pop()


def entry(menu, words):
    return next(each for each in menu.actions() if words in each.text())


async def played(shown, until, words="I wait."):
    count = len(shown.texts)
    shown.send(words)
    await until(lambda: len(shown.texts) > count + 1 and not shown.is_busy)


async def begin(shown, until):
    """Ask for a comparison, and agree to the two that are proposed; the two columns."""
    shown.window.findChild(CompareFeature).compare_last()
    await until(lambda: shown.window.findChildren(CompareDialog))
    dialog = shown.window.findChildren(CompareDialog)[-1]
    dialog.compare.click()
    dialog.compare.click()
    await until(shown.page.compare.isVisible)
    return tuple(shown.page.compare.sides.values())


def words_of(column):
    return column.rows.row(0).text if column.rows.rowCount() else ""


async def test_two_write_side_by_side_and_the_one_taken_by_its_key_stands_in_the_story(
    a_window, until, qtbot
):
    async with a_window(at_a_cent_or_two, settings=two_models()) as shown:
        await played(shown, until)
        page = shown.page
        page.right.tabs.setCurrentWidget(page.right.cost)
        await until(lambda: "Session $0.0100" in shown.window.status.text)
        first, second = await begin(shown, until)
        assert not page.story.isVisible()
        assert not page.composer.isVisible()
        await until(lambda: second.take.isEnabled() and first.take.isEnabled())
        assert (words_of(first), words_of(second)) == ("By scripted.", "By other-model.")
        assert "tok" in first.state
        await until(lambda: "Session $0.0400 Today $0.0400" in shown.window.status.text)
        await until(lambda: page.right.cost.table.topLevelItem(1).text(1) == "$0.0400")
        await until(lambda: shown.window.focusWidget() is first.take)
        qtbot.keyClick(first.take, Qt.Key.Key_2)
        await until(page.story.isVisible)
        await until(lambda: shown.texts[-1] == "By other-model.")
        await until(lambda: not shown.is_busy)
        last = page.transcript.row(page.transcript.rowCount() - 1)
        assert last.swipe == (3, 3)
        assert story_calls(shown) == ["scripted", "scripted", "other-model"]
        await until(lambda: "profile other (scripted)" in page.panel.origins.replace("\u200b", ""))


@pytest.mark.parametrize("way", ["stop", "close"])
async def test_what_was_written_is_kept_when_it_is_stopped_and_when_the_window_closes(
    a_window, until, way
):
    gate = asyncio.Event()

    def halting(completion):
        is_first = not gate.is_set()
        gate.set()
        held = Reply(steps=(f"By {completion.model} ", asyncio.Event()))
        return by_model(completion) if is_first or completion.aside else held

    async with a_window(halting, settings=two_models()) as shown:
        await played(shown, until)
        first, second = await begin(shown, until)
        await until(lambda: words_of(first) and words_of(second))
        if way == "stop":
            second.story.setFocus()
            shown.page.compare.stop.click()
            await until(lambda: first.take.isEnabled() and second.take.isEnabled())
            assert "You stopped." in first.state
            await until(lambda: shown.page.compare.stop.text() == "Keep the first")
            assert shown.window.focusWidget() is second.story  # Enter takes nothing else
            shown.page.compare.stop.click()
            await until(lambda: shown.page.story.isVisible() and not shown.is_busy)
            assert shown.texts[-1] == "By scripted"
            last = shown.page.transcript.row(len(shown.texts) - 1)
            assert last.swipe == (2, 3)
    async with a_window(by_model, settings=two_models()) as shown:
        await until(lambda: shown.texts)
        assert shown.texts[-1] == "By scripted"


async def test_a_message_offers_another_version_by_each_profile_and_a_double_press_makes_one(
    a_window, until
):
    async with a_window(by_model, settings=two_models()) as shown:
        await played(shown, until)
        reply, page = shown.page.transcript.row(2).id, shown.page
        menu = await opened(
            shown, until, page, lambda: page.story.menu_requested.emit(reply, QPoint(9, 9))
        )
        writers = entry(menu, "Write again with").menu()
        texts = [each.text() for each in writers.actions()]
        assert texts == [
            "scripted on Scripted\tfree · main’s",
            "other: other-model on Scripted\tfree",
        ]
        assert entry(menu, "Compare two models…").isEnabled()
        other = writers.actions()[1]
        other.trigger()
        other.trigger()
        await until(lambda: shown.texts[-1] == "By other-model." and not shown.is_busy)
        assert story_calls(shown) == ["scripted", "other-model"]
        menu.close()


async def test_one_turn_goes_to_another_profile_also_on_retry_and_the_next_as_usual(
    a_window, until
):
    failures = [AuthenticationError("Scripted", "No key.")] * 2

    def failing_first(completion):
        return failures.pop() if failures else by_model(completion)

    async with a_window(failing_first, settings=two_models()) as shown:
        answerer = shown.page.composer.answerer
        menu = await opened(shown, until, shown.page.composer, answerer.button.click)
        entry(menu, "other-model").trigger()
        menu.close()
        assert (answerer.chip.isVisible(), answerer.chip.text()) == (True, "with other")
        shown.send("I wait.")
        await until(shown.page.failure.isVisible)
        assert not answerer.chip.isVisible()
        failures.clear()
        shown.press("Retry")
        await until(lambda: "By other-model." in shown.texts and not shown.is_busy)
        await played(shown, until, "I nod.")
        assert [text for text in shown.texts if text.startswith("By")] == [
            "By other-model.",
            "By scripted.",
        ]


async def test_a_character_gets_a_profile_of_its_own_where_the_cast_stands(a_window, until):
    async with a_window(by_model, settings=two_models()) as shown:
        cast = shown.page.side.cast
        await until(lambda: cast.entries.entries)
        menu = await opened(
            shown, until, shown.page.side, lambda: cast.menu_requested.emit(MIRA, QPoint(9, 9))
        )
        mira = entry(menu, "Model for Mira Oduya").menu()
        assert entry(mira, "As the model role has it").isChecked()
        entry(mira, "other-model").trigger()
        menu.close()
        await until(lambda: "with other" in cast.entries.entries[0].line)
        (setting,) = shown.engine.settings.characters
        assert (setting.character, setting.profile, setting.adventure) == (MIRA, OTHER, "test")
        await played(shown, until, "I greet Mira Oduya.")
        assert shown.texts[-1] == "By other-model."
        assert shown.engine.settings.profile(SCRIPTED)
