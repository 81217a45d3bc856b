"""Words and patterns that settle questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.rules import Cue
from engine.rules.cues import cue_match

JUDGED = "I give Mara the letter. Then I don’t say why; letters are\nletters, and Mara smiles."

CASES = [
    (Cue(text="letter"), "letter"),
    (Cue(text="LETTER"), "letter"),
    (Cue(text="lett"), None),
    (Cue(text="letter give"), "give Mara the letter"),
    (Cue(text="mara letters"), "letters, and Mara"),
    (Cue(text="mara mara"), "Mara"),
    (Cue(text="give sword"), None),
    (Cue(text="don't"), "don’t"),
    (Cue(text="smiles."), "smiles."),
    (Cue(text="are letters"), "letters are"),
    (Cue(text=""), None),
    (Cue(text="  "), None),
    (Cue(text=r"give \w+ the (letter|note)", pattern=True), "give Mara the letter"),
    (Cue(text=r"GIVE", pattern=True), "give"),
    (Cue(text=r"sword", pattern=True), None),
    (Cue(text=r"(unclosed", pattern=True), None),
    (Cue(text=r"x{99999999999999999999}", pattern=True), None),
    (Cue(text="(" * 9000 + ")" * 9000, pattern=True), None),
    (Cue(text=r"x*", pattern=True), None),
]


@pytest.mark.parametrize(("cue", "expected"), CASES)
def test_a_cue_matches_whole_words_or_its_pattern(cue, expected):
    assert cue_match(cue, JUDGED) == expected


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.sets(st.sampled_from("abcd"), min_size=1))
def test_the_matched_stretch_is_the_shortest_that_holds_all_words(said, words):
    judged = " ".join(said)
    stretches = [
        said[start:end]
        for start in range(len(said))
        for end in range(start + 1, len(said) + 1)
        if words <= set(said[start:end])
    ]
    matched = cue_match(Cue(text=" ".join(words)), judged)
    assert (matched is None) == (not stretches)
    if matched is not None:
        assert matched.split() == min(stretches, key=len)


@pytest.mark.filterwarnings("ignore::FutureWarning")  # what Python may say of odd patterns
@given(st.text(), st.text(min_size=1), st.booleans())
def test_what_a_cue_matched_is_in_the_text(judged, text, pattern):
    matched = cue_match(Cue(text=text, pattern=pattern), judged)
    assert matched is None or (matched and matched in judged)
