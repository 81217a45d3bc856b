"""Finding out in the window how the judge's model judges."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from engines import scripted_settings
from judges import SHEET, a_judge, always_yes, right
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.connections.check_lines import brief_text, check_view, cost_sentence, too_few_text
from desktop.connections.model_rows import model_row
from desktop.texts import model_checks as texts
from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.model_checks import CheckSpeed, ModelCheck, Tally
from engine.domain.providers import Connection, ModelFacts
from engine.domain.tasks import ModelRole
from engine.errors import AuthenticationError
from engine.providers.scripted import Reply, Scripted

ALL = len(SHEET.cases)
CHECK = ModelCheck(
    connection=ConnectionId("c"),
    model="m",
    at=None,
    yes=Tally(answered=10, right=10),
    no=Tally(answered=10, right=9),
    unclear=Tally(answered=9, right=7),
    form_kept=28,
    quoted=25,
    verbatim=24,
    json_ok=True,
    failures=1,
    speed=CheckSpeed(seconds=31.5, first_token=0.4, tokens_per_second=52.25),
)
GUESSING = replace(CHECK, no=Tally(answered=10, right=1), unclear=Tally(answered=9))


@pytest.fixture
def judging(until):
    """The page of a window that is open, and the part of it that checks the judge."""

    async def find(shown):
        await until(lambda: shown.window._models)
        shown.window.show_models()
        return shown.window._models, shown.window._models.judging

    return find


def test_a_check_is_told_in_figures():
    view = check_view(CHECK)
    assert (view.finding, view.look) == ("Judges 26 of 29", "good")
    assert [figure for _, figure in view.shares] == ["10 of 10", "9 of 10", "7 of 9"]
    assert view.facts == (
        "form kept 28 of 29 · quotes found 24 of 25 · JSON good · 1 not answered · "
        "0.4 s to first word · 52 tokens/s"
    )
    assert brief_text(CHECK) == "judges 26 of 29"


def test_a_model_at_chance_is_named_as_one_that_cannot_judge():
    bare = replace(GUESSING, quoted=0, json_ok=False, failures=0, speed=CheckSpeed())
    view = check_view(bare)
    assert (view.finding, view.look) == ("Cannot judge: at chance (11 of 29)", "warn")
    assert view.facts == "form kept 28 of 29 · no good JSON"
    assert brief_text(GUESSING) == "cannot judge: at chance (11 of 29)"
    few = replace(CHECK, failures=40, json_ok=None)
    assert too_few_text(few).startswith("Only 29 of 69 questions were answered")


def test_a_model_that_nobody_checked_has_nothing_said_of_it():
    assert (check_view(None).finding, check_view(None).shares, brief_text(None)) == ("", (), "")


@pytest.mark.parametrize(
    ("most", "said"),
    [(Decimal(0), ""), (Decimal("0.05"), "at most"), (None, "price is not known")],
)
def test_what_a_check_may_cost_is_said_only_where_it_may(most, said):
    sentence = cost_sentence("Big", most)
    assert said in sentence
    assert bool(sentence) == bool(said)


def test_how_a_model_judges_stands_in_its_row_of_the_list():
    connection = Connection(id=ConnectionId("c"), provider=ProviderId("scripted"), label="Mine")
    row = model_row(connection, ModelFacts(model="m"), judged=brief_text(CHECK))
    assert row.line == "Mine · judges 26 of 29"
    assert "judges 26 of 29" in row.said


async def test_a_check_counts_its_questions_is_cancelled_and_then_told(a_window, until, judging):
    gate = asyncio.Event()
    held = [True]

    def option(case):
        if case is SHEET.cases[4] and held:
            held.clear()
            return Reply(steps=(gate,))
        return always_yes(case) if case.truth == "no" else right(case)

    async with a_window(a_judge(option)) as shown:
        page, card = await judging(shown)
        card.check.setFocus()
        QTest.keyClick(card.check, Qt.Key.Key_Space)
        await until(lambda: card.progress == f"Question 5 of {ALL + 1}")
        await until(lambda: card.check.text() == texts.CANCEL)
        QTest.keyClick(card.check, Qt.Key.Key_Space)
        await until(lambda: not card.check.is_busy)
        assert (card.progress, card.finding, card.check.hasFocus()) == ("", "", True)
        shown.window.show_session()
        shown.window.check_judge()
        await until(lambda: card.finding)
        assert card.finding == f"Judges 20 of {ALL}"
        assert card.shares == ("10 of 10", "0 of 10", "10 of 10")
        assert page.isVisible()
        page.roles[ModelRole.COT].change.click()
        await until(lambda: "judges 20 of 30" in page.picker.models.rows[0].line)


async def test_a_judge_that_turns_out_to_guess_is_warned_of_once(
    a_window, until, judging, monkeypatch
):
    async def models(self):
        return (ModelFacts(model="scripted", name="Scripted model"),)

    monkeypatch.setattr(Scripted, "models", models)
    async with a_window(a_judge(always_yes)) as shown:
        page, card = await judging(shown)
        card.check.click()
        await until(lambda: card.finding == f"Cannot judge: at chance (8 of {ALL})")
        assert page.roles[ModelRole.COT].warning == ""
        page.roles[ModelRole.COT].change.click()
        QTest.keyClicks(page.picker.field, "another")
        QTest.keyClick(page.picker.field, Qt.Key.Key_Return)
        await until(lambda: page.roles[ModelRole.COT].model == "another")
        assert (card.finding, card.trouble) == ("", "")


async def test_a_check_that_nobody_answers_says_why(a_window, until, judging):
    refused = AuthenticationError("Scripted", "Scripted refused the key. Paste another one.")
    async with a_window(lambda _: refused) as shown:
        _, card = await judging(shown)
        card.check.click()
        await until(lambda: "refused the key" in card.trouble)
        assert (card.finding, card.progress) == ("", "")


async def test_what_costs_money_is_agreed_to_first(a_window, until, judging):
    settings = scripted_settings()
    paid = Connection(
        id=ConnectionId("scripted"), provider=ProviderId("openrouter"), label="OpenRouter"
    )
    own = replace(settings.profiles[0], model="google/gemini-2.5-pro")
    settings = replace(settings, connections=(paid,), profiles=(own,))
    async with a_window(a_judge(right), settings=settings) as shown:
        _, card = await judging(shown)
        card.check.click()
        await until(card.price.isVisible)
        assert "at most" in card.price.sentence
        assert shown.adapter.requests == []
        card.price.buttons[1].click()
        assert not card.check.is_busy
        assert not card.price.isVisible()
