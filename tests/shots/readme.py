"""The README's pictures: the program as it comes, with a story played on the built-in model."""

import asyncio
import tempfile
from pathlib import Path

from engines import paths_in
from PySide6.QtWidgets import QApplication
from stages import Stage, View, until
from taking import take

from desktop.app import Program
from desktop.qt.theme import Scheme

VIEW = View(width=1480, height=920, scheme=Scheme.DARK)


async def take_readme_pictures(application: QApplication, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        paths = paths_in(Path(home))
        program = Program(application, paths)
        running = asyncio.ensure_future(program.main())
        try:
            await _take(Stage(program=program, paths=paths, gate=asyncio.Event()), folder)
        finally:
            program.window.close()
            await running


async def _take(stage: Stage, folder: Path) -> None:
    stage.look(VIEW)
    await until(lambda: stage.page.composer.moves)
    for move in [button.text() for button in stage.page.composer.moves][:2]:
        await stage.play(move)
    await take(stage.window, folder / "session.png")
    stage.window.show_models()
    stage.press("Check")
    await until(lambda: stage.window._models.connection.result)
    await take(stage.window, folder / "models.png")
