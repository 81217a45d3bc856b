"""Why a verdict was given, the question put again, and earlier turns, in the panel beside the story."""

import asyncio
import json
from decimal import Decimal

import pytest
from builders import an_adventure
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop.session.card_words import foot_of, waiting_text, what_followed
from desktop.session.looks import LookAction, reason_look
from desktop.session.turn_view import RuleCard
from desktop.texts import right as texts
from engine.domain.calls import Cost, CostSource
from engine.domain.ids import ProfileId, RuleId
from engine.domain.rules import (
    Answered,
    Branch,
    CueJudge,
    JudgedText,
    JudgeFacts,
    ModelJudge,
    Operator,
    Phase,
    Question,
    Rule,
    SetVariable,
    Unclear,
    UnmetCondition,
    VariableCondition,
    WaitingRule,
)
from engine.domain.second_look import Reason
from engine.domain.world import Variable
from engine.errors import AuthenticationError

SAID = "I slide the letter to Mira."
JUDGED = Rule(
    id=RuleId("letter"),
    name="Letter delivered",
    phase=Phase.BEFORE_REPLY,
    question=Question(text="Was it handed over?", about=JudgedText.USER_MESSAGE),
    branches=(
        Branch(tag="YES", actions=(SetVariable(name="letter", value="delivered"),)),
        Branch(tag="NO"),
    ),
)
STORM = Rule(
    id=RuleId("storm"),
    name="Storm",
    phase=Phase.AFTER_REPLY,
    conditions=(VariableCondition(name="turns", operator=Operator.AT_LEAST, value=9),),
    branches=(Branch(),),
)
ADVENTURE = an_adventure(rules=(JUDGED, STORM))


def judging(*answers):
    """Replies to the story; answers questions in turn."""
    said = iter(answers)

    def script(completion):
        if not completion.aside:
            return "She nods."
        answer = next(said)
        return json.dumps(answer) if isinstance(answer, dict) else answer

    return script


def verdict(tag, quote=""):
    return {"evidence": quote, "answer": f"[{tag}]"}


async def a_card(shown, until, text=SAID):
    before = len(shown.texts)
    shown.send(text)
    await until(lambda: len(shown.texts) == before + 2 and not shown.is_busy)
    panel = shown.page.panel
    await until(lambda: len(panel.cards) == 1 and panel.cards[0].badge != texts.ASKING.upper())
    return panel.cards[0]


async def letter_of(shown):
    session = await shown.engine.session((await shown.engine.sessions())[0].id)
    return session.state.variables[Variable(name="letter")]


