"""The field: every manner of writing, suggestions, the meter, and words that are never lost."""

import asyncio
import json
from dataclasses import replace

import pytest
from builders import MIRA, TAM, an_adventure
from engines import scripted_settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from desktop.session.context_use import gauge_of
from engine.domain.manners import Manner
from engine.domain.messages import AuthorKind, ChatRole
from engine.domain.prompts import PromptRoom, Segment, SegmentKind
from engine.errors import OverloadedError
from engine.providers.scripted import Reply

INTRO = "Rain falls on the inn."


def choose(shown, name):
    """Choose this entry of the window's menus."""
    next(a for a in shown.window.findChildren(QAction) if a.text() == name).trigger()


def choose_somebody(shown, name):
    """Press *As…* and the entry of its menu."""
    shown.page.composer.manners.button(Manner.AS).click()
    (menu,) = shown.page.composer.findChildren(QMenu)
    next(action for action in menu.actions() if action.text() == name).trigger()
    menu.close()


async def path(shown):
    (summary,) = await shown.engine.sessions()
    return (await shown.engine.session(summary.id)).path


async def play(shown, until, text, messages):
    shown.send(text)
    await until(lambda: len(shown.texts) == messages and not shown.is_busy)


async def test_what_is_said_stands_between_quotation_marks(a_window, until):
    async with a_window(["She nods."]) as shown:
        choose(shown, "Write what you say")
        assert shown.page.composer.edit.placeholderText() == "What do you say?"
        await play(shown, until, "Good evening. *she bows*", 3)
        assert shown.texts[1] == "“Good evening.” *she bows*"
        assert not shown.page.composer.text
        assert (await path(shown))[1].manner is Manner.SAY


async def test_what_the_player_tells_is_a_narrators_passage(a_window, until):
    async with a_window(["The fire goes out."]) as shown:
        choose(shown, "Tell what happens")
        await play(shown, until, "The door flies open.", 3)
        row = shown.page.transcript.row(1)
        assert (row.kind, row.name) == ("narrator", "Narrator")
        assert "by you" in row.caption
        assert (await path(shown))[1].author.kind is AuthorKind.NARRATOR


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus open without windows
async def test_the_player_speaks_as_somebody_who_is_here(a_window, until):
    async with a_window(["She nods."]) as shown:
        await until(lambda: shown.page.composer.manners.button(Manner.AS).isVisible())
        choose_somebody(shown, "Tam")
        assert shown.page.composer.edit.placeholderText() == "What does Tam say or do?"
        await play(shown, until, "Who is that, Mira?", 3)
        said, reply = (await path(shown))[1:]
        assert (said.author.character, reply.author.character) == (TAM, MIRA)


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus open without windows
async def test_where_nobody_is_nobody_can_be_spoken_as(a_window, until):
    async with a_window(["Wet stone."]) as shown:
        await until(lambda: shown.page.composer.manners.button(Manner.AS).isVisible())
        choose_somebody(shown, "Tam")
        choose(shown, "Write what you do")
        await play(shown, until, "I go outside.", 3)
        await until(lambda: shown.page.composer.manners.button(Manner.AS).isHidden())
        assert shown.page.composer.manners.manner is Manner.DO


async def test_the_choices_are_one_group_for_the_keyboard(a_window, qtbot):
    async with a_window() as shown:
        manners = shown.page.composer.manners
        manners.button(Manner.DO).setFocus()
        qtbot.keyClick(manners.button(Manner.DO), Qt.Key.Key_Right)
        assert manners.manner is Manner.SAY


@pytest.mark.parametrize("name", ["Write what you do", "Write what you say", "Tell what happens"])
async def test_every_manner_is_undone_and_there_again_after_a_restart(a_window, until, name):
    async with a_window(["She nods."]) as shown:
        choose(shown, name)
        await play(shown, until, "Nobody moves.", 3)
        rows = [shown.page.transcript.row(place) for place in range(3)]
        choose(shown, "Undo")
        await until(lambda: shown.texts == [INTRO])
        choose(shown, "Redo")
        await until(lambda: len(shown.texts) == 3)
    async with a_window() as again:
        model = again.page.transcript
        await until(lambda: model.rowCount() == 3)
        assert [model.row(place) for place in range(3)] == rows


async def test_what_the_player_told_is_answered_after_a_failure(a_window, until):
    script = [OverloadedError("Scripted", "Scripted is too busy.")] * 3

    def answer(completion):
        return script.pop() if script else "The fire goes out."

    async with a_window(answer) as shown:
        choose(shown, "Tell what happens")
        shown.send("The door flies open.")
        await until(lambda: shown.page.failure.sentence and not shown.is_busy)
        assert shown.texts == [INTRO, "The door flies open."]
        shown.press("Retry")
        await until(lambda: shown.texts[2:] == ["The fire goes out."] and not shown.is_busy)


async def test_the_field_keeps_the_keyboard_while_a_reply_comes(a_window, until, qtbot):
    gate = asyncio.Event()
    async with a_window([Reply(steps=("The fire ", gate, "cracks."))]) as shown:
        composer = shown.page.composer
        shown.window.activateWindow()
        shown.type("I wait.")
        composer.edit.setFocus()
        qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
        await until(lambda: shown.texts[2:] == ["The fire"])
        assert QApplication.focusWidget() in (composer.edit, None)
        assert composer.window().focusWidget() is composer.edit
        gate.set()
        await until(lambda: not shown.is_busy)


