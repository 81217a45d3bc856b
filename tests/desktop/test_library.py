"""The library: what is being played, on sheets to read."""

from dataclasses import replace

import pytest
from builders import LETTER, MIRA, QUAY, a_lore_entry, a_session, an_adventure
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.library.page import LibraryPage
from desktop.library.rule_words import action_text, condition_text
from desktop.library.sheets import character_sheet, lore_sheet, rule_sheet, sheets_of
from desktop.parts.shelves import Shelf
from desktop.texts import library as texts
from engine.domain.ids import ItemId, RuleId
from engine.domain.rules import (
    Always,
    Branch,
    Cue,
    Match,
    MoveItem,
    NewScene,
    NextRule,
    Operation,
    Operator,
    Phase,
    Question,
    RewritePost,
    Rule,
    SetVariable,
    SystemMessage,
    VariableCondition,
)
from engine.domain.world import Holder, HolderKind, Scope, Variable


def a_rule(**changes):
    rule = Rule(id=RuleId("gale"), name="Gale", phase=Phase.BEFORE_REPLY)
    return replace(rule, **changes)


@pytest.mark.parametrize("operator", Operator)
@pytest.mark.parametrize("scope", Scope)
def test_every_condition_can_be_said(operator, scope):
    said = condition_text(
        VariableCondition(name="wind", operator=operator, value="high", scope=scope)
    )
    assert "wind" in said
    assert "{" not in said
    assert ("high" in said) is (operator not in (Operator.EXISTS, Operator.NOT_EXISTS))


@pytest.mark.parametrize("operation", Operation)
def test_every_operation_can_be_said(operation):
    said = action_text(SetVariable(name="wind", value="1-6", operation=operation), an_adventure())
    assert "wind" in said
    assert "1-6" in said


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (SystemMessage(text="Be brief."), "Tell whoever answers: Be brief."),
        (NextRule(rule=RuleId("gale")), "Go on with the rule “Gale”"),
        (NextRule(rule=RuleId("gone")), "Go on with the rule “gone”"),
        (NewScene(), "Begin a new scene"),
        (RewritePost(instruction="No names."), "Have the reply rewritten: No names."),
        (MoveItem(item=LETTER, to=HolderKind.PLAYER), "letter goes to the player"),
        (MoveItem(item=LETTER, to=HolderKind.CHARACTER, id=MIRA), "letter goes to Mira Oduya"),
        (MoveItem(item=LETTER, to=HolderKind.CHARACTER), "letter goes to whoever speaks"),
        (MoveItem(item=LETTER, to=HolderKind.PLACE, id=QUAY), "letter goes to The Quay"),
        (MoveItem(item=ItemId("x"), to=HolderKind.PLACE), "x goes to the player’s place"),
        (SetVariable(name="rain", value=True, scope=Scope.PLACE), "Set the place’s rain to true"),
        (SetVariable(name="mood", value="low"), "Set mood to “low”"),
    ],
)
def test_an_action_is_said_with_the_names_of_the_adventure(action, said):
    assert action_text(action, an_adventure(rules=(a_rule(),))) == said


def test_a_rules_sheet_says_when_it_asks_and_what_follows():
    rule = a_rule(
        conditions=(
            VariableCondition(name="wind", operator=Operator.AT_LEAST, value=5),
            VariableCondition(name="roof", operator=Operator.NOT_EXISTS),
        ),
        match=Match.ANY,
        question=Question(text="Does the roof hold?"),
        branches=(
            Branch(tag="NO", cues=(Cue(text="collapses"),), actions=(NewScene(),)),
            Branch(),
        ),
        enabled=False,
    )
    sheet = rule_sheet(rule, an_adventure())
    assert sheet.line == "Before the reply · switched off · wind is at least 5"
    assert [(each.title, each.text) for each in sheet.sections] == [
        (texts.CONDITIONS_ANY, "wind is at least 5\nroof is not set"),
        (texts.QUESTION, "Does the roof hold?"),
        ("If the answer is NO", "Begin a new scene\nWithout a model: “collapses”"),
        (texts.OTHERWISE, texts.NOTHING_HAPPENS),
    ]


