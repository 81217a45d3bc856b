"""What models propose beside the story: asked first, cancelled, kept, and never written unasked."""

import asyncio
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.session.prompts_dialog import PromptsDialog
from desktop.session.proposals import ProposalAction
from desktop.shell.palette import Palette
from desktop.texts import packs as texts
from desktop.widgets.transcript import Action
from engine.errors import AuthenticationError, ConnectionFailedError
from engine.providers.scripted import Reply

GERMAN = {"detected_language": "English", "translation": "Regen."}
FIGHT = {"summary": "He falls.", "next_hooks": ["I run.", "I wait."]}
REFUSED = AuthenticationError("Scripted", "Scripted refused the key. Paste it again.")

DOWN = ConnectionFailedError("Scripted", "Scripted could not be reached. Press Retry.")


def answering(*answers):
    said = iter(answers)

    def script(completion):
        if not completion.aside:
            return "Rain."
        answer = next(said)
        return json.dumps(answer) if isinstance(answer, dict) else answer

    return script


def card_of(shown):
    return shown.page.proposal


def press(shown, action):
    button = card_of(shown).button(action)
    assert button.isVisible()
    assert button.isEnabled()
    button.click()


async def play(shown, until, text, messages):
    shown.send(text)
    await until(lambda: len(shown.texts) == messages and not shown.is_busy)


async def open_in_menu(shown, until, place, label):
    def menus():
        return [each for each in shown.page.findChildren(QMenu) if each.isVisible()]

    shown.page.story.menu_requested.emit(shown.page.transcript.row(place).id, QPoint(0, 0))
    await until(menus)
    (menu,) = menus()
    next(each for each in menu.actions() if each.text() == label).trigger()
    menu.close()


def run_in_palette(shown, name):
    shown.window.top.search.click()
    (palette,) = shown.window.findChildren(Palette)
    next(each for each in palette._commands if each.name == name).run()


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus open without windows
async def test_a_message_is_translated_and_kept_as_a_version_that_undo_takes_back(a_window, until):
    gate = asyncio.Event()
    slow = Reply(steps=(gate, json.dumps(GERMAN)))
    async with a_window(answering(slow, GERMAN, REFUSED)) as shown:
        card = card_of(shown)
        await until(shown.engine.packs.all)
        await play(shown, until, "I wait.", 3)
        before = shown.texts
        await open_in_menu(shown, until, 2, "Translate…")
        assert card.title == "Translate · Narrator, turn 1"
        assert card.values == {"language": "English"}
        language = card.input("language")
        language.setText("German")
        QTest.keyClick(language, Qt.Key.Key_Tab)
        assert card.button(ProposalAction.ASK).hasFocus()
        QTest.keyClick(card.button(ProposalAction.ASK), Qt.Key.Key_Backtab)
        assert language.hasFocus()
        QTest.keyClick(language, Qt.Key.Key_Return)
        assert card.sentence == texts.ASKING.format(role="CoT")
        await until(lambda: shown.adapter.requests[-1].aside)
        press(shown, ProposalAction.CANCEL)
        assert card.sentence == texts.GIVEN_UP
        await until(lambda: shown.adapter.stopped)
        press(shown, ProposalAction.AGAIN)
        await until(lambda: card.text == "Regen.")
        assert "into German" in shown.adapter.requests[-1].messages[-1].text
        assert card.foot.startswith("scripted · ")
        assert card.foot.endswith(" · free")
        assert shown.texts == before
        press(shown, ProposalAction.KEEP)
        await until(lambda: shown.texts[-1] == "Regen.")
        assert card.isHidden()
        assert shown.page.transcript.row(2).offers(Action.PREVIOUS)

        await open_in_menu(shown, until, 1, "Translate…")
        assert card.values == {"language": "German"}
        press(shown, ProposalAction.ASK)
        await until(lambda: "refused the key" in card.sentence)
        assert not card.button(ProposalAction.KEEP).isVisible()
        press(shown, ProposalAction.CLOSE)
        assert card.isHidden()
        assert shown.page.composer.edit.hasFocus()


