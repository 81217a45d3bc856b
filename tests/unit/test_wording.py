"""A reply's text while it streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.play.wording import ReplyText


def shown(name, parts):
    reply = ReplyText(names=(name, "Wren"))
    given_back = "".join([reply.add(part) for part in parts] + [reply.finish(cut_off=False)])
    assert given_back == reply.text
    return given_back


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["Mira", " Oduya", ": ", "“Hush.”"], "“Hush.”"),
        (["Mira Oduya nods."], "Mira Oduya nods."),
        (["  \n", "Rain. ", " \n\n"], "Rain."),
        (["Mira"], "Mira"),
        (["Tam: no"], "Tam: no"),
        (["Wre", "n: no"], "no"),
        ([], ""),
    ],
)
def test_what_models_put_around_a_reply_is_dropped(parts, text):
    assert shown("Mira Oduya", parts) == text


@given(st.text(), st.lists(st.integers(0, 20), max_size=20))
def test_how_the_text_is_cut_up_makes_no_difference(text, cuts):
    parts, rest = [], text
    for cut in cuts:
        parts.append(rest[:cut])
        rest = rest[cut:]
    assert shown("Mira", [*parts, rest]) == shown("Mira", [text])


def near_the_limit(parts, *, cut_off):
    reply = ReplyText(names=("Mira",))
    shown_before = reply.add("She nods. ")
    reply.by_sentences = True
    given_back = "".join([reply.add(part) for part in parts] + [reply.finish(cut_off=cut_off)])
    assert shown_before + given_back == reply.text
    return reply.text


def test_a_sentence_that_the_limit_cuts_off_is_not_begun():
    parts = ["“Sit ", "down.” ", "Rain falls. The ", "lamp le"]
    assert near_the_limit(parts, cut_off=True) == "She nods. “Sit down.” Rain falls."
    assert near_the_limit(parts, cut_off=False).endswith("The lamp le")
