from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from builders import MIRA_AUTHOR, PLAYER_AUTHOR, SESSION, TODAY, a_message, an_adventure

from engine.domain.adventure import opening_state
from engine.domain.calls import Cost, CostSource, Usage
from engine.domain.ids import MessageId, ProfileId, RuleId, SessionId
from engine.domain.messages import ChatRole, MessageStatus, ReplyFacts
from engine.domain.prompts import Prompt, Segment, SegmentKind
from engine.domain.rules import (
    Answered,
    CueJudge,
    Judgement,
    ModelJudge,
    NoVerdict,
    SystemMessage,
    Unclear,
)
from engine.domain.sessions import Earlier, Summary, TurnRecord
from engine.domain.world import Cause, CauseKind, Effect, PlayerMoved, TimePassed
from engine.storage.messages import edit_message_text, insert_message, path_to
from engine.storage.prompts import load_prompt
from engine.storage.search import search_messages
from engine.storage.sessions import (
    create_session,
    delete_session,
    free_name,
    list_sessions,
    load_session,
    purge_sessions,
    rename_session,
    restore_session,
)
from engine.storage.summaries import latest_summary, save_summary
from engine.storage.tree import head_of
from engine.storage.turns import commit_turn, save_message

PASSED = Effect(change=TimePassed(minutes=5), cause=Cause(kind=CauseKind.TURN))
LATER = TODAY + timedelta(days=3)


def a_segment(text="You narrate.", *, included=True, reason="always"):
    return Segment(
        kind=SegmentKind.SYSTEM,
        title="Instructions",
        text=text,
        chat_role=ChatRole.SYSTEM,
        tokens=3,
        included=included,
        reason=reason,
    )


def a_prompt(*segments):
    return Prompt(segments=segments, messages=())


def play(connection, number, **changes):
    """A turn: the player's message `number`, saved, settled and answered."""
    player = a_message(number, author=PLAYER_AUTHOR)
    save_message(connection, replace(player, status=MessageStatus.PENDING))
    reply = replace(a_message(number + 1), **changes)
    commit_turn(
        connection,
        TurnRecord(session=SESSION, player=replace(player, effects=(PASSED,)), replies=(reply,)),
    )
    return reply


