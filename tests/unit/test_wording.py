"""A reply's text while it streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.play.wording import ReplyText


def shown(name, parts):
    reply = ReplyText(name=name)
    given_back = "".join([reply.add(part) for part in parts] + [reply.finish()])
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
