"""The pictures that go with what is being written, each with a button that takes it out."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.qt.icons import Icon, set_icon
from desktop.qt.theme import Theme
from desktop.texts import composer as texts
from desktop.widgets.labels import label
from engine.domain.images import Image

THUMBNAIL: Final = 52
"""Pixels at a text scale of 1."""
_GAP: Final = 6
_IN_A_LINE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture, and how it looks small."""

    image: Image
    name: str
    thumbnail: QImage


class Attached(QWidget):
    """Hidden while there are none."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._attachments: tuple[Attachment, ...] = ()
        self._chips = QGridLayout()
        self._chips.setSpacing(_GAP)
        self.note = label("", "small")
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(self._chips)
        layout.addWidget(self.note)
        theme.changed.connect(self._show)
        self._show()

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(each.image for each in self._attachments)

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """What takes the pictures out, in their order."""
        return tuple(self.findChildren(QToolButton))

    def add(self, attachment: Attachment) -> None:
        self._set((*self._attachments, attachment))

    def clear(self) -> None:
        self._set(())

    def show_note(self, note: str) -> None:
        """What the player should know before they are sent."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _remove(self, attachment: Attachment) -> None:
        self._set(tuple(each for each in self._attachments if each is not attachment))

    def _set(self, attachments: tuple[Attachment, ...]) -> None:
        if attachments != self._attachments:
            self._attachments = attachments
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        while item := self._chips.takeAt(0):
            if chip := item.widget():
                chip.setParent(None)
                chip.deleteLater()
        for number, attachment in enumerate(self._attachments):
            self._chips.addWidget(self._chip(attachment), *divmod(number, _IN_A_LINE))
        self._chips.setColumnStretch(_IN_A_LINE, 1)
        self.note.setVisible(bool(self.note.text()))
        self.setVisible(bool(self._attachments))

    def _chip(self, attachment: Attachment) -> QFrame:
        chip = QFrame()
        chip.setProperty("look", "strip")
        side = self._theme.px(THUMBNAIL)
        picture = QLabel()
        picture.setPixmap(_fitted(attachment.thumbnail, side, self.devicePixelRatioF()))
        picture.setAccessibleName(attachment.name)
        chip.setToolTip(attachment.name)
        button = QToolButton()
        button.setProperty("look", "flat")
        set_icon(button, self._theme, Icon.CLOSE)
        button.setAccessibleName(texts.TAKE_OUT.format(name=attachment.name))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda: self._remove(attachment))
        layout = QHBoxLayout(chip)
        layout.setContentsMargins(4, 4, 2, 4)
        layout.setSpacing(2)
        layout.addWidget(picture)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return chip


def _fitted(thumbnail: QImage, side: int, ratio: float) -> QPixmap:
    device = round(side * ratio)
    pixmap = QPixmap.fromImage(
        thumbnail.scaled(
            QSize(device, device),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