def rows_in(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_new_session_has_the_opening_of_its_adventure(connection):
    session = load_session(connection, SESSION)
    assert session.path == ()
    assert session.adventure == an_adventure()
    assert session.state == opening_state(an_adventure())


def test_an_unknown_session_or_message_is_not_found(connection):
    with pytest.raises(LookupError):
        load_session(connection, SessionId("nobody"))
    with pytest.raises(LookupError):
        path_to(connection, MessageId("nothing"))
    assert head_of(connection, SESSION) is None


def test_the_players_words_are_there_before_anything_else_happens(connection):
    pending = replace(a_message(0, author=PLAYER_AUTHOR), status=MessageStatus.PENDING)
    save_message(connection, pending)
    assert load_session(connection, SESSION).path == (pending,)


def test_a_turn_is_saved_with_everything_it_left_behind(connection):
    player = replace(a_message(0, "I open the door.", PLAYER_AUTHOR), status=MessageStatus.PENDING)
    save_message(connection, player)
    settled = replace(
        player,
        status=MessageStatus.COMPLETE,
        effects=(PASSED, replace(PASSED, change=PlayerMoved(to="quay"))),
        judgements=tuple(
            Judgement(rule=RuleId("r"), rule_name="R", question="Did it?", verdict=verdict)
            for verdict in (
                Answered(tag="yes", judge=CueJudge(cue="door"), evidence="the door"),
                Unclear(judge=ModelJudge(profile=ProfileId("p"), model="m"), confidence=0.5),
                NoVerdict(failure="Nobody answered."),
            )
        ),
        instructions=(SystemMessage(text="Be brief."),),
        dice=(4, 20),
    )
    first = replace(a_message(1, "Wet stone."), reasoning="Hm.", facts=some_facts("0.00012"))
    second = replace(a_message(2, "“Shut it!”", MIRA_AUTHOR), facts=some_facts(None))
    prompt = a_prompt(a_segment(), a_segment("Rain.", included=False, reason="no room"))
    commit_turn(
        connection,
        TurnRecord(
            session=SESSION,
            player=settled,
            replies=(first, second),
            prompts={first.id: prompt},
        ),
    )
    session = load_session(connection, SESSION)
    assert session.path == (settled, first, second)
    assert session.state.place == "quay"
    assert head_of(connection, SESSION) == second.id
    assert load_prompt(connection, first.id) == prompt.segments
    assert load_prompt(connection, second.id) == ()


def some_facts(amount):
    source = CostSource.PRICED if amount else CostSource.UNKNOWN
    return ReplyFacts(
        profile=ProfileId("main"),
        provider="somewhere",
        model="some/model",
        usage=Usage(input=900, output=80, cached=640),
        cost=Cost(amount=Decimal(amount) if amount else None, source=source),
        seconds=2.5,
    )


def test_a_turn_without_replies_leaves_the_head_where_it_is(connection):
    reply = play(connection, 0)
    player = path_to(connection, reply.id)[0]
    commit_turn(connection, TurnRecord(session=SESSION, player=player))
    assert head_of(connection, SESSION) == reply.id


def test_half_of_a_turn_is_never_saved(connection):
    save_message(connection, replace(a_message(0), status=MessageStatus.PENDING))
    astray = replace(a_message(2), parent=MessageId("nowhere"))
    turn = TurnRecord(session=SESSION, player=a_message(0), replies=(a_message(1), astray))
    connection.execute("BEGIN")
    with pytest.raises(LookupError):
        commit_turn(connection, turn)
    connection.execute("ROLLBACK")
    (message,) = load_session(connection, SESSION).path
    assert message.status is MessageStatus.PENDING


def test_a_message_is_not_hung_into_another_session(connection):
    create_session(connection, id="other", name="", adventure=an_adventure(), at=TODAY)
    insert_message(connection, a_message(0))
    with pytest.raises(LookupError):
        insert_message(connection, replace(a_message(1), session=SessionId("other")))


def test_editing_changes_the_words_and_marks_them_but_keeps_what_they_did(connection):
    reply = play(connection, 0, effects=(PASSED,))
    edit_message_text(connection, reply.id, "Other words.")
    assert load_session(connection, SESSION).path[-1] == replace(
        reply, text="Other words.", edited=True
    )


def test_segments_that_recur_are_stored_once(connection):
    parts = [a_segment(), a_segment("Rain.")]
    for number in (0, 2):
        player = a_message(number, author=PLAYER_AUTHOR)
        save_message(connection, player)
        reply = a_message(number + 1)
        commit_turn(
            connection,
            TurnRecord(
                session=SESSION,
                player=player,
                replies=(reply,),
                prompts={reply.id: a_prompt(*parts)},
            ),
        )
    assert rows_in(connection, "segments") == 2
    assert rows_in(connection, "prompts") == 4


def test_equal_adventures_are_kept_once_and_changed_ones_beside_them(connection):
    changed = replace(an_adventure(), intro="Snow falls.")
    create_session(connection, id="same", name="", adventure=an_adventure(), at=TODAY)
    create_session(connection, id="changed", name="", adventure=changed, at=TODAY)
    assert rows_in(connection, "adventures") == 2
    assert load_session(connection, SESSION).adventure == an_adventure()
    assert load_session(connection, SessionId("changed")).adventure == changed


def test_sessions_are_listed_last_played_first(connection):
    create_session(connection, id="later", name="Snow", adventure=an_adventure(), at=LATER)
    assert [each.name for each in list_sessions(connection)] == ["Snow", "Rain"]
    save_message(connection, replace(a_message(1), parent=None, written_at=LATER + timedelta(1)))
    first, _ = list_sessions(connection)
    assert (first.name, first.turn, first.played_at) == ("Rain", 1, LATER + timedelta(1))
    assert (first.adventure, first.adventure_title) == ("test", "A test")


def test_a_session_that_was_never_played_stands_at_the_start(connection):
    (listed,) = list_sessions(connection)
    assert (listed.turn, listed.place) == (0, "The Gull")


@pytest.mark.parametrize(
    ("taken", "free"),
    [([], "Rain 2"), (["Rain 2"], "Rain 3"), (["Rain 3"], "Rain 2"), (["Rain (branch)"], "Rain 2")],
)
def test_a_name_that_is_taken_is_numbered(connection, taken, free):
    for name in taken:
        create_session(connection, id=name, name=name, adventure=an_adventure(), at=TODAY)
    assert free_name(connection, "Rain") == free
    assert free_name(connection, "Snow") == "Snow"


def test_the_name_of_a_deleted_session_is_free(connection):
    delete_session(connection, SESSION, TODAY)
    assert free_name(connection, "Rain") == "Rain"


def test_a_session_takes_another_name(connection):
    rename_session(connection, SESSION, "Storm")
    assert load_session(connection, SESSION).name == "Storm"


def test_a_deleted_session_is_neither_listed_nor_found_until_it_is_restored(connection):
    play(connection, 0, text="A lantern.")
    delete_session(connection, SESSION, TODAY)
    assert list_sessions(connection) == ()
    assert search_messages(connection, "lantern", 5) == ()
    restore_session(connection, SESSION)
    assert [each.id for each in list_sessions(connection)] == [SESSION]
    assert len(search_messages(connection, "lantern", 5)) == 1


def test_purging_leaves_nothing_of_what_was_deleted_long_enough_ago(connection):
    for number in range(0, 3000, 2):  # deeper than SQLite follows references
        play(connection, number)
    commit_turn(
        connection,
        TurnRecord(
            session=SESSION,
            player=None,
            replies=(a_message(3000),),
            prompts={a_message(3000).id: a_prompt(a_segment())},
        ),
    )
    delete_session(connection, SESSION, TODAY)
    purge_sessions(connection, before=TODAY)
    assert rows_in(connection, "sessions") == 1
    purge_sessions(connection, before=LATER)
    tables = ("sessions", "messages", "snapshots", "adventures", "prompts", "segments")
    assert [rows_in(connection, table) for table in tables] == [0] * len(tables)


def test_purging_leaves_other_sessions_alone(connection):
    play(connection, 0)
    create_session(connection, id="old", name="", adventure=an_adventure(), at=TODAY)
    delete_session(connection, SessionId("old"), TODAY)
    before = load_session(connection, SESSION)
    purge_sessions(connection, before=LATER)
    assert load_session(connection, SESSION) == before


def test_the_latest_summary_on_the_way_is_the_one_that_counts(connection):
    for number in (0, 2, 4):
        play(connection, number)
    path = load_session(connection, SESSION).path
    message = [each.id for each in path]
    assert latest_summary(connection, path) is None
    for index in (1, 3):
        summary = Summary(session=SESSION, message=message[index], text=f"Up to {index}.")
        save_summary(connection, summary)
    assert latest_summary(connection, path) == Earlier(covers=4, text="Up to 3.")
    assert latest_summary(connection, path[:3]) == Earlier(covers=2, text="Up to 1.")


def test_a_summary_holds_for_every_branch_below_and_for_no_other(connection):
    play(connection, 0)
    save_summary(connection, Summary(session=SESSION, message=MessageId("m1"), text="So far."))
    insert_message(connection, replace(a_message(7), parent=MessageId("m1")))
    insert_message(connection, replace(a_message(8), parent=MessageId("m0")))
    assert latest_summary(connection, path_to(connection, MessageId("m7"))) == Earlier(
        covers=2, text="So far."
    )
    assert latest_summary(connection, path_to(connection, MessageId("m8"))) is None


def test_summaries_that_tell_of_edited_words_are_dropped(connection):
    for number in (0, 2):
        play(connection, number)
    for id_ in ("m1", "m3"):
        save_summary(connection, Summary(session=SESSION, message=MessageId(id_), text=id_))
    edit_message_text(connection, MessageId("m2"), "Something else.")
    assert latest_summary(connection, path_to(connection, MessageId("m3"))) == Earlier(
        covers=2, text="m1"
    )
