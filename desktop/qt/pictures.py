"""Pictures from bytes and back, made off the loop."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

_FORMATS: Final = ((b"PNG", -1), (b"JPEG", 90))
"""Each with its quality."""


def scaled_picture(data: bytes, most: QSize) -> QImage:
    """The picture, no larger than `most`; a null image if it cannot be shown."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > most.width() or size.height() > most.height()):
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def encoded_picture(image: QImage, most_bytes: int) -> bytes:
    """A picture without a file: without loss if that fits into `most_bytes`."""
    data = b""
    for format_, quality in _FORMATS:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(format_))
        writer.setQuality(quality)
        writer.write(image)
        data = bytes(buffer.data().data())
        if len(data) <= most_bytes:
            break
    return data
