"""Messages changed where they stand, in the whole window."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from engine.errors import StorageError
from engine.providers.scripted import Reply

CONTROL = Qt.KeyboardModifier.ControlModifier


def edit(shown, place):
    """Press Edit on the message at `place`; its editor."""
    row = shown.page.transcript.row(place)
    shown.page.story.action_requested.emit(row.id, "edit")
    return shown.page.story.editing.editor


async def test_an_edit_is_kept_marked_and_undone(a_window, until, qtbot):
    async with a_window(lambda completion: "Wind.") as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[-1] == "Wind." and not shown.is_busy)
        editor = edit(shown, 2)
        editor.field.setPlainText("A storm.")
        qtbot.keyClick(editor.field, Qt.Key.Key_Return, CONTROL)
        await until(lambda: shown.texts[-1] == "A storm.")
        await until(lambda: shown.page.story.editing.editor is None)
        assert "edited" in shown.page.transcript.row(2).caption
        next(a for a in shown.window.findChildren(QAction) if a.text() == "Undo").trigger()
        await until(lambda: shown.texts[-1] == "Wind.")


async def test_a_message_may_be_typed_into_while_a_turn_plays_and_saved_afterwards(
    a_window, until, qtbot
):
    gate = asyncio.Event()
    async with a_window([Reply(steps=("Wi", gate, "nd."))]) as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[-1] == "Wi")
        editor = edit(shown, 1)
        editor.field.setPlainText("I wait a while.")
        assert not editor.save.isEnabled()
        gate.set()
        await until(lambda: not shown.is_busy)
        assert editor.text == "I wait a while."
        editor.save.click()
        await until(lambda: shown.texts[1] == "I wait a while.")


async def test_what_could_not_be_saved_stays_in_the_editor(a_window, until, monkeypatch):
    async with a_window() as shown:

        async def fail(*_):
            raise StorageError("The disk is full. Free some space and save again.")

        monkeypatch.setattr(shown.engine, "edit", fail)
        editor = edit(shown, 0)
        editor.field.setPlainText("Another beginning.")
        editor.save.click()
        await until(shown.page.failure.isVisible)
        assert shown.page.story.editing.editor is editor
        assert editor.text == "Another beginning."
