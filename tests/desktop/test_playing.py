"""Playing in the window, on a whole engine with scripted models."""

import asyncio
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import an_adventure
from engines import scripted_settings
from PySide6.QtCore import Qt

from desktop.qt.theme import Scheme
from desktop.texts.right import UNRELIABLE
from engine.domain.calls import FinishReason
from engine.domain.consent import ConsentQuestion, LimitQuestion, Period
from engine.domain.constraints import JsonSchema
from engine.domain.ids import ProfileId, ProviderId, RuleId
from engine.domain.messages import MessageStatus
from engine.domain.providers import Connection, ModelFacts, Profile
from engine.domain.rules import Branch, JudgedText, Phase, Question, Rule, SetVariable
from engine.domain.tasks import ModelRole
from engine.errors import FilteredError, OverloadedError
from engine.providers.scripted import Reply
from engine.settings import BUILTIN_CONNECTION

INTRO = "Rain falls on the inn."


def a_letter_rule() -> Rule:
    return Rule(
        id=RuleId("letter"),
        name="Letter delivered",
        phase=Phase.BEFORE_REPLY,
        question=Question(text="Did the player hand it over?", about=JudgedText.USER_MESSAGE),
        branches=(
            Branch(tag="YES", actions=(SetVariable(name="letter", value="delivered"),)),
            Branch(tag="NO"),
        ),
    )


def judging(answer: str, evidence: str, reply: str = "She nods."):
    """A script that gives this verdict to every question, and the reply to everything else."""

    def script(completion):
        if isinstance(completion.constraint, JsonSchema):
            return json.dumps({"evidence": evidence, "answer": answer})
        return reply

    return script


async def test_a_new_library_opens_with_the_intro_and_moves_to_begin_with(a_window):
    async with a_window() as shown:
        assert shown.texts == [INTRO]
        moves = [button.move_text for button in shown.page.composer.moves]
        assert moves == ["I greet Mira.", "I wait.", "I go outside."]


async def test_a_message_is_shown_before_the_model_answers_and_the_reply_streams(a_window, until):
    first, rest = asyncio.Event(), asyncio.Event()
    async with a_window([Reply(steps=(first, "The fire ", rest, "cracks."))]) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[1:2] == ["I wait."])
        assert not shown.page.composer.text
        first.set()
        await until(lambda: shown.texts[2:] == ["The fire"])
        rest.set()
        await until(lambda: not shown.is_busy)
        assert shown.texts == [INTRO, "I wait.", "The fire cracks."]


async def test_pressing_a_move_plays_it_and_takes_the_moves_away(a_window, until):
    async with a_window(["The fire cracks."]) as shown:
        shown.page.composer.moves[1].click()
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert shown.texts[1] == "I wait."
        assert not shown.page.composer.moves


async def test_enter_sends_and_shift_enter_begins_a_line(a_window, until, qtbot):
    async with a_window(["The fire cracks."]) as shown:
        edit = shown.page.composer.edit
        qtbot.keyClicks(edit, "I wait")
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClicks(edit, "and listen")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        await until(lambda: len(shown.texts) == 3)
        assert shown.texts[1] == "I wait\nand listen"


async def test_a_double_enter_plays_one_turn(a_window, until):
    async with a_window(["The fire cracks."]) as shown:
        shown.send("I wait.")
        shown.page.composer.edit.submitted.emit()
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert len(shown.adapter.requests) == 1
        assert shown.texts.count("I wait.") == 1


async def test_what_is_written_while_a_turn_plays_stays_in_the_field(a_window, until):
    hold = asyncio.Event()
    async with a_window([Reply(steps=("The fire ", hold, "cracks."))]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3)
        shown.send("And then?")
        hold.set()
        await until(lambda: not shown.is_busy)
        assert shown.page.composer.text == "And then?"
        assert len(shown.adapter.requests) == 1


async def test_stop_keeps_what_was_written_and_marks_it(a_window, until):
    async with a_window([Reply(steps=("The fire ", asyncio.Event()))]) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[2:] == ["The fire"])
        shown.press("Stop")
        await until(lambda: not shown.is_busy)
        assert shown.texts[2] == "The fire"
        assert "interrupted" in shown.page.transcript.row(2).caption
        session = await shown.engine.session((await shown.engine.sessions())[0].id)
        assert session.path[-1].status is MessageStatus.INTERRUPTED


