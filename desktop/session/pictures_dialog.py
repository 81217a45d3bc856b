"""The pictures of a message, as large as the screen lets them be."""

import asyncio
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.qt.dialogs import accepted
from desktop.qt.pictures import scaled_picture
from desktop.texts import dialogs as dialog_texts
from desktop.texts import story as texts

_SHARE: Final = 0.7
"""Of the screen."""


class PicturesDialog(QDialog):
    def __init__(self, parent: QWidget, pictures: Sequence[QImage], most: QSize) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.SHOW_PICTURES)
        column = QWidget()
        inside = QVBoxLayout(column)
        for number, picture in enumerate(pictures, 1):
            inside.addWidget(_shown(picture, number), 0, Qt.AlignmentFlag.AlignHCenter)
        scrolled = QScrollArea(widgetResizable=True)
        scrolled.setWidget(column)
        buttons = QDialogButtonBox()
        buttons.addButton(dialog_texts.CLOSE, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled)
        layout.addWidget(buttons)
        wanted = column.sizeHint() + QSize(60, 90)
        self.resize(wanted.boundedTo(most))


async def shown(parent: QWidget, pictures: Sequence[bytes]) -> None:
    """Show the pictures until they are closed."""
    most = parent.screen().availableSize() * _SHARE
    large = [await asyncio.to_thread(scaled_picture, data, most) for data in pictures]
    await accepted(PicturesDialog(parent, large, most))


def _shown(picture: QImage, number: int) -> QLabel:
    label = QLabel()
    label.setAccessibleName(texts.PICTURE.format(number=number))
    if picture.isNull():
        label.setText(texts.NO_PICTURE)
    else:
        label.setPixmap(QPixmap.fromImage(picture))
    return label
