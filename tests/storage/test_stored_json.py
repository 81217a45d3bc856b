from dataclasses import replace

import pytest
from builders import MIRA, NOON, QUAY, a_message, an_adventure
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.adventure import opening_state
from engine.domain.sessions import JournalEntry
from engine.domain.world import Cause, CauseKind, Effect, Scope, Variable, VariableSet
from engine.storage.columns import from_columns
from engine.storage.stored_json import (
    ADVENTURE,
    EFFECTS,
    JOURNAL_ENTRY,
    state_text,
    state_value,
    storable,
)

scalars = st.one_of(
    st.text(), st.booleans(), st.integers(-(2**80), 2**80), st.floats(allow_nan=False)
)
variables = st.builds(Variable, name=st.text(), scope=st.sampled_from(Scope), owner=st.text())


def setting(value, name="x"):
    return Effect(
        change=VariableSet(variable=Variable(name=name), value=value),
        cause=Cause(kind=CauseKind.HAND),
    )


@given(scalars)
def test_a_value_comes_back_as_what_it_was(value):
    (effect,) = EFFECTS.value(EFFECTS.text((setting(value),)))
    assert effect == setting(value)
    assert type(effect.change.value) is type(value)


@given(st.dictionaries(variables, scalars), st.datetimes())
def test_a_state_comes_back_as_it_was(values, time):
    state = replace(opening_state(an_adventure()), variables=values, time=time)
    assert state_value(state_text(state)) == state


def test_an_adventure_comes_back_as_it_was():
    assert ADVENTURE.value(ADVENTURE.text(an_adventure())) == an_adventure()


def test_a_journal_entry_comes_back_as_it_was():
    entry = JournalEntry(
        session=a_message(0).session,
        player=replace(a_message(1), effects=(setting(3),), dice=(4, 6)),
        open=a_message(2),
    )
    assert JOURNAL_ENTRY.value(JOURNAL_ENTRY.text(entry)) == entry


def test_equal_texts_share_one_value():
    text = EFFECTS.text((setting(1),))
    first, nothing, second = EFFECTS.values([text, None, text], missing=())
    assert first is second
    assert nothing == ()


def test_halves_of_a_character_are_joined_and_single_ones_replaced():
    assert storable("\ud83d\ude00 and \ud83d") == "😀 and \ufffd"
    (effect,) = EFFECTS.value(EFFECTS.text((setting("\ud83d\ude00\ude00"),)))
    assert effect.change.value == "😀\ufffd"


def test_values_made_from_columns_are_like_any_other():
    messages = (a_message(0), a_message(1), replace(a_message(2), dice=(MIRA, QUAY, NOON)))
    columns = {
        name: [getattr(message, name) for message in messages]
        for name in type(messages[0]).__slots__
    }
    assert from_columns(type(messages[0]), **columns) == messages
    with pytest.raises(TypeError, match="no field colour"):
        from_columns(type(messages[0]), **columns, colour=["red"] * 3)
    del columns["text"]
    with pytest.raises(KeyError):
        from_columns(type(messages[0]), **columns)
