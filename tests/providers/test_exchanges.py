from hypothesis import given
from hypothesis import strategies as st

from engine.domain.messages import ChatMessage, ChatRole
from engine.providers.exchanges import CONTINUE, OPENING, exchange_of

SYSTEM, USER, ASSISTANT = ChatRole


def said(*messages: tuple[ChatRole, str]) -> list[ChatMessage]:
    return [ChatMessage(chat_role=role, text=text) for role, text in messages]


def turns(*messages: tuple[ChatRole, str]) -> list[tuple[ChatRole, str]]:
    return [(turn.chat_role, turn.text) for turn in exchange_of(said(*messages)).turns]


def test_the_system_stands_apart_only_at_the_beginning():
    exchange = exchange_of(said((SYSTEM, "A"), (SYSTEM, "B"), (USER, "C"), (SYSTEM, "D")))
    assert exchange.system == "A\n\nB"
    assert [turn.text for turn in exchange.turns] == ["C\n\nD"]


def test_a_story_that_begins_with_its_teller_is_asked_to_begin():
    assert turns((ASSISTANT, "Rain."), (USER, "I wait.")) == [
        (USER, OPENING),
        (ASSISTANT, "Rain."),
        (USER, "I wait."),
    ]


def test_a_teller_with_the_last_word_is_asked_to_go_on():
    assert turns((USER, "I wait."), (ASSISTANT, "Rain."))[-1] == (USER, CONTINUE)


def test_what_is_empty_is_left_out():
    assert turns((USER, "A"), (ASSISTANT, "  "), (USER, "B")) == [(USER, "A\n\nB")]


@given(st.lists(st.tuples(st.sampled_from(ChatRole), st.text(alphabet="ab \n", max_size=3))))
def test_the_sides_alternate_whatever_was_said_and_nothing_is_lost(messages):
    exchange = exchange_of(said(*messages))
    roles = [turn.chat_role for turn in exchange.turns]
    assert roles == [USER if number % 2 == 0 else ASSISTANT for number in range(len(roles))]
    assert roles[-1] is USER
    whole = "".join((exchange.system, *(turn.text for turn in exchange.turns)))
    assert all(text in whole for _, text in messages if text.strip())
