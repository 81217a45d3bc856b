from dataclasses import replace

from builders import TODAY

from engine.domain.ids import ConnectionId
from engine.domain.model_checks import CheckSpeed, ModelCheck, Tally
from engine.storage.model_checks import all_checks, forget_checks, keep_check

HOME, WORK = ConnectionId("home"), ConnectionId("work")
CHECK = ModelCheck(
    connection=HOME,
    model="a",
    at=TODAY,
    yes=Tally(answered=10, right=9),
    no=Tally(answered=10, right=8),
    unclear=Tally(answered=9, right=7),
    form_kept=29,
    quoted=25,
    verbatim=24,
    json_ok=True,
    failures=1,
    speed=CheckSpeed(seconds=31.5, first_token=0.4, tokens_per_second=52.25),
)


def test_a_check_is_kept_by_connection_and_model_and_the_last_one_counts(connection):
    later = replace(CHECK, json_ok=None, speed=CheckSpeed(seconds=3.0))
    other = replace(CHECK, model="b")
    for check in (CHECK, other, later):
        keep_check(connection, check)
    assert all_checks(connection) == {(HOME, "a"): later, (HOME, "b"): other}


def test_the_checks_of_one_connection_are_forgotten_together(connection):
    for link, model in ((HOME, "a"), (HOME, "b"), (WORK, "a")):
        keep_check(connection, replace(CHECK, connection=link, model=model))
    forget_checks(connection, HOME)
    assert set(all_checks(connection)) == {(WORK, "a")}


def test_a_check_that_cannot_be_read_is_as_good_as_none(connection):
    keep_check(connection, CHECK)
    connection.execute("UPDATE model_checks SET found = '{'")
    assert all_checks(connection) == {}