async def test_escape_stops_the_turn_from_the_story_and_from_the_right_column(
    a_window, until, qtbot
):
    for place in ("story", "right"):
        async with a_window(lambda completion: Reply(steps=("The fire ", asyncio.Event()))) as w:
            w.send("I wait.")
            await until(lambda w=w: w.texts[-1] == "The fire")
            widget = w.page.story if place == "story" else w.page.right.tabs
            widget.setFocus()
            qtbot.keyClick(widget, Qt.Key.Key_Escape)
            await until(lambda w=w: not w.is_busy)


async def test_unsent_words_wait_in_their_session(a_window, until):
    async with a_window(["She nods."]) as shown:
        await play(shown, until, "I wait.", 3)
        old = (await shown.engine.sessions())[0].id
        shown.type("And then I")
        shown.page.side.new_session.click()
        await until(lambda: len(shown.texts) == 1 and not shown.page.composer.text)
        shown.type("A fresh start")
        shown.page.side.sessions.opened.emit(old)
        await until(lambda: shown.page.composer.text == "And then I")


async def test_unsent_words_are_there_after_a_restart_and_sent_ones_are_not(a_window, until):
    async with a_window(["She nods."]) as shown:
        await play(shown, until, "I wait.", 3)
        shown.type("And then I")
    async with a_window() as again:
        await until(lambda: again.page.composer.text == "And then I")
        again.type("")
    async with a_window() as once_more:
        await until(lambda: once_more.page.composer.button.text() == "Send")
        assert not once_more.page.composer.text


def suggested(shown):
    return [button.move_text for button in shown.page.composer.moves]


def moves(*texts):
    return json.dumps(dict(zip(("first", "second", "third"), texts, strict=True)))


async def test_suggested_moves_are_put_into_the_field_and_not_sent(a_window, until):
    answer = moves("I greet Tam.", "I sit down.", "I  greet\nTam.")
    async with a_window([answer]) as shown:
        choose(shown, "Suggest moves")
        await until(lambda: suggested(shown) == ["I greet Tam.", "I sit down."])
        (request,) = shown.adapter.requests
        assert request.aside
        assert INTRO in request.messages[-1].text
        shown.page.composer.moves[1].click()
        assert shown.page.composer.text == "I sit down."
        assert shown.texts == [INTRO]


@pytest.mark.parametrize("answer", [OverloadedError("Scripted", "Too busy."), moves("", " ", "")])
async def test_without_suggestions_a_sentence_says_why(a_window, until, answer):
    async with a_window(lambda completion: answer) as shown:
        await play_opening_away(shown)
        shown.press("Suggest")
        await until(lambda: shown.page.failure.sentence)
        assert not shown.page.composer.moves
        assert shown.page.composer.suggest.text() == "Suggest"


async def play_opening_away(shown):
    """The adventure's own moves are no suggestions."""
    shown.page.composer.show_moves(())


async def test_asking_for_moves_can_be_cancelled(a_window, until):
    async with a_window([Reply(steps=(asyncio.Event(),))]) as shown:
        shown.press("Suggest")
        await until(lambda: shown.adapter.requests)
        shown.press("Cancel")
        await until(lambda: shown.adapter.stopped)
        await until(lambda: shown.page.composer.suggest.text() == "Suggest")
        assert not shown.page.failure.sentence


def on_model(name, **values):
    settings = scripted_settings()
    profile = replace(settings.profiles[0], model=name, **values)
    return replace(settings, profiles=(profile,))


async def test_the_meter_says_how_much_of_the_room_the_last_prompt_took(a_window, until):
    settings = on_model("scripted", context_window=8000, max_tokens=2000)
    async with a_window(["She nods."], settings=settings) as shown:
        meter = shown.page.composer.meter
        assert meter.isHidden()
        await play(shown, until, "I wait.", 3)
        await until(lambda: meter.text)
        used, room = meter.text.split(" / ")
        assert (0 < int(used) < 1000, room) == (True, "6 k")
        assert "2,000" in meter.toolTip()


async def test_where_the_window_is_not_known_there_is_no_meter(a_window, until):
    async with a_window(["She nods."], settings=on_model("unheard of")) as shown:
        await play(shown, until, "I wait.", 3)
        assert shown.engine.prompt_room() is None
        assert shown.page.composer.meter.isHidden()


def test_the_meter_names_what_was_left_out():
    def part(title, included):
        return Segment(
            kind=SegmentKind.LORE,
            title=title,
            text="",
            chat_role=ChatRole.SYSTEM,
            tokens=100,
            included=included,
            reason="no room",
        )

    segments = (part("Kept", True), *(part(f"Part {n}", False) for n in range(8)))
    gauge = gauge_of(segments, PromptRoom(window=3000, reply=1000))
    assert (gauge.figures, gauge.share) == ("100 / 2 k", 0.05)
    assert "Left out: Part 0 (no room)" in gauge.help
    assert gauge.help.endswith("and 2 more.")
    assert gauge_of((), PromptRoom(window=3000, reply=1000)) is None
    assert gauge_of(segments, None) is None


async def test_the_first_move_of_an_adventure_is_played_as_a_deed(a_window, until):
    async with a_window(["She nods."], adventure=an_adventure()) as shown:
        choose(shown, "Tell what happens")
        shown.page.composer.moves[0].click()
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert (await path(shown))[1].manner is Manner.DO
