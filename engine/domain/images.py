"""Pictures that go to a model beside a text. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.errors import FormatError

LARGEST_IMAGE: Final = 4 * 1024 * 1024
"""Bytes. The strictest of the large services takes 5 MB, in an encoding that adds a third."""

MOST_IMAGES: Final = 8
"""In one prompt."""

IMAGE_TOKENS: Final = 1600
"""What a picture is counted as: services shrink larger ones to about this much."""

_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture as a file holds it."""

    mime_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that the library keeps, known by the hash of its bytes."""

    hash: str
    mime_type: str


def picture_of(image: Image) -> Picture:
    # Not before: it loads OpenSSL, and the window imports this module before it is painted.
    from hashlib import sha256

    return Picture(hash=sha256(image.data).hexdigest(), mime_type=image.mime_type)


def check_number(images: Sequence[Image]) -> None:
    """Raise `FormatError` for more pictures than are sent with one message."""
    if len(images) > MOST_IMAGES:
        raise FormatError(
            f"These are {len(images)} pictures, and at most {MOST_IMAGES} go with a message. "
            "Take some of them out."
        )


def read_image(data: bytes, size: int | None = None) -> Image:
    """The picture in `data`, which may be only the beginning of one that has `size` bytes.

    Raise `FormatError` for one that no model takes.
    """
    size = len(data) if size is None else size
    mime_type = _type_of(data)
    if mime_type is None:
        raise FormatError(
            "This is not a picture that models can see. Choose a PNG, JPEG, WebP or GIF file."
        )
    if size > LARGEST_IMAGE:
        raise FormatError(
            f"This picture has {size / 2**20:.1f} MB, and models take at most "
            f"{LARGEST_IMAGE // 2**20} MB. Make it smaller, then add it again."
        )
    return Image(mime_type=mime_type, data=data)


def _type_of(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)