async def test_a_reply_that_broke_off_can_be_written_again(a_window, until):
    script = [Reply(steps=("The fire ", asyncio.Event())), "The fire is out."]
    async with a_window(script) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[2:] == ["The fire"])
        shown.press("Stop")
        await until(lambda: not shown.is_busy)
        shown.press("Retry")
        await until(lambda: shown.texts[2:] == ["The fire is out."] and not shown.is_busy)
        assert shown.page.transcript.row(2).swipe == (2, 2)


async def test_when_nobody_answers_a_sentence_says_why_and_retry_answers_the_same_words(
    a_window, until
):
    failing = True

    def script(completion):
        return OverloadedError("Scripted", "Scripted is too busy.") if failing else "She nods."

    async with a_window(script) as shown:
        shown.send("I wait.")
        await until(lambda: shown.page.failure.sentence)
        assert "Scripted" in shown.page.failure.sentence
        assert shown.texts == [INTRO, "I wait."]
        failing = False
        shown.press("Retry")
        await until(lambda: not shown.is_busy and len(shown.texts) == 3)
        assert shown.texts == [INTRO, "I wait.", "She nods."]
        assert not shown.page.failure.sentence


async def test_other_models_are_at_hand_when_one_breaks_off_or_does_not_answer(a_window, until):
    link = Connection(id=BUILTIN_CONNECTION, provider=ProviderId("builtin"), label="Built in")
    known = scripted_settings()
    second = replace(known.profiles[0], id=ProfileId("second"), model="second")
    own = Profile(id=ProfileId("own"), connection=link.id, model="own")
    settings = replace(
        known,
        connections=(*known.connections, link),
        profiles=(*known.profiles, second, own),
        roles=dict.fromkeys(ModelRole, (known.profiles[0].id, second.id)),
    )
    broken = Reply(steps=("The fire ",), reason=FinishReason.INTERRUPTED)
    declined = FilteredError("Scripted", "Scripted declined.")
    script = [broken, "cracks.", declined, declined, "Rain falls."]
    async with a_window(script, settings=settings) as shown:
        shown.send("I wait.")
        await until(lambda: shown.page.failure.sentence)
        shown.press("Continue with second")
        await until(lambda: shown.texts[2:] == ["The fire cracks."] and not shown.is_busy)
        assert shown.adapter.requests[-1].model == "second"
        shown.send("I wait again.")
        await until(lambda: shown.page.failure.sentence)
        shown.press("Use the built-in model")
        await until(lambda: shown.texts[4:] == ["Rain falls."] and not shown.is_busy)
        assert shown.adapter.requests[-1].model == "own"


async def test_a_turn_that_cannot_begin_leaves_the_words_in_the_field(a_window, until, monkeypatch):
    async with a_window(["She nods."]) as shown:
        session = (await shown.engine.sessions())[0].id
        hold = shown.engine._turns
        hold[session] = None  # another turn of this session runs
        shown.send("I wait.")
        await until(lambda: shown.page.failure.sentence)
        assert shown.page.composer.text == "I wait."
        del hold[session]
        shown.press("Retry")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert not shown.page.composer.text


