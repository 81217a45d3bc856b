"""Messages cut into pieces: the pieces mean what the whole means."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.markdown import parse
from desktop.widgets.transcript.pieces import grown, pieces_of

SOURCES = st.lists(
    st.sampled_from(
        [
            "a b c. ",
            "\n\n",
            "\n",
            "```\n",
            "- x\n",
            "  y",
            "> z\n",
            "*e*",
            "# h\n",
            "1. q\n",
            "w" * 700,
        ]
    ),
    max_size=30,
).map("".join)


@given(SOURCES)
def test_pieces_parsed_one_by_one_are_the_whole_parsed_at_once(source):
    parts = chain.from_iterable(piece.blocks() for piece in pieces_of(source))
    assert tuple(parts) == parse(source)


@given(SOURCES | st.text(), st.data())
def test_text_that_grew_is_cut_as_if_it_came_at_once(source, data):
    length = data.draw(st.integers(0, len(source)))
    assert grown(pieces_of(source[:length]), source) == pieces_of(source)


@given(st.lists(st.sampled_from(["word ", "\n", "\n\n", "x" * 3_000, "*" * 4_000])).map("".join))
def test_no_character_is_lost_however_long_a_block_is(source):
    assert "".join(piece.source for piece in pieces_of(source)) == source


@pytest.mark.parametrize("text", ["[" * 50_000, "word " * 20_000, "> " * 10_000, "*a" * 400_000])
def test_no_piece_is_long_whatever_the_text(text):
    assert max(len(piece.source) for piece in pieces_of(text)) <= 6_000


def test_ten_megabytes_are_cut_without_being_read():
    pieces = pieces_of("*word* " * 1_500_000)
    assert not any(piece.formatted for piece in pieces)
