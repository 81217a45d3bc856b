"""Pictures on their way into what is written: chosen, pasted or dropped."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from desktop.qt.dialogs import accepted
from desktop.qt.pictures import encoded_picture, scaled_picture
from desktop.session.attached import THUMBNAIL, Attachment
from desktop.session.composer import Composer
from desktop.texts import composer as texts
from engine.app import Engine
from engine.domain.images import LARGEST_IMAGE, Image, check_number, read_image
from engine.domain.tasks import ModelRole

_SMALL: Final = QSize(8 * THUMBNAIL, 4 * THUMBNAIL)
"""Enough for the largest text on the sharpest screen."""


class AttachingFeature(QObject):
    """`start` does a deed and tells of its failure."""

    def __init__(self, composer: Composer, engine: Engine, *, start: Callable[..., Any]) -> None:
        super().__init__(composer)
        self._composer = composer
        self._engine = engine
        self._start = start
        composer.attach.clicked.connect(self.choose)
        composer.edit.files_offered.connect(lambda files: start(self._attach_files, files))
        composer.edit.image_offered.connect(lambda image: start(self._attach_pasted, image))

    def choose(self) -> None:
        """Ask for pictures on this computer."""
        self._start(self._choose)

    async def _choose(self) -> None:
        dialog = QFileDialog(self._composer, texts.CHOOSE_PICTURES, "", texts.PICTURE_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if await accepted(dialog):
            await self._attach_files(tuple(Path(name) for name in dialog.selectedFiles()))
        self._composer.edit.setFocus()

    async def _attach_files(self, files: tuple[Path, ...]) -> None:
        for path in files:
            await self._attach(await self._engine.read_picture(path), path.name)

    async def _attach_pasted(self, pasted: QImage) -> None:
        data = await asyncio.to_thread(encoded_picture, pasted, LARGEST_IMAGE)
        await self._attach(read_image(data), texts.PASTED)

    async def _attach(self, image: Image, name: str) -> None:
        check_number((*self._composer.attached.images, image))
        small = await asyncio.to_thread(scaled_picture, image.data, _SMALL)
        self._composer.attached.show_note(self._note())
        self._composer.attached.add(Attachment(image=image, name=name, thumbnail=small))

    def _note(self) -> str:
        """Pictures are taken by models, not by all of them."""
        models = self._engine.connections.role_models()
        facts = next((each.facts for each in models if each.model_role is ModelRole.MAIN), None)
        if facts is None or facts.images is not False:
            return ""
        return texts.TAKES_NONE.format(model=facts.model)
