"""Replies that go on, versions anywhere in the story, and what a failed turn offers."""

import asyncio
import json

from builders import an_adventure
from PySide6.QtGui import QAction

from desktop.widgets.transcript import Action
from engine.domain.constraints import JsonSchema
from engine.domain.ids import RuleId
from engine.domain.rules import Branch, JudgedText, Phase, Question, Rule
from engine.errors import OverloadedError
from engine.providers.scripted import Reply

INTRO = "Rain falls on the inn."
BUSY = OverloadedError("Scripted", "Scripted is too busy.")


def choose(shown, name):
    next(a for a in shown.window.findChildren(QAction) if a.text() == name).trigger()


def row(shown, place):
    return shown.page.transcript.row(place)


def ask(shown, place, action):
    shown.page.story.action_requested.emit(row(shown, place).id, action.value)


async def play(shown, until, text, messages):
    shown.send(text)
    await until(lambda: len(shown.texts) == messages and not shown.is_busy)


async def test_a_reply_visibly_grows_and_undo_takes_that_back(a_window, until):
    gate = asyncio.Event()
    script = ["The fire cracks.", Reply(steps=("It is ", gate, "late."))]
    async with a_window(script) as shown:
        await play(shown, until, "I wait.", 3)
        ask(shown, 2, Action.CONTINUE)
        await until(lambda: shown.texts[2:] == ["The fire cracks. It is"])
        gate.set()
        await until(lambda: not shown.is_busy)
        assert shown.texts[2:] == ["The fire cracks. It is late."]
        assert row(shown, 2).swipe == (2, 2)
        choose(shown, "Undo")
        await until(lambda: shown.texts[2:] == ["The fire cracks."])


async def test_a_stopped_reply_is_offered_to_go_on(a_window, until):
    script = [Reply(steps=("The fire ", asyncio.Event())), "cracks."]
    async with a_window(script) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[2:] == ["The fire"])
        shown.press("Stop")
        await until(lambda: not shown.is_busy)
        assert Action.CONTINUE in row(shown, 2).actions
        shown.press("Continue")
        await until(lambda: shown.texts[2:] == ["The fire cracks."] and not shown.is_busy)
        assert "interrupted" not in row(shown, 2).caption


async def test_the_last_reply_goes_on_by_command_and_only_the_last_offers_to(a_window, until):
    async with a_window(lambda completion: "She nods.") as shown:
        await play(shown, until, "I wait.", 3)
        await play(shown, until, "I wait on.", 5)
        offers = [Action.CONTINUE in row(shown, place).actions for place in range(5)]
        assert offers == [False, False, False, False, True]
        choose(shown, "Continue the last reply")
        await until(lambda: row(shown, 4).swipe == (2, 2) and not shown.is_busy)


async def test_going_on_that_fails_leaves_the_reply_and_offers_to_try_again(a_window, until):
    script = iter(["The fire cracks.", BUSY, BUSY, BUSY, "It is late."])
    async with a_window(lambda completion: next(script)) as shown:
        await play(shown, until, "I wait.", 3)
        ask(shown, 2, Action.CONTINUE)
        await until(lambda: shown.page.failure.sentence and not shown.is_busy)
        assert shown.texts[2:] == ["The fire cracks."]
        shown.press("Continue")
        await until(lambda: shown.texts[2:] == ["The fire cracks. It is late."])


async def test_an_earlier_message_has_its_versions_and_choosing_one_is_undone(a_window, until):
    async with a_window(["She nods.", "She turns away.", "Night falls."]) as shown:
        await play(shown, until, "I wait.", 3)
        ask(shown, 2, Action.REGENERATE)
        await until(lambda: shown.texts[2:] == ["She turns away."] and not shown.is_busy)
        await play(shown, until, "I wait on.", 5)
        assert row(shown, 2).swipe == (2, 2)
        ask(shown, 2, Action.PREVIOUS)
        await until(lambda: shown.texts[2:] == ["She nods."])
        choose(shown, "Undo")
        await until(lambda: shown.texts[2:] == ["She turns away.", "I wait on.", "Night falls."])


async def test_words_played_after_an_undo_are_another_version_of_the_first_ones(a_window, until):
    async with a_window(lambda completion: "She nods.") as shown:
        await play(shown, until, "I wait.", 3)
        choose(shown, "Undo")
        await until(lambda: shown.texts == [INTRO])
        await play(shown, until, "I leave it be.", 3)
        assert row(shown, 1).swipe == (2, 2)
        ask(shown, 1, Action.PREVIOUS)
        await until(lambda: shown.texts[1] == "I wait.")


async def test_branching_at_a_message_begins_a_session_there(a_window, until):
    async with a_window(lambda completion: "She nods.") as shown:
        await play(shown, until, "I wait.", 3)
        await play(shown, until, "I wait on.", 5)
        assert Action.BRANCH in row(shown, 2).actions
        ask(shown, 2, Action.BRANCH)
        await until(lambda: len(shown.texts) == 3)
        assert len(await shown.engine.sessions()) == 2


async def test_who_could_not_answer_after_another_is_asked_alone(a_window, until):
    script = iter(["Mira nods.", BUSY, BUSY, BUSY, "Tam runs."])
    async with a_window(lambda completion: next(script)) as shown:
        shown.send("Mira and Tam, come!")
        await until(lambda: shown.page.failure.sentence and not shown.is_busy)
        assert shown.texts[2:] == ["Mira nods."]
        shown.press("Retry")
        await until(lambda: shown.texts[2:] == ["Mira nods.", "Tam runs."] and not shown.is_busy)


async def test_the_turns_rules_stay_in_view_when_a_reply_is_written_again(a_window, until):
    rule = Rule(
        id=RuleId("letter"),
        name="Letter delivered",
        phase=Phase.BEFORE_REPLY,
        question=Question(text="Did the player hand it over?", about=JudgedText.USER_MESSAGE),
        branches=(Branch(tag="YES"), Branch(tag="NO")),
    )
    gate = asyncio.Event()
    stories = iter(["She nods.", Reply(steps=("She ", gate, "turns."))])

    def script(completion):
        if isinstance(completion.constraint, JsonSchema):
            return json.dumps({"evidence": "", "answer": "[NO]"})
        return next(stories)

    async with a_window(script, adventure=an_adventure(rules=(rule,))) as shown:
        panel = shown.page.panel
        await play(shown, until, "I wait.", 3)
        await until(lambda: [card.badge for card in panel.cards] == ["NO"])
        ask(shown, 2, Action.REGENERATE)
        await until(lambda: shown.texts[2:] == ["She"])
        await until(lambda: panel._heading.text().endswith("PLAYING"))
        assert [card.badge for card in panel.cards] == ["NO"]
        gate.set()
        await until(lambda: shown.texts[2:] == ["She turns."] and not shown.is_busy)
        assert [card.badge for card in panel.cards] == ["NO"]


async def test_what_teaches_the_panel_stands_only_before_the_first_turn(a_window, until):
    async with a_window(["She nods."]) as shown:
        panel = shown.page.panel
        assert panel._empty.isVisible()
        await play(shown, until, "I wait.", 3)
        await until(panel._heading.isVisible)
        assert not panel._empty.isVisible()
