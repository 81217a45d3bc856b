"""Which profile and which values a call uses: both precedences, as tables."""

import pytest
from builders import a_call
from hypothesis import given
from hypothesis import strategies as st
from routers import a_profile, some_settings

from engine.domain.calls import ValueSource
from engine.domain.ids import ProfileId
from engine.domain.providers import ModelFacts
from engine.domain.tasks import Task
from engine.routing.requests import Values
from engine.routing.routes import Stop, route, values
from engine.settings import TaskSetting

NAMES = ("first", "second", "task", "character", "rule", "request")
ROLES = ("first", "second")


def settings(*, task_profile=True):
    made = some_settings(NAMES)
    tasks = (TaskSetting(task=Task.NARRATION, profile=ProfileId("task")),) if task_profile else ()
    roles = dict.fromkeys(made.roles, tuple(ProfileId(name) for name in ROLES))
    return some_settings(NAMES, roles=roles, tasks=tasks)


@pytest.mark.parametrize(
    ("wishes", "task_profile", "expected", "why"),
    [
        (("request", "rule", "character"), True, "request", "request"),
        ((None, "rule", "character"), True, "rule", "rule"),
        ((None, None, "character"), True, "character", "character"),
        ((None, None, None), True, "task", "narration"),
        ((None, None, None), False, "first", "main"),
        (("unknown", None, None), False, "first", "main"),
    ],
)
def test_the_most_specific_wish_chooses_the_profile(wishes, task_profile, expected, why):
    request, rule, character = (wish and ProfileId(wish) for wish in wishes)
    call = a_call(request_profile=request, rule_profile=rule, character_profile=character)
    stops = route(settings(task_profile=task_profile), call)
    assert stops[0].profile.id == expected
    assert why in stops[0].reason


def test_a_route_goes_on_to_the_roles_fallbacks():
    stops = route(settings(), a_call(request_profile=ProfileId("request")))
    assert [stop.profile.id for stop in stops] == ["request", "first", "second"]


def test_a_call_that_may_not_fall_back_has_one_stop():
    assert len(route(settings(), a_call(may_fall_back=False))) == 1


@given(st.lists(st.sampled_from([*NAMES, "unknown"]), max_size=8), st.sampled_from([*NAMES, None]))
def test_a_route_never_repeats_a_profile(of_role, wish):
    made = settings()
    roles = dict.fromkeys(made.roles, tuple(map(ProfileId, of_role)))
    stops = route(some_settings(NAMES, roles=roles), a_call(request_profile=wish))
    ids = [stop.profile.id for stop in stops]
    assert len(ids) == len(set(ids))
    assert "unknown" not in ids


REQUEST, RULE, CALLER = Values(temperature=1.1), Values(temperature=1.2), Values(temperature=1.3)


@pytest.mark.parametrize(
    ("wishes", "named", "own", "expected", "source"),
    [
        ({"request_values": REQUEST, "rule_values": RULE}, True, 1.4, 1.1, ValueSource.REQUEST),
        ({"rule_values": RULE, "caller_values": CALLER}, True, 1.4, 1.2, ValueSource.RULE),
        ({"caller_values": CALLER}, True, 1.4, 1.3, ValueSource.CALLER),
        ({}, True, 1.4, 1.4, ValueSource.NAMED_PROFILE),
        ({}, False, 1.4, 0.7, ValueSource.TASK_TABLE),
    ],
)
def test_the_most_specific_wish_sets_a_value(wishes, named, own, expected, source):
    stop = Stop(profile=a_profile("first", temperature=own), reason="", named=named)
    row = settings().task_values(Task.NARRATION)
    chosen = values(a_call(**wishes), row, stop, ModelFacts(model="m")).temperature
    assert (chosen.value, chosen.source) == (expected, source)


def test_a_value_nobody_wishes_for_is_left_out():
    row = settings().task_values(Task.NARRATION)
    stop = Stop(profile=a_profile("first"), reason="")
    top_p = values(a_call(), row, stop, ModelFacts(model="m")).top_p
    assert (top_p.value, top_p.source) == (None, ValueSource.OMITTED)


def test_the_roles_profile_gives_what_the_task_table_does_not_say():
    row = settings().task_values(Task.NARRATION)
    stop = Stop(profile=a_profile("first", top_p=0.9), reason="")
    assert (
        values(a_call(), row, stop, ModelFacts(model="m")).top_p.source is ValueSource.ROLE_PROFILE
    )


@pytest.mark.parametrize(
    ("of_profile", "of_model", "expected", "capped"),
    [
        (None, None, 2048, ""),
        (100, None, 100, "profile"),
        (None, 50, 50, "model"),
        (100, 50, 50, "model"),
    ],
)
def test_max_tokens_are_capped_by_profile_and_model(of_profile, of_model, expected, capped):
    row = settings().task_values(Task.NARRATION)
    stop = Stop(profile=a_profile("first", max_tokens=of_profile), reason="")
    chosen = values(a_call(), row, stop, ModelFacts(model="m", max_output=of_model)).max_tokens
    assert (chosen.value, chosen.capped) == (expected, capped)


def test_the_players_task_table_goes_before_the_shipped_one():
    made = some_settings(NAMES, tasks=(TaskSetting(task=Task.NARRATION, temperature=0.2),))
    assert made.task_values(Task.NARRATION).temperature == 0.2
    assert made.task_values(Task.NARRATION).max_tokens == 2048
    assert made.task_values(Task.INTENT).temperature == 0.1
