"""Pictures as files, among them the README's: a story played on the built-in model."""

import asyncio
import tempfile
from pathlib import Path

from engines import paths_in
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from stages import Stage, View, at_rest, until

from desktop.app import Program
from desktop.qt.theme import Scheme
from engine.domain.tasks import ModelRole

VIEW = View(width=1480, height=920, scheme=Scheme.DARK)


def save(picture: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path)):
        raise OSError(f"{path} could not be written")
    print(path, flush=True)


async def take_readme_pictures(application: QApplication, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        paths = paths_in(Path(home))
        program = Program(application, paths)
        running = asyncio.ensure_future(program.main())
        await until(program.window.isVisible)
        try:
            await _take(Stage(program=program, paths=paths, gate=asyncio.Event()), folder)
        finally:
            program.window.close()
            await running


async def _take(stage: Stage, folder: Path) -> None:
    stage.look(VIEW)
    await until(lambda: stage.page and stage.page.composer.moves)
    await stage.play(stage.page.composer.moves[0].text())
    save(await at_rest(stage.window), folder / "session.png")
    stage.window.show_models()
    connections = stage.window._models.connections
    connections.opened.emit(connections.entries.entries[0].id)
    stage.press("Test")
    await until(lambda: stage.window._models.roles[ModelRole.MAIN].result)
    save(await at_rest(stage.window), folder / "models.png")