async def test_a_card_tells_why_in_words_of_the_story(a_window, until):
    script = judging(verdict("YES"), {"evidence": "slide the letter"})
    async with a_window(script, adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        assert not card.look.isVisible()
        card.why.click()
        await until(lambda: card.look.words == "slide the letter")
        assert "scripted" in card.look.text
        card.look.button(LookAction.HIDE).click()
        await until(lambda: not card.look.isVisible())


async def test_a_judge_that_fails_is_told_on_the_card_and_can_be_asked_again(a_window, until):
    refused = AuthenticationError("Scripted", "Scripted refused the key. Paste it again.")
    async with a_window(judging(verdict("YES"), refused), adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        card.why.click()
        await until(lambda: "refused the key" in card.look.text)
        assert "Nothing was changed" in card.look.text
        assert card.look.button(LookAction.AGAIN).isVisible()
        assert not card.look.button(LookAction.APPLY).isVisible()
        assert not shown.page.failure.isVisible()


async def test_another_verdict_is_offered_and_applied_and_can_be_undone(a_window, until):
    script = judging({"evidence": "", "answer": "[UNCLEAR]"}, verdict("YES", "slide the letter"))
    async with a_window(script, adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        assert card.badge == "UNCLEAR"
        card.again.click()
        await until(card.look.button(LookAction.APPLY).isVisible)
        assert card.look.changes == "letter: carried → delivered"
        assert await letter_of(shown) == "carried"
        card.look.button(LookAction.APPLY).click()
        await until(lambda: card.badge == "YES")
        assert card.quote == "“slide the letter”"
        assert await letter_of(shown) == "delivered"
        await shown.engine.undo((await shown.engine.sessions())[0].id)
        assert await letter_of(shown) == "carried"


async def test_the_same_answer_again_offers_nothing_to_apply(a_window, until):
    script = judging(verdict("YES"), {"evidence": ""}, verdict("YES"))
    async with a_window(script, adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        card.why.click()
        await until(card.look.button(LookAction.AGAIN).isVisible)
        assert "no words" in card.look.text
        card.look.button(LookAction.AGAIN).click()
        await until(lambda: card.look.text == "The same answer again: YES.")
        assert not card.look.button(LookAction.APPLY).isVisible()


async def test_a_question_on_its_way_can_be_given_up(a_window, until):
    script = judging(verdict("YES"), asyncio.Event())
    async with a_window(script, adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        card.why.click()
        await until(lambda: len(shown.adapter.requests) == 3)
        await until(card.look.button(LookAction.CANCEL).isVisible)
        card.look.button(LookAction.CANCEL).click()
        await until(lambda: shown.adapter.stopped)
        await until(lambda: card.look.text == texts.GIVEN_UP)


async def test_pointing_at_a_card_marks_its_words_in_the_story(a_window, until):
    script = judging(verdict("YES", "slide the letter"))
    async with a_window(script, adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        reader = shown.page.story.reader
        card.setFocus(Qt.FocusReason.TabFocusReason)
        await until(lambda: reader.pointed_at is not None)
        shown.page.composer.edit.setFocus()
        await until(lambda: reader.pointed_at is None)
        card.evidence_pointed.emit(*("slide the letter", ""))
        assert reader.pointed_at is not None
        QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
        assert reader.pointed_at is None


async def test_the_calls_of_the_last_turn_are_there_after_the_window_opens_again(a_window, until):
    async with a_window(judging(verdict("NO")), adventure=ADVENTURE) as shown:
        await a_card(shown, until)
        await until(lambda: len(shown.page.panel.calls.rows) == 2)
        names = [row.name for row in shown.page.panel.calls.rows]
    async with a_window() as again:
        panel = again.page.panel
        await until(lambda: len(panel.calls.rows) == 2)
        assert [row.name for row in panel.calls.rows] == names
        assert panel.heading.startswith("TURN 1 · 2 CALLS · ")


async def test_the_panel_tells_of_the_turn_whose_message_is_chosen(a_window, until):
    script = judging(verdict("YES", "slide the letter"), verdict("NO"))
    async with a_window(script, adventure=ADVENTURE) as shown:
        await a_card(shown, until)
        card = await a_card(shown, until, "I wait.")
        panel = shown.page.panel
        await until(lambda: card.badge == "NO")
        row = shown.page.transcript.row(1)
        shown.page.story.set_current(row.id)
        await until(lambda: panel.heading.startswith("TURN 1 · 2 CALLS"))
        assert (card.badge, card.quote) == ("YES", "“slide the letter”")
        assert not panel.waiting
        panel.newest.click()
        await until(lambda: panel.heading.startswith("TURN 2"))
        assert panel.newest.isHidden()


async def test_a_rule_whose_time_has_not_come_is_shown_with_what_it_waits_for(a_window, until):
    async with a_window(judging(verdict("NO")), adventure=ADVENTURE) as shown:
        await a_card(shown, until)
        await until(lambda: shown.page.panel.waiting)
        (waiting,) = shown.page.panel.waiting
        assert waiting.text == "turns ≥ 9 — no model needed"


async def test_the_foot_of_a_card_says_what_the_verdict_took(a_window, until):
    async with a_window(judging(verdict("NO")), adventure=ADVENTURE) as shown:
        card = await a_card(shown, until)
        assert card.foot.startswith("scripted · T 0.1 · 0.")
        assert card.foot.endswith("· free") or card.foot.endswith("not known")


@pytest.mark.parametrize(
    ("cue", "foot"),
    [
        ("slide letter", "by the cue “slide letter”"),
        (r"\bslides?\b", "by a pattern"),
        ("", "no cue matched"),
    ],
)
def test_what_settled_a_question_without_a_model_is_told_in_words(cue, foot):
    card = RuleCard(
        rule=JUDGED.id, name="Letter", verdict=Answered(tag="YES", judge=CueJudge(cue=cue))
    )
    assert foot_of(card) == foot
    sentence = reason_look(Reason(judge=CueJudge(cue=cue), quote=None)).sentence
    assert "No model judged" in sentence
    assert "\\" not in sentence


def test_how_sure_a_judge_is_and_what_was_asked_beside_is_told_where_it_is_known():
    facts = JudgeFacts(
        temperature=0.1,
        seconds=0.41,
        cost=Cost(amount=Decimal(0), source=CostSource.FREE),
        together=4,
    )
    judge = ModelJudge(profile=ProfileId("p"), model="lab/qwen3-8b", facts=facts)
    card = RuleCard(
        rule=JUDGED.id, name="Letter", verdict=Answered(tag="YES", judge=judge, confidence=0.97)
    )
    told = "qwen3-8b · T 0.1 · [YES] 0.97 · 0.41 s · free · asked together with 4 others"
    assert foot_of(card) == told
    assert what_followed(Unclear(judge=judge, confidence=0.58)).startswith("0.58, less than")


@pytest.mark.parametrize("operator", list(Operator))
def test_every_condition_can_be_told(operator):
    unmet = UnmetCondition(what="wind", operator=operator, wanted="5", current="1")
    rule = WaitingRule(rule=RuleId("r"), name="Gale", unmet=(unmet,), any_one=False, asks=True)
    text = waiting_text(rule)
    assert text.startswith("wind ")
    assert text.endswith("then the judge is asked")
