"""What the player is trying, and who answers."""

import pytest
from builders import (
    INN,
    MIRA,
    MIRA_AUTHOR,
    PLAYER_AUTHOR,
    QUAY,
    TAM,
    TOWER,
    a_message,
    an_adventure,
)

from engine.domain.adventure import opening_state
from engine.play.events import IntentKind
from engine.play.intent import read_intent
from engine.play.speakers import speakers

SPEECH, ACTION = IntentKind.SPEECH, IntentKind.ACTION
MOVEMENT, OUT = IntentKind.MOVEMENT, IntentKind.OUT_OF_CHARACTER


@pytest.mark.parametrize(
    ("text", "kind", "destinations"),
    [
        ("I slide the letter across the bar.", ACTION, ()),
        ('I smile. "Good evening."', SPEECH, ()),
        ("«Bonsoir», says the courier", SPEECH, ()),
        ("Ask Mira about the road", SPEECH, ()),
        ("What does the sign say?", SPEECH, ()),
        ("I go outside.", MOVEMENT, (QUAY,)),
        ("I walk to the quay and sit down", MOVEMENT, (QUAY,)),
        ("I climb the stairs", MOVEMENT, (TOWER,)),
        ("I run outside, then up the stairs", MOVEMENT, (QUAY, TOWER)),
        ("I don't go outside.", ACTION, ()),
        ('I say "go outside" to Tam', SPEECH, ()),
        ("I walk in circles", ACTION, ()),
        ("((can we skip ahead?))", OUT, ()),
        ("OOC: slower please", OUT, ()),
        ("", ACTION, ()),
    ],
)
def test_intent_is_read_from_cues(text, kind, destinations):
    adventure = an_adventure()
    reading = read_intent(text, adventure, opening_state(adventure))
    assert (reading.kind, reading.destinations) == (kind, destinations)
    assert reading.is_tie == (len(destinations) > 1)


def who_answers(text, kind, before=None, roll=lambda low, high: 50):
    adventure = an_adventure()
    path = (before or a_message(0), a_message(1, text, PLAYER_AUTHOR))
    found = speakers(kind, adventure, opening_state(adventure), path, roll)
    return [who and who.id for who in found]


def test_whoever_is_named_answers_in_the_order_of_naming():
    assert who_answers("Tam, fetch Mira", ACTION) == [TAM, MIRA]


def test_words_to_nobody_are_answered_by_whoever_spoke_last():
    assert who_answers("Why?", SPEECH, before=a_message(0, "Hush.", MIRA_AUTHOR)) == [MIRA]


def test_words_to_nobody_are_answered_by_someone_talkative():
    assert who_answers("Hello?", SPEECH) == [MIRA]
    assert who_answers("Hello?", SPEECH, roll=lambda low, high: 101) == [None]


def test_deeds_and_moves_are_narrated():
    assert who_answers("I sit down.", ACTION) == [None]
    assert who_answers("I leave Mira and go outside", MOVEMENT) == [None]


def test_nobody_who_is_elsewhere_answers():
    adventure = an_adventure()
    state = opening_state(adventure)
    assert state.place == INN
    alone = type(state)(scene=1, place=QUAY, time=state.time, cast=state.cast)
    path = (a_message(0), a_message(1, "Mira?", PLAYER_AUTHOR))
    assert speakers(SPEECH, adventure, alone, path, lambda low, high: 1) == (None,)
