from dataclasses import replace

import pytest
from builders import PLAYER_AUTHOR, SESSION, a_message

from engine.domain.messages import MessageStatus
from engine.domain.sessions import JournalEntry, TurnRecord
from engine.domain.world import Cause, CauseKind, Effect, TimePassed
from engine.storage.journal import journal_write, recover
from engine.storage.sessions import load_session
from engine.storage.turns import commit_turn, save_message

PASSED = Effect(change=TimePassed(minutes=5), cause=Cause(kind=CauseKind.TURN))
PLAYER = replace(a_message(0, "I wait.", PLAYER_AUTHOR), effects=(PASSED,))


@pytest.fixture(autouse=True)
def _a_turn_has_begun(connection):
    save_message(connection, replace(PLAYER, status=MessageStatus.PENDING, effects=()))


def killed_after(connection, *entries: JournalEntry):
    for entry in entries:
        journal_write(connection, entry)
    return recover(connection)


def path_of(connection):
    return load_session(connection, SESSION).path


def test_a_turn_cut_short_keeps_its_finished_replies_and_the_one_being_written(connection):
    begun = replace(a_message(2, "She says"), reasoning="Hm.")
    (recovered,) = killed_after(
        connection,
        JournalEntry(session=SESSION, player=PLAYER),
        JournalEntry(session=SESSION, player=PLAYER, open=a_message(1, "Rain")),
        JournalEntry(session=SESSION, player=PLAYER, finished=(a_message(1),), open=begun),
    )
    broken_off = replace(begun, status=MessageStatus.INTERRUPTED)
    assert path_of(connection) == (PLAYER, a_message(1), broken_off)
    assert (recovered.name, recovered.replies) == ("Rain", ("m1", "m2"))
    assert recovered.interrupted == "m2"


def test_the_world_is_what_the_recovered_messages_made_of_it(connection):
    later = replace(a_message(1), effects=(PASSED,))
    before = load_session(connection, SESSION).state
    killed_after(connection, JournalEntry(session=SESSION, player=PLAYER, finished=(later,)))
    passed = load_session(connection, SESSION).state.time - before.time
    assert passed.total_seconds() == 10 * 60


def test_a_reply_without_text_is_dropped(connection):
    (recovered,) = killed_after(
        connection,
        JournalEntry(
            session=SESSION, player=PLAYER, finished=(a_message(1),), open=a_message(2, "")
        ),
    )
    assert path_of(connection) == (PLAYER, a_message(1))
    assert (recovered.replies, recovered.interrupted) == (("m1",), None)


def test_words_that_were_settled_but_not_answered_stay_settled(connection):
    assert killed_after(connection, JournalEntry(session=SESSION, player=PLAYER)) == ()
    assert path_of(connection) == (PLAYER,)


def test_a_further_swipe_cut_short_leaves_the_first_one_in_the_tree(connection):
    commit_turn(connection, TurnRecord(session=SESSION, player=PLAYER, replies=(a_message(1),)))
    swipe = replace(a_message(2, "Other"), parent=PLAYER.id)
    killed_after(connection, JournalEntry(session=SESSION, player=PLAYER, open=swipe))
    assert [message.id for message in path_of(connection)] == ["m0", "m2"]


def test_a_turn_that_ended_well_is_not_recovered(connection):
    journal_write(connection, JournalEntry(session=SESSION, player=PLAYER, open=a_message(1)))
    commit_turn(connection, TurnRecord(session=SESSION, player=PLAYER, replies=(a_message(1),)))
    assert recover(connection) == ()


def test_what_was_recovered_is_recovered_once(connection):
    entry = JournalEntry(session=SESSION, player=PLAYER, open=a_message(1))
    assert len(killed_after(connection, entry)) == 1
    assert recover(connection) == ()


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE journal SET entry = '{\"session\":'",
        """UPDATE journal SET entry = replace(entry, '"m0"', '"m9"')""",
    ],
)
def test_an_entry_that_does_not_fit_is_kept_and_changes_nothing(connection, spoil):
    before = load_session(connection, SESSION)
    journal_write(connection, JournalEntry(session=SESSION, player=PLAYER, open=a_message(1)))
    connection.execute(spoil)
    assert recover(connection) == ()
    assert load_session(connection, SESSION) == before
    assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)


@pytest.mark.expects_log
def test_an_entry_whose_reply_is_there_already_changes_nothing(connection):
    save_message(connection, a_message(1))
    before = load_session(connection, SESSION)
    entry = JournalEntry(session=SESSION, player=PLAYER, finished=(a_message(1),))
    assert killed_after(connection, entry) == ()
    assert load_session(connection, SESSION) == before
