"""Pictures are kept once, for as long as a message shows them."""

from dataclasses import replace

from builders import PLAYER_AUTHOR, SESSION, TODAY, a_message

from engine.domain.ids import SessionId
from engine.domain.images import Image, Picture, picture_of
from engine.storage.branching import branch_session
from engine.storage.pictures import load_pictures
from engine.storage.sessions import delete_session, load_session, purge_sessions
from engine.storage.turns import save_message

LANTERN = Image(mime_type="image/png", data=b"\x89PNG\r\n\x1a\na lantern")
LETTER = Image(mime_type="image/webp", data=b"RIFF....WEBPa letter")


def shown(number: int, *images: Image):
    message = a_message(number, "I show it.", PLAYER_AUTHOR)
    return replace(message, pictures=tuple(picture_of(image) for image in images))


def kept(connection) -> int:
    return connection.execute("SELECT count(*) FROM pictures").fetchone()[0]


def test_a_message_keeps_its_pictures_in_their_order(connection):
    save_message(connection, shown(0, LETTER, LANTERN), (LETTER, LANTERN))
    save_message(connection, a_message(1))
    first, second = load_session(connection, SESSION).path
    assert first == shown(0, LETTER, LANTERN)
    assert second.pictures == ()
    assert list(load_pictures(connection, first.pictures).values()) == [LETTER, LANTERN]


def test_the_same_picture_is_stored_once(connection):
    for number in range(3):
        save_message(connection, shown(number, LANTERN, LANTERN), (LANTERN, LANTERN))
    assert kept(connection) == 1
    assert [len(each.pictures) for each in load_session(connection, SESSION).path] == [2, 2, 2]


def test_a_picture_that_is_not_there_is_no_picture(connection):
    assert load_pictures(connection, (Picture(hash="gone", mime_type="image/png"),)) == {}


def test_a_picture_goes_with_the_last_message_that_shows_it(connection):
    save_message(connection, shown(0, LANTERN), (LANTERN,))
    message = load_session(connection, SESSION).path[0].id
    branch = SessionId("branch")
    branch_session(connection, id=branch, name="B", session=SESSION, message=message, at=TODAY)
    later = TODAY.replace(year=2031)
    delete_session(connection, SESSION, TODAY)
    purge_sessions(connection, before=later)
    assert kept(connection) == 1
    delete_session(connection, branch, TODAY)
    purge_sessions(connection, before=later)
    assert kept(connection) == 0
