"""Pictures as files, among them the README's: a story played on the built-in model."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from engines import paths_in
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from stages import Stage, View, at_rest, on_stage, until
from window_states import STATES

from desktop.app import Program
from desktop.qt.theme import Scheme
from engine.domain.tasks import ModelRole

PLAY = "Play now"
FILM_WIDTH = 1080
FRAME_MS = 125
LAST_FRAME_MS = 3000
OF_STATES = (
    "models-added",
    "models-refused-key",
    "models-found",
    "models-judged",
    "built-in-download",
    "fell-back",
    "comparing",
    "usage",
)
"""What else the README shows, on scripted models and servers."""
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


async def take_state_pictures(application: QApplication, folder: Path) -> None:
    for state in (each for each in STATES if each.name in OF_STATES):
        with tempfile.TemporaryDirectory() as home:
            async with on_stage(application, Path(home), state) as stage:
                stage.look(VIEW)
                save(await at_rest(stage.window), folder / f"{state.name}.png")


async def _take(stage: Stage, folder: Path) -> None:
    stage.look(VIEW)
    await until(lambda: _card(stage, PLAY))
    _card(stage, PLAY).click()
    await until(lambda: stage.page and stage.page.composer.moves)
    async with _filmed(stage.window, folder / "turn.webp"):
        await stage.play(stage.page.composer.moves[0].text())
    save(await at_rest(stage.window), folder / "session.png")
    stage.window.show_models()
    stage.press("Test")
    await until(lambda: stage.window._models.roles[ModelRole.MAIN].result)
    save(await at_rest(stage.window), folder / "models.png")


def _card(stage: Stage, name: str) -> QPushButton | None:
    cards = stage.window.findChildren(QPushButton)
    return next(
        (each for each in cards if each.accessibleName() == name and each.isVisible()), None
    )


@asynccontextmanager
async def _filmed(window: QWidget, path: Path) -> AsyncGenerator[None, None]:
    """A film of what happens in `window` during the block."""
    frames: list[Image.Image] = []
    filming = asyncio.ensure_future(_film(window, frames))
    try:
        yield
    finally:
        filming.cancel()
        with suppress(asyncio.CancelledError):
            await filming
    first, *others = frames
    lengths = [FRAME_MS] * len(others) + [LAST_FRAME_MS]
    first.save(path, save_all=True, append_images=others, duration=lengths, loop=0, quality=70)
    print(path, flush=True)


async def _film(window: QWidget, frames: list[Image.Image]) -> None:
    while True:
        picture = (
            window.grab()
            .toImage()
            .scaledToWidth(FILM_WIDTH, Qt.TransformationMode.SmoothTransformation)
        )
        plain = picture.convertToFormat(QImage.Format.Format_RGB888)
        size = (plain.width(), plain.height())
        frames.append(
            Image.frombytes(
                "RGB", size, bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine()
            )
        )
        await asyncio.sleep(FRAME_MS / 1000)
