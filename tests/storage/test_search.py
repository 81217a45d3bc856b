import pytest
from builders import MIRA_AUTHOR, a_message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.storage.messages import edit_message_text
from engine.storage.search import search_messages
from engine.storage.turns import save_message


@pytest.fixture(autouse=True)
def _a_story(connection):
    save_message(connection, a_message(0, "Rain falls on the old inn. A lantern sways."))
    save_message(connection, a_message(1, "“The lantern is Élodie's,” she says.", MIRA_AUTHOR))


def found(connection, text, limit=10):
    return [hit.message for hit in search_messages(connection, text, limit)]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("lantern", ["m1", "m0"]),
        ("LANTERN rain", ["m0"]),
        ("elodie", ["m1"]),
        ("Élodie's lantern", ["m1"]),
        ("lan", ["m1", "m0"]),
        ("lan rain", []),
        ("harbour", []),
        ("rain OR lantern", []),
        ("", []),
        ("?!… *", []),
    ],
)
def test_messages_are_found_by_all_their_words(connection, text, messages):
    assert found(connection, text) == messages


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"rain',
        "AND",
        "rain NOT",
        "NEAR(rain lantern)",
        "text:rain",
        "rain*",
        "^rain",
        "-rain",
        "(rain",
        "rain'; DROP TABLE messages; --",
        "rain\0fall",
        "\ud83d rain",
        "a" * 100_000,
        "rain " * 2_000,
    ],
)
def test_no_text_is_taken_for_a_command(connection, text):
    search_messages(connection, text, 10)
    assert found(connection, "rain") == ["m0"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_can_be_searched_for(connection, text):
    search_messages(connection, text, 10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Rain", "falls", "on", "the", "old", "inn", "lantern", "sways"]),
        min_size=1,
    )
)
def test_a_message_is_found_by_any_of_its_words(connection, words):
    assert "m0" in found(connection, " ".join(words))


def test_a_hit_shows_the_words_in_their_place(connection):
    hit = search_messages(connection, "lantern", 1)[0]
    assert (hit.session_name, hit.author, hit.turn) == ("Rain", "Mira Oduya", 1)
    assert [hit.excerpt[start:end] for start, end in hit.matches] == ["lantern"]


def test_only_so_many_are_given_and_those_are_the_newest(connection):
    assert found(connection, "lantern", limit=1) == ["m1"]


def test_edited_words_are_found_and_the_old_ones_are_not(connection):
    edit_message_text(connection, "m0", "Snow covers the harbour.")
    assert found(connection, "harbour") == ["m0"]
    assert found(connection, "rain") == []


def test_marks_in_a_text_do_no_harm(connection):
    save_message(connection, a_message(2, "\x02odd\x03 lantern \x03"))
    (hit, *_) = search_messages(connection, "odd", 1)
    assert "lantern" in hit.excerpt
