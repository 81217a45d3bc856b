"""Telling thoughts from speech, however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.providers.base import ReasoningText, TextDelta
from engine.providers.thinking import ThinkingSplitter

pieces = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<thi", "nk>", "</", "think>", "<", " ", "\n", "a", "b "]
    )
)


def split(chunks: list[str]) -> tuple[str, str]:
    """Text and thought."""
    splitter = ThinkingSplitter()
    deltas = [delta for chunk in chunks for delta in splitter.feed(chunk)] + splitter.end()
    assert all(delta.text for delta in deltas)
    text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    thought = "".join(delta.text for delta in deltas if isinstance(delta, ReasoningText))
    return text, thought


@pytest.mark.parametrize(
    ("whole", "text", "thought"),
    [
        ("Hello.", "Hello.", ""),
        (" and then", " and then", ""),
        ("<think>hm</think>Hello.", "Hello.", "hm"),
        ("\n<think>hm\n</think>\n\nHello. ", "Hello. ", "hm\n"),
        ("<think></think>Hello.", "Hello.", ""),
        ("<think>never closed", "", "never closed"),
        ("Well. <think>hm</think> Yes.", "Well.  Yes.", "hm"),
        ("a < b and <thinner>", "a < b and <thinner>", ""),
        ("ends in <thi", "ends in <thi", ""),
        ("<think>a</thin", "", "a</thin"),
        ("  ", "  ", ""),
    ],
)
def test_thoughts_are_told_from_speech(whole, text, thought):
    assert split([whole]) == (text, thought)


@given(pieces)
def test_the_cuts_between_chunks_change_nothing(chunks):
    whole = "".join(chunks)
    assert split(chunks) == split([whole]) == split(list(whole))


@given(st.text(alphabet="<think>/ \n").filter(lambda text: "<think>" not in text))
def test_a_text_without_thoughts_keeps_every_character(whole):
    assert split(list(whole)) == (whole, "")


def test_speech_is_told_as_soon_as_it_cannot_be_a_mark():
    splitter = ThinkingSplitter()
    assert splitter.feed("Rain <") == [TextDelta(text="Rain ")]
    assert splitter.feed("3") == [TextDelta(text="<3")]
