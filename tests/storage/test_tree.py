"""The session tree: branches, and the state of the world at every message of them."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from operator import is_
from unittest.mock import patch

import pytest
from builders import (
    INN,
    LETTER,
    PLAYER_AUTHOR,
    QUAY,
    SESSION,
    TODAY,
    TOWER,
    a_message,
    an_adventure,
)
from hypothesis import given
from hypothesis import strategies as st
from libraries import begin_session

from engine.domain.adventure import opening_state
from engine.domain.ids import MessageId, SessionId
from engine.domain.messages import Message, MessageStatus
from engine.domain.sessions import TurnRecord
from engine.domain.world import (
    Cause,
    CauseKind,
    Effect,
    Holder,
    HolderKind,
    ItemMoved,
    PlayerMoved,
    SceneStarted,
    TimePassed,
    Variable,
    VariableSet,
    WorldState,
    fold,
)
from engine.storage import states
from engine.storage.last_session import LastSession, watch
from engine.storage.messages import edit_message_text, insert_message, set_effects
from engine.storage.migrations import migrate
from engine.storage.sessions import create_session, list_sessions, load_session
from engine.storage.states import state_at
from engine.storage.tree import all_swipes, choose_branch, head_of, set_head, swipes
from engine.storage.turns import commit_turn, save_message

OTHER = SessionId("other")

changes = st.one_of(
    st.builds(
        VariableSet,
        variable=st.builds(Variable, name=st.sampled_from("ab")),
        value=st.one_of(st.integers(), st.text(max_size=3), st.booleans()),
    ),
    st.builds(SceneStarted),
    st.builds(PlayerMoved, to=st.sampled_from([INN, QUAY, TOWER])),
    st.builds(
        ItemMoved,
        item=st.just(LETTER),
        to=st.builds(Holder, kind=st.just(HolderKind.PLACE), id=st.sampled_from([INN, QUAY])),
    ),
    st.builds(TimePassed, minutes=st.integers(0, 600)),
)
effects = st.lists(
    st.builds(Effect, change=changes, cause=st.just(Cause(kind=CauseKind.TURN))), max_size=3
).map(tuple)
deeds = st.one_of(
    st.tuples(st.just("turn"), effects, st.lists(effects, max_size=3)),
    st.tuples(st.just("swipe"), st.integers(0), effects),
    st.tuples(st.just("choose"), st.integers(0)),
    st.tuples(st.just("change by hand"), st.integers(0), effects),
    st.tuples(st.just("edit"), st.integers(0)),
)


@dataclass
class Tree:
    """What the library should hold, kept in the plainest way beside it."""

    connection: sqlite3.Connection
    messages: dict[MessageId, Message] = field(default_factory=dict)
    head: MessageId | None = None

    def do(self, name, *details):
        getattr(self, name.replace(" ", "_"))(*details)

    def turn(self, before, after):
        player = self._next(self.head, before, PLAYER_AUTHOR)
        save_message(self.connection, replace(player, status=MessageStatus.PENDING, effects=()))
        self._add(player)
        replies = []
        for each in after:
            replies.append(self._next(self.head, each))
            self._add(replies[-1])
        record = TurnRecord(session=SESSION, player=player, replies=tuple(replies))
        commit_turn(self.connection, record)

    def swipe(self, which, after):
        if self.messages:
            reply = self._next(self._pick(which).parent, after)
            self._add(reply)
            record = TurnRecord(session=SESSION, player=None, replies=(reply,))
            commit_turn(self.connection, record)

    def choose(self, which):
        if self.messages:
            self.head = choose_branch(self.connection, SESSION, self._pick(which).id)

    def change_by_hand(self, which, after):
        if self.messages:
            message = self._pick(which)
            self.messages[message.id] = replace(message, effects=after)
            set_effects(self.connection, message.id, after)

    def edit(self, which):
        if self.messages:
            message = self._pick(which)
            self.messages[message.id] = replace(message, text="Edited.", edited=True)
            edit_message_text(self.connection, message.id, "Edited.")

    def path(self, message: MessageId | None) -> tuple[Message, ...]:
        path = []
        while message is not None:
            path.append(self.messages[message])
            message = path[-1].parent
        return tuple(reversed(path))

    def state(self, message: MessageId | None) -> WorldState:
        caused = (effect for each in self.path(message) for effect in each.effects)
        return fold(opening_state(an_adventure()), caused)

    def _pick(self, which):
        return list(self.messages.values())[which % len(self.messages)]

    def _next(self, parent, after, author=PLAYER_AUTHOR):
        message = a_message(len(self.messages), author=author)
        return replace(message, parent=parent, effects=after)

    def _add(self, message):
        self.messages[message.id] = message
        self.head = message.id


@given(st.lists(deeds, max_size=25), st.sampled_from([1, 3, 64]))
def test_the_state_at_every_message_is_what_its_branch_brought_about(deeds, distance):
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as connection,
        patch.object(states, "_MESSAGES_PER_SNAPSHOT", distance),
    ):
        migrate(connection)
        begin_session(connection)
        tree = Tree(connection)
        for deed in deeds:
            tree.do(*deed)
            assert_is_kept(tree)
        connection.execute("DELETE FROM snapshots")
        assert_is_kept(tree)


@given(st.lists(st.tuples(deeds, st.booleans()), max_size=25))
def test_a_session_that_was_loaded_before_is_what_it_would_be_if_read_anew(deeds):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        watch(connection)
        begin_session(connection)
        create_session(connection, id=OTHER, name="Other", adventure=an_adventure(), at=TODAY)
        tree, last = Tree(connection), LastSession()
        for number, (deed, is_loaded) in enumerate(deeds):
            tree.do(*deed)
            if number % 7 == 3:
                assert last.load(connection, OTHER).id == OTHER
            if is_loaded:
                assert last.load(connection, SESSION) == load_session(connection, SESSION)
        assert last.load(connection, SESSION) == load_session(connection, SESSION)


def test_of_a_session_that_was_loaded_before_only_what_changed_is_read(connection):
    watch(connection)
    tree, last = Tree(connection), LastSession()
    for _ in range(3):
        tree.turn((), [()])
    first = last.load(connection, SESSION)
    assert last.load(connection, SESSION) is first
    tree.turn(passing(5), [()])
    longer = last.load(connection, SESSION)
    assert all(map(is_, first.path, longer.path))
    assert len(longer.path) == len(first.path) + 2
    assert longer.adventure is first.adventure
    set_effects(connection, longer.path[4].id, passing(9))
    changed = last.load(connection, SESSION)
    assert list(map(is_, changed.path, longer.path)) == [True] * 4 + [False] * 4


def assert_is_kept(tree):
    session = load_session(tree.connection, SESSION)
    assert session.path == tree.path(tree.head)
    assert session.state == tree.state(tree.head)
    (listed,) = list_sessions(tree.connection)
    assert listed.place == an_adventure().place(session.state.place).name
    for message in tree.messages:
        assert state_at(tree.connection, message) == tree.state(message)


def passing(minutes):
    return (Effect(change=TimePassed(minutes=minutes), cause=Cause(kind=CauseKind.TURN)),)


def test_choosing_another_swipe_changes_the_world(connection):
    save_message(connection, a_message(0, author=PLAYER_AUTHOR))
    for number, minutes in ((1, 5), (2, 60)):
        reply = replace(a_message(number), parent=MessageId("m0"), effects=passing(minutes))
        commit_turn(connection, TurnRecord(session=SESSION, player=None, replies=(reply,)))
    late = load_session(connection, SESSION)
    choose_branch(connection, SESSION, MessageId("m1"))
    early = load_session(connection, SESSION)
    assert (late.head, early.head) == ("m2", "m1")
    assert (late.state.time - early.state.time).total_seconds() == 55 * 60


def a_tree(connection, *edges):
    """Messages with these (number, parent's number), each saved after the other."""
    for number, parent in edges:
        above = None if parent is None else MessageId(f"m{parent}")
        save_message(connection, replace(a_message(number), parent=above))


def test_swipes_answer_the_same_message_in_the_order_they_came(connection):
    a_tree(connection, (0, None), (1, 0), (2, 1), (3, 0), (4, None))
    assert swipes(connection, MessageId("m1")) == ("m1", "m3")
    assert swipes(connection, MessageId("m2")) == ("m2",)
    assert swipes(connection, MessageId("m4")) == ("m0", "m4")


def test_all_swipes_name_only_messages_that_have_some(connection):
    a_tree(connection, (0, None), (1, 0), (2, 1), (3, 0), (4, None))
    answers, openings = ("m1", "m3"), ("m0", "m4")
    swipes_of = dict.fromkeys(answers, answers) | dict.fromkeys(openings, openings)
    assert all_swipes(connection, SESSION) == swipes_of


def test_a_branch_goes_on_where_it_was_played_last(connection):
    a_tree(connection, (0, None), (1, 0), (2, 1), (3, 1), (4, 0))
    set_head(connection, SESSION, MessageId("m2"))
    set_head(connection, SESSION, MessageId("m4"))
    assert choose_branch(connection, SESSION, MessageId("m1")) == "m2"
    assert head_of(connection, SESSION) == "m2"


def test_a_branch_that_was_never_played_goes_on_at_its_newest_message(connection):
    a_tree(connection, (0, None))
    for number, parent in ((1, 0), (2, 1), (3, 2)):
        message = replace(a_message(number), parent=MessageId(f"m{parent}"))
        insert_message(connection, message)
    assert choose_branch(connection, SESSION, MessageId("m1")) == "m3"


def test_a_session_can_go_back_to_before_its_first_message(connection):
    a_tree(connection, (0, None), (1, 0))
    set_head(connection, SESSION, None)
    session = load_session(connection, SESSION)
    assert (session.path, session.turn) == ((), 0)
    assert session.state == opening_state(an_adventure())


@pytest.mark.parametrize("move", [set_head, choose_branch])
def test_a_session_does_not_go_to_a_message_it_does_not_have(connection, move):
    a_tree(connection, (0, None))
    with pytest.raises(LookupError):
        move(connection, SESSION, MessageId("m9"))
    assert head_of(connection, SESSION) == "m0"


def test_snapshots_come_every_so_often(connection):
    a_tree(connection, *((number, number - 1 if number else None) for number in range(130)))
    assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (3,)
