"""Comparing, quoting and filling in text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.text import find_evidence, folded, substitute

JUDGED = "She says: “I’ll take\n it,  then.” Die STRASSE führt zur Straße. Déjà vu (again)."


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("The  Letter\n", "the letter"),
        ("“I’ll «go»”", '"I\'ll "go""'),
        ("Straße", "STRASSE"),
        (unicodedata.normalize("NFD", "Déjà"), "déjà"),
    ],
)
def test_texts_that_differ_only_in_how_they_are_set_fold_alike(text, other):
    assert folded(text) == folded(other)


def test_different_words_fold_differently():
    assert folded("letter") != folded("letters")


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("take it, THEN", "take\n it,  then"),
        ("I'll take it", "I’ll take\n it"),
        ('says: "I', "says: “I"),
        ('"then."', "then."),
        ("führt zur Straße", "führt zur Straße"),
        ("(again)", "(again)"),
        (unicodedata.normalize("NFD", "Déjà vu"), "Déjà vu"),
        (".*", None),
        ("take that", None),
        ("", None),
        (" \"' ", None),
    ],
)
def test_evidence_is_found_in_the_judged_texts_own_words(quote, found):
    assert find_evidence(quote, JUDGED) == found


@given(st.data(), st.text(max_size=80))
def test_every_stretch_of_a_text_is_found_in_it(data, text):
    text = unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text)))
    quote = data.draw(st.integers(start, len(text)).map(lambda end: text[start:end]))
    evidence = find_evidence(quote, text)
    if folded(quote).strip("\"' "):
        assert evidence is not None
    assert evidence is None or evidence in text


@given(st.text(), st.text())
def test_evidence_is_always_a_stretch_of_the_judged_text(quote, judged):
    evidence = find_evidence(quote, judged)
    assert evidence is None or (evidence and evidence in unicodedata.normalize("NFC", judged))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(player), (Character), (SETTING)", "<player>, <character>, <setting>"),
        ("[global,gold]", "global:gold"),
        ("[Actor, trust of hers ]", "actor:trust of hers"),
        ("[character,a][player,b][setting,c]", "character:aplayer:bsetting:c"),
        ("(someone) [world,x] [global] [global,]", "(someone) [world,x] [global] [global,]"),
        ("[global,a\nb]", "[global,a\nb]"),
        ("nothing", "nothing"),
    ],
)
def test_placeholders_are_filled_in(text, expected):
    assert substitute(text, "<{}>".format, "{}:{}".format) == expected


def test_what_is_filled_in_is_not_filled_in_again():
    assert substitute("[global,x]", str, lambda *_: "(player) [global,x]") == "(player) [global,x]"