async def test_a_verdict_is_shown_with_its_evidence_and_what_it_changed(a_window, until):
    script = judging("[YES]", "i slide the letter")
    async with a_window(script, adventure=an_adventure(rules=(a_letter_rule(),))) as shown:
        shown.send("I slide the letter across the bar.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        await until(lambda: _badges(shown) == ["YES"])
        (card,) = shown.page.panel.cards
        assert (card.badge, card.quote) == ("YES", "“I slide the letter”")
        assert card.effects == "letter: carried → delivered"
        assert not card.is_doubted


async def test_pressing_a_card_shows_in_the_story_what_its_verdict_rests_on(a_window, until, qtbot):
    script = judging("[YES]", "slide the letter")
    async with a_window(script, adventure=an_adventure(rules=(a_letter_rule(),))) as shown:
        shown.send("I slide the letter across the bar.")
        await until(lambda: len(shown.page.panel.cards) == 1 and not shown.is_busy)
        (card,) = shown.page.panel.cards
        await until(lambda: card.quote)
        qtbot.keyClick(card, Qt.Key.Key_Return)
        quoted = shown.page.story.reader.quoted
        assert quoted.row_id == shown.page.transcript.row(1).id


async def test_a_judge_known_to_guess_is_marked(a_window, until, monkeypatch):
    def facts_of(self, model):
        return ModelFacts(model=model, judges=False)

    monkeypatch.setattr("engine.domain.providers.Provider.facts_of", facts_of)
    script = [*["[NO]"], "She nods."]
    async with a_window(script, adventure=an_adventure(rules=(a_letter_rule(),))) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        await until(lambda: _badges(shown) == ["NO"])
        (card,) = shown.page.panel.cards
        assert card.is_doubted, UNRELIABLE


async def test_story_and_verdicts_are_there_when_the_window_opens_again(a_window, until):
    adventure = an_adventure(rules=(a_letter_rule(),))
    async with a_window(judging("[YES]", "the letter"), adventure=adventure) as shown:
        shown.send("I slide the letter across the bar.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        await until(lambda: _badges(shown) == ["YES"])
        before = shown.texts
        cards = [(card.badge, card.quote, card.effects) for card in shown.page.panel.cards]
    async with a_window() as again:
        await until(lambda: _badges(again) == ["YES"])
        assert again.texts == before
        assert [(c.badge, c.quote, c.effects) for c in again.page.panel.cards] == cards


def _badges(shown) -> list[str]:
    return [card.badge for card in shown.page.panel.cards]


async def test_another_version_can_be_written_and_the_first_chosen_again(a_window, until):
    async with a_window(["She nods.", "She turns away."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        row = shown.page.transcript.row(2)
        shown.page.story.action_requested.emit(row.id, "regenerate")
        await until(lambda: shown.texts[2:] == ["She turns away."] and not shown.is_busy)
        second = shown.page.transcript.row(2)
        assert second.swipe == (2, 2)
        shown.page.story.action_requested.emit(second.id, "previous")
        await until(lambda: shown.texts[2:] == ["She nods."])


async def test_a_new_session_begins_at_the_intro_and_the_old_one_can_be_opened(a_window, until):
    async with a_window(["She nods."]) as shown:
        shown.send("I wait.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        shown.page.side.new_session.click()
        await until(lambda: len(shown.texts) == 1)
        sessions = shown.page.side.sessions
        await until(lambda: len(sessions.entries.entries) == 2)
        old = next(e for e in sessions.entries.entries if e.line.startswith("Turn 1"))
        sessions.opened.emit(old.id)
        await until(lambda: shown.texts == [INTRO, "I wait.", "She nods."])


async def test_leaving_for_another_session_in_mid_reply_keeps_what_was_written(a_window, until):
    async with a_window([Reply(steps=("The fire ", asyncio.Event()))]) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[2:] == ["The fire"])
        old = (await shown.engine.sessions())[0].id
        shown.page.side.new_session.click()
        await until(lambda: len(shown.texts) == 1)
        assert (await shown.engine.session(old)).path[-1].text == "The fire"


async def test_the_scene_bar_and_the_cast_follow_the_player(a_window, until):
    async with a_window(["Wet stone."]) as shown:
        assert [e.title for e in shown.page.side.cast.entries.entries] == ["Mira Oduya", "Tam"]
        shown.send("I go outside.")
        await until(lambda: len(shown.texts) == 3 and not shown.is_busy)
        assert not shown.page.side.cast.entries.entries


async def test_nothing_moves_when_a_turn_begins_and_ends(a_window):
    async with a_window() as shown:
        shown.window.theme.wear(Scheme.DARK, 2.0)
        status = shown.window.status
        status.show_busy(True)
        while_playing = status.sizeHint().height()
        status.show_busy(False)
        assert status.sizeHint().height() == while_playing


async def test_the_status_bar_says_what_is_saved_and_what_it_cost(a_window, until):
    async with a_window(["She nods."]) as shown:
        await until(lambda: "Session $0.00" in shown.window.status.text)
        assert shown.window.status.text.startswith("● Saved")


DEARER = ConsentQuestion(sentence="May a dearer model answer?", profile=ProfileId("dear"))
LIMIT = LimitQuestion(sentence="The limit is near.", period=Period.DAY, raised=Decimal(2))


@pytest.mark.parametrize(
    ("question", "answer", "asked"),
    [
        (DEARER, "Yes, once", "once"),
        (DEARER, "No", "no"),
        (LIMIT, "Use free models", "free"),
        (LIMIT, "Raise to $2.00", "raise"),
    ],
)
async def test_a_question_of_consent_stands_in_the_page_until_it_is_answered(
    a_window, until, question, answer, asked
):
    async with a_window() as shown:
        asking = asyncio.ensure_future(shown.page.ask(question))
        await until(lambda: shown.page.consent.sentence)
        shown.press(answer)
        assert (await asking).value == asked
        assert shown.page.consent.isHidden()
