"""The program as a player has it: a window, a keyboard, the model that comes with it."""

import sys

import pytest
from engines import paths_in
from real_window import (
    a_display,
    a_real_window,
    missing_programs,
    processes_of,
    wait_for,
)

from engine.domain.messages import AuthorKind, MessageStatus

pytestmark = [
    pytest.mark.window,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is a program for Linux"),
]

MOVES = (
    "I slide the sealed letter across the bar to Mira.",
    "I shake the rain from my coat and listen to the storm.",
    "I ask Tam what the lamp has been listening to.",
)
LAST_MOVE = "I lean over the bar and wait for the bell to ring."


@pytest.fixture
def display():
    assert not missing_programs(), "`python3 packaging/dev.py test` brings what is missing"
    with a_display() as name:
        yield name


def test_three_turns_a_stop_and_a_restart_by_keyboard(display, tmp_path):
    paths = paths_in(tmp_path / "player")
    with a_real_window(display, paths) as window:
        window.begin()
        for move in MOVES:
            window.enter(move)
            assert wait_for(lambda: finished_replies(window.path))
        stop_in_mid_reply(window)
        before = window.session
        assert window.close() == 0
        assert processes_of(paths) == []
    with a_real_window(display, paths) as window:
        window.enter(MOVES[1] + " Again.")
        assert wait_for(lambda: finished_replies(window.path))
        after = window.session
        assert window.close() == 0
        assert processes_of(paths) == []
    assert after.id == before.id
    assert after.path[: len(before.path)] == before.path
    assert window.output.read_text() == ""
    assert_says_nothing_of_the_story(window.log, after.path)


def test_closing_in_mid_reply_keeps_the_text_and_leaves_no_process(display, tmp_path):
    paths = paths_in(tmp_path / "player")
    with a_real_window(display, paths) as window:
        window.begin()
        window.enter(LAST_MOVE)
        wait_for(lambda: window.journal)
        assert window.close() == 0
        assert processes_of(paths) == []
        *_, asked, reply = window.path
        assert asked.text == LAST_MOVE
        assert reply.text
        assert not window.journal
        assert_says_nothing_of_the_story(window.log, window.path)


def stop_in_mid_reply(window):
    window.enter(LAST_MOVE)
    wait_for(lambda: window.journal)
    window.press("Escape")
    reply = wait_for(lambda: finished_replies(window.path))[-1]
    assert reply.status is MessageStatus.INTERRUPTED
    assert reply.text


def finished_replies(path):
    """The replies to the player's last words, once they are saved."""
    last = max(place for place, each in enumerate(path) if each.author.kind is AuthorKind.PLAYER)
    return path[last + 1 :]


def assert_says_nothing_of_the_story(log, path):
    assert "triptych.routing" in log
    assert "Traceback" not in log
    assert " CRITICAL " not in log
    assert " ERROR " not in log
    for message in path:
        for sentence in message.text.split("."):
            assert len(sentence.strip()) < 12 or sentence.strip() not in log
