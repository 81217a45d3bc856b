"""A picture that the player chose, as it lies on the disk."""

from pathlib import Path

from engine.domain.images import LARGEST_IMAGE, Image, read_image
from engine.errors import FormatError


def read_picture_file(path: Path) -> Image:
    """The picture in a file. Raise `FormatError` for one that no model takes, or cannot be read."""
    try:
        with path.open("rb") as file:
            # One byte more than is taken: a film of some gigabytes need not be read to be refused.
            data = file.read(LARGEST_IMAGE + 1)
            size = path.stat().st_size
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise FormatError(f"{path.name} could not be read: {reason}. Choose another.") from error
    return read_image(data, size=max(size, len(data)))
