import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.providers.sse import LONGEST_EVENT, EventDecoder


def data_of(*chunks: bytes) -> list[str]:
    decoder = EventDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)] + decoder.end()


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data:a\r\n\r\ndata:  b\r\n\r\n", ["a", " b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b": ping\n\nevent: message\nid: 1\ndata: a\n\n\n\n", ["a"]),
        (b"data: a", ["a"]),
        (b"data\n\nretry: 5\n\n", []),
        ("data: a\u2028b\x85c\n\n".encode(), ["a\u2028b\x85c"]),
        (b"", []),
    ],
)
@given(data=st.data())
def test_events_are_read_wherever_the_bytes_are_cut(stream, expected, data):
    cut = data.draw(st.integers(min_value=0, max_value=len(stream)))
    assert data_of(stream[:cut], stream[cut:]) == expected
    assert data_of(*(bytes([byte]) for byte in stream)) == expected


def test_what_is_no_text_is_no_event():
    with pytest.raises(ValueError, match="utf-8"):
        data_of(b"data: \xff\n\n")


@pytest.mark.parametrize("line", [b"x" * LONGEST_EVENT, b"data: " + b"x" * LONGEST_EVENT + b"\n"])
def test_an_event_without_end_is_given_up(line):
    with pytest.raises(ValueError, match="does not end"):
        data_of(line, b"xx")