@pytest.mark.parametrize(
    ("conditions", "said"), [((Always(),), texts.ALWAYS), ((), texts.ONLY_AFTER_ANOTHER)]
)
def test_a_rule_without_anything_to_compare_says_so(conditions, said):
    assert rule_sheet(a_rule(conditions=conditions), an_adventure()).sections[0].text == said


def test_a_rule_of_one_speaker_names_them():
    rule = a_rule(phase=Phase.AFTER_REPLY, speaker=MIRA)
    assert rule_sheet(rule, an_adventure()).line == "After a reply of Mira Oduya"


def test_a_characters_sheet_tells_where_they_are_now_and_with_what():
    adventure = an_adventure()
    session = a_session(adventure, ())
    state = replace(
        session.state,
        cast={**session.state.cast, MIRA: QUAY},
        items={LETTER: Holder(kind=HolderKind.CHARACTER, id=MIRA)},
        variables={Variable(name="trust", scope=Scope.CHARACTER, owner=MIRA): 9},
    )
    sheet = character_sheet(replace(session, state=state), adventure.character(MIRA))
    said = {each.title: each.text for each in sheet.sections}
    assert sheet.line == said[texts.WHERE] == "The Quay"
    assert (said[texts.CARRIES], said[texts.VARIABLES]) == ("letter", "trust: 9")


def test_a_lore_sheet_has_its_keys_or_is_always_told():
    assert lore_sheet(a_lore_entry(1, "bell", "tide")).title == "bell, tide"
    constant = lore_sheet(a_lore_entry(2, constant=True))
    assert (constant.title, constant.line) == (texts.ALWAYS_TOLD, texts.ALWAYS_TOLD)


@pytest.mark.parametrize("shelf", Shelf)
def test_every_shelf_has_its_sheets(shelf):
    adventure = an_adventure(rules=(a_rule(),), lore=(a_lore_entry(1, "bell"),))
    assert sheets_of(shelf, a_session(adventure, ()))


# In the window


def page_of(shown):
    return shown.window.findChild(LibraryPage)


def said_on(page):
    return [each.text() for each in page._area.findChildren(QLabel)]


async def on_shelf(shown, until, shelf):
    await until(shown.page.side.shelves[shelf].isEnabled)
    shown.page.side.shelves[shelf].click()
    await until(lambda: page_of(shown) and page_of(shown).isVisible())
    return page_of(shown)


async def test_pressing_someone_who_is_here_shows_their_sheet(a_window, until):
    async with a_window() as shown:
        await until(shown.page.side.cast.isEnabled)
        shown.page.side.cast.opened.emit("tam")
        await until(lambda: page_of(shown).isVisible())
        assert page_of(shown).chosen == "tam"
        assert "A boy." in said_on(page_of(shown))
        page_of(shown).back.click()
        assert shown.page.isVisible()


async def test_another_entry_shows_its_sheet_and_words_filter_the_shelf(a_window, until):
    async with a_window() as shown:
        page = await on_shelf(shown, until, Shelf.CHARACTERS)
        page.entries.setCurrentIndex(page.entries.entries.index(1))
        assert "A boy." in said_on(page)
        QTest.keyClicks(page.field, "INNKEEPER")
        assert [each.title for each in page.entries.entries.entries] == ["Mira Oduya"]
        assert "The innkeeper." in said_on(page)
        QTest.keyClicks(page.field, "xx")
        assert page.empty.text() == texts.NOTHING_FOUND
        assert page.chosen == ""


async def test_an_empty_shelf_says_what_would_stand_there(a_window, until):
    async with a_window() as shown:
        page = await on_shelf(shown, until, Shelf.RULES)
        assert page.empty.text() == texts.NO_RULES
        assert page.empty.isVisible()
        assert not page.begin.isVisible()


async def test_an_adventure_is_begun_from_its_sheet(a_window, until):
    async with a_window() as shown:
        page = await on_shelf(shown, until, Shelf.ADVENTURES)
        await until(page.begin.isVisible)
        title = page.entries.currentIndex().data()
        page.begin.click()
        await until(shown.page.isVisible)
        sessions = shown.page.side.sessions
        await until(lambda: sessions.currentIndex().data() == title)
