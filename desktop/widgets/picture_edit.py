"""A growing field into which pictures may be pasted and dropped."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from typing_extensions import override

from desktop.widgets.growing_edit import GrowingEdit


class PictureEdit(GrowingEdit):
    """What is no text is offered to whoever listens; words are written as ever."""

    files_offered = Signal(object)
    """A tuple of `Path`."""
    image_offered = Signal(object)
    """A `QImage`."""

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        offered = bool(_files(source)) or source.hasImage()
        return offered or super().canInsertFromMimeData(source)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := _files(source):
            self.files_offered.emit(files)
        elif source.hasImage() and not source.hasText():
            self.image_offered.emit(source.imageData())
        else:
            super().insertFromMimeData(source)


def _files(source: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile())
