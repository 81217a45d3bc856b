"""The last answers to prompt packs: the newest of each, so many, and gone with their session."""

from datetime import timedelta

from builders import SESSION, TODAY
from ledger_rows import a_row

from engine.domain.answers import Answer
from engine.storage import last_answers
from engine.storage.last_answers import find_last, keep_last
from engine.storage.sessions import delete_session, purge_sessions


def keep(connection, key, text, session=SESSION):
    keep_last(connection, key, Answer(text=text, row=a_row()), session)


def texts(connection, *keys):
    found = (find_last(connection, key) for key in keys)
    return [each and each.text for each in found]


def test_the_newest_of_each_is_kept_and_those_given_longest_ago_go_first(connection, monkeypatch):
    monkeypatch.setattr(last_answers, "MOST", 2)
    for key, text in (("a", "one"), ("b", "two"), ("a", "three"), ("c", "four")):
        keep(connection, key, text)
    assert texts(connection, "a", "b", "c") == ["three", None, "four"]
    assert find_last(connection, "a").remembered


def test_they_are_forgotten_with_their_session_and_what_cannot_be_read_is_none(connection):
    keep(connection, "of a story", "one")
    keep(connection, "of none", "two", session=None)
    keep(connection, "spoilt", "three", session=None)
    connection.execute("UPDATE last_answers SET answer = '{' WHERE key = 'spoilt'")
    delete_session(connection, SESSION, TODAY)
    assert texts(connection, "of a story") == ["one"]
    purge_sessions(connection, TODAY + timedelta(days=1))
    assert texts(connection, "of a story", "of none", "spoilt") == [None, "two", None]
    assert connection.execute("SELECT count(*) FROM last_answers").fetchone() == (2,)
