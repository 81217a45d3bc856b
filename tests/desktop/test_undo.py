"""Undo and redo through the window: the story and the world follow."""

from builders import INN, QUAY
from PySide6.QtGui import QAction

from desktop.shell.palette import Palette


def choose(shown, name):
    """Choose this entry of the window's menus."""
    next(a for a in shown.window.findChildren(QAction) if a.text() == name).trigger()


async def place(shown):
    (summary,) = await shown.engine.sessions()
    return (await shown.engine.session(summary.id)).state.place


async def test_a_turn_is_undone_and_done_again_and_the_player_goes_back_and_forth(a_window, until):
    async with a_window(lambda completion: "Wind.") as shown:
        shown.send("I go outside.")
        await until(lambda: shown.texts[-1] == "Wind." and not shown.is_busy)
        choose(shown, "Undo")
        await until(lambda: len(shown.texts) == 1)
        assert await place(shown) == INN
        choose(shown, "Redo")
        await until(lambda: len(shown.texts) == 3)
        assert await place(shown) == QUAY


async def test_a_deleted_message_comes_back(a_window, until):
    async with a_window(lambda completion: "Wind.") as shown:
        shown.send("I wait.")
        await until(lambda: shown.texts[-1] == "Wind." and not shown.is_busy)
        choose(shown, "Take back the last message")
        await until(lambda: shown.texts[-1] == "I wait.")
        choose(shown, "Undo")
        await until(lambda: shown.texts[-1] == "Wind.")


async def test_the_opening_is_never_deleted(a_window, until):
    async with a_window() as shown:
        opening = shown.texts
        choose(shown, "Take back the last message")
        choose(shown, "Undo")
        await until(lambda: shown.texts == opening)


async def test_everything_in_the_menus_is_in_the_palette(a_window):
    async with a_window() as shown:
        choose(shown, "Search or do anything")
        palette = shown.window.findChild(Palette)
        assert palette.isVisible()
        listed = [palette._list.item(row).text() for row in range(palette._list.count())]
        for name in ("Undo", "New session", "Larger text", "Models and connections"):
            assert any(name in line for line in listed)