async def test_a_fight_is_narrated_from_the_palette_with_moves_and_a_quest_can_only_be_copied(
    a_window, until
):
    quest = {
        "title": "The Bell", "giver": "Mira", "goal": "Ring it.", "steps": ["Climb."],
        "twist": "It is cracked.", "choice": "Be heard or be safe.", "reward": "A name",
    }  # fmt: skip
    async with a_window(answering(FIGHT, quest)) as shown:
        card, page = card_of(shown), shown.page
        await until(shown.engine.packs.all)
        await play(shown, until, "I wait.", 3)
        run_in_palette(shown, "Narrate the fight")
        await until(lambda: card.text == "He falls.")
        assert [move.move_text for move in page.composer.moves] == ["I run.", "I wait."]
        press(shown, ProposalAction.KEEP)
        await until(lambda: shown.texts[-1] == "He falls.")
        assert len(shown.texts) == 4
        page.composer.moves[0].click()
        assert page.composer.text == "I run."

        run_in_palette(shown, "New quest…")
        press(shown, ProposalAction.ASK)
        await until(lambda: "Steps\n• Climb." in card.text)
        assert not card.button(ProposalAction.KEEP).isVisible()
        press(shown, ProposalAction.COPY)
        assert len(shown.texts) == 4


async def test_with_everything_down_the_earlier_answer_is_marked_and_can_be_used_or_asked_for_again(
    a_window, until
):
    async with a_window(answering(FIGHT, DOWN, DOWN, DOWN, DOWN)) as shown:
        card, page = card_of(shown), shown.page
        await until(shown.engine.packs.all)
        await play(shown, until, "I wait.", 3)
        run_in_palette(shown, "Narrate the fight")
        await until(lambda: card.text == "He falls.")
        assert card.mark == ""
        press(shown, ProposalAction.CLOSE)
        page.composer.show_suggestions(())

        run_in_palette(shown, "Narrate the fight")
        await until(lambda: card.mark)
        assert card.mark.startswith("From ")
        assert card.mark.endswith(", before the models were out of reach:")
        assert (card.text, card.sentence, card.foot) == ("He falls.", str(DOWN), "scripted")
        assert card.button(ProposalAction.AGAIN).hasFocus()
        assert not page.composer.moves
        press(shown, ProposalAction.COPY)
        assert QGuiApplication.clipboard().text() == "He falls."
        press(shown, ProposalAction.AGAIN)
        assert card.sentence == texts.ASKING.format(role="main")
        assert (card.mark, card.text) == ("", "")
        await until(lambda: card.mark)
        press(shown, ProposalAction.KEEP)
        await until(lambda: shown.texts[-1] == "He falls.")
        assert [move.move_text for move in page.composer.moves] == ["I run.", "I wait."]
        assert card.isHidden()


def spoil(file):
    Path(file).write_text("{", encoding="utf-8")


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager
async def test_prompts_are_looked_at_without_a_model_copied_and_put_back(
    a_window, until, monkeypatch
):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    async with a_window() as shown:
        run_in_palette(shown, "Prompts…")
        await until(lambda: shown.window.findChildren(PromptsDialog))
        (dialog,) = shown.window.findChildren(PromptsDialog)
        await until(lambda: dialog.isVisible() and dialog.preview.toPlainText())
        names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert len(names) == 11
        dialog.list.setCurrentRow(names.index("Translate"))
        await until(lambda: "The lamp goes out." in dialog.preview.toPlainText())
        assert "Die Lampe geht aus." in dialog.preview.toPlainText()
        assert not dialog.original.isEnabled()
        dialog.copy.click()
        await until(lambda: opened)
        assert dialog.list.currentItem().text() == "Translate (your copy)"
        spoil(opened[0])
        dialog.returned.emit()
        await until(lambda: "mistake" in dialog.list.currentItem().text())
        assert "Invalid JSON" in dialog.sentence.text()
        dialog.original.click()
        await until(lambda: dialog.sentence.text() == texts.PUT_AWAY)
        assert dialog.list.currentItem().text() == "Translate"
        assert shown.adapter.requests == []
        dialog.reject()
