"""The pictures of messages, small: asked for when they come into view, and drawn when there."""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath

from desktop.widgets.transcript.message import Message

LARGEST: Final = QSize(320, 240)
"""Device pixels that suffice on a dense screen too."""
_KEPT: Final = 32


class Thumbnails(QObject):
    """Images by the names that rows give them; those seen last are kept."""

    wanted = Signal(str)
    """An image to be handed to `keep`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()

    def image(self, name: str) -> QImage | None:
        """None while it is not there; it is asked for then, once."""
        if name in self._images:
            self._images.move_to_end(name)
            return self._images[name]
        if name not in self._asked:
            self._asked.add(name)
            self.wanted.emit(name)
        return None

    def keep(self, name: str, image: QImage) -> None:
        """A null image is one that cannot be shown, and is not asked for again."""
        self._images[name] = image
        self._asked.discard(name)
        if len(self._images) > _KEPT:
            self._images.popitem(last=False)


def paint_thumbnails(painter: QPainter, message: Message, thumbnails: Thumbnails) -> None:
    """Draw them at the painter's origin; what is not there yet has its place."""
    sheet = message.frame.sheet
    radius = sheet.space.radius
    for name, area in zip(message.row.pictures, message.picture_areas, strict=True):
        image, place = thumbnails.image(name), QRectF(area)
        if image is not None and not image.isNull():
            size = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(area.x(), area.y(), size.width(), size.height())
        shape = QPainterPath()
        shape.addRoundedRect(place, radius, radius)
        painter.fillPath(shape, sheet.color("surface"))
        if image is None or image.isNull():
            continue
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.drawImage(place, image)
        painter.restore()
