import pytest

from engine.domain.images import LARGEST_IMAGE, read_image
from engine.errors import FormatError


@pytest.mark.parametrize(
    ("start", "mime_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBP", "image/webp"),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(start, mime_type):
    image = read_image(start + b"rest")
    assert (image.mime_type, image.data) == (mime_type, start + b"rest")
    assert "rest" not in repr(image)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"RIFF....WAVE", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(FormatError, match="Choose a PNG, JPEG, WebP or GIF file"):
        read_image(data)


def test_a_picture_that_is_too_large_is_refused_with_its_size():
    with pytest.raises(FormatError, match=r"has 4\.0 MB, and models take at most 4 MB"):
        read_image(b"GIF89a" + bytes(LARGEST_IMAGE))
