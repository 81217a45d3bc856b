"""A reply that goes on: what is joined, what is left out, and what it cost together."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_message
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.ids import ProfileId
from engine.domain.messages import ReplyFacts
from engine.play.continuing import ContinuedText, together

BEFORE = "She takes the letter. The fire in the grate"


def shown(before, raw, *, exactly=False, size=3):
    text = ContinuedText(before=before, names=("Mira Oduya", "Tam"), exactly=exactly)
    parts = [text.add(raw[at : at + size]) for at in range(0, len(raw), size)]
    return before + "".join((*parts, text.finish(cut_off=False)))


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        ("cracks.", f"{BEFORE} cracks."),
        (" cracks.", f"{BEFORE} cracks."),
        (", too, cracks.", f"{BEFORE}, too, cracks."),
        ("\n\nOutside it rains.", f"{BEFORE}\n\nOutside it rains."),
        ("Mira Oduya: cracks.", f"{BEFORE} cracks."),
        (f"{BEFORE} cracks.", f"{BEFORE} cracks."),
        ("The fire in the grate cracks.", f"{BEFORE} cracks."),
        ("The fire in the hall cracks.", f"{BEFORE} The fire in the hall cracks."),
        ("", BEFORE),
        (BEFORE, BEFORE),
    ],
)
def test_new_words_follow_the_old_ones_and_repeat_none(raw, whole):
    assert shown(BEFORE, raw) == whole


def test_half_a_word_is_completed_only_where_the_model_goes_on_at_the_letter():
    assert shown("The la", "ntern sways.", exactly=True) == "The lantern sways."
    assert shown("The old", "lantern sways.") == "The old lantern sways."


def test_a_short_sentence_may_be_said_again():
    assert shown("“No.”", "“No.” He leaves.") == "“No.” “No.” He leaves."


@given(st.text(max_size=80), st.integers(1, 7))
def test_nothing_of_the_old_words_is_lost_and_pieces_do_not_matter(raw, size):
    whole = shown(BEFORE, raw, size=size)
    assert whole.startswith(BEFORE)
    assert whole == shown(BEFORE, raw, size=max(len(raw), 1))


def facts(amount, output):
    return ReplyFacts(
        profile=ProfileId("p"),
        provider="somewhere",
        model="big",
        usage=Usage(input=100, output=output),
        cost=Cost(amount=amount, source=CostSource.PRICED),
        seconds=1.5,
    )


def test_what_two_calls_took_is_added_up():
    begun = replace(a_message(1), facts=facts(Decimal("0.25"), 10))
    both = together(begun, facts(Decimal("0.50"), 5))
    assert (both.usage.output, both.cost.amount, both.seconds) == (15, Decimal("0.75"), 3.0)
    assert together(a_message(1), facts(None, 5)) == facts(None, 5)
    assert together(begun, facts(None, 5)).cost.amount is None
