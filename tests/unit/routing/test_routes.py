"""Which profile and which values a call uses: both precedences, as tables."""

import pytest
from builders import a_call
from hypothesis import given
from hypothesis import strategies as st
from routers import a_profile, some_settings

from engine.domain.calls import ValueSource
from engine.domain.ids import ProfileId
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import ModelFacts
from engine.domain.tasks import Complexity, Task
from engine.domain.tiers import Tier, complexity_of
from engine.routing.requests import Values
from engine.routing.routes import Stop, complexity_for, route, values
from engine.settings import GridCell, TaskSetting, without_profile

NAMES = ("first", "second", "tier", "task", "character", "rule", "request")
ROLES = ("first", "second")


def settings(*, task_profile=True, tiers=(), **more):
    made = some_settings(NAMES)
    tasks = (TaskSetting(task=Task.NARRATION, profile=ProfileId("task")),) if task_profile else ()
    roles = dict.fromkeys(made.roles, tuple(ProfileId(name) for name in ROLES))
    of_tier = {Tier(name): (ProfileId("unknown"), ProfileId("tier")) for name in tiers}
    return some_settings(NAMES, **{"roles": roles, "tasks": tasks, "tiers": of_tier, **more})


@pytest.mark.parametrize(
    ("wishes", "task_profile", "tiers", "expected", "why"),
    [
        (("request", "rule", "character"), True, ["medium"], "request", "request"),
        ((None, "rule", "character"), True, ["medium"], "rule", "rule"),
        ((None, None, "character"), True, ["medium"], "character", "character"),
        ((None, None, None), True, ["medium"], "task", "narration"),
        ((None, None, None), False, ["small"], "tier", "small tier, for simple narration"),
        ((None, None, None), False, ["large"], "first", "main"),
        ((None, None, None), False, [], "first", "main"),
        (("unknown", None, None), False, [], "first", "main"),
    ],
)
def test_the_most_specific_wish_chooses_the_profile(wishes, task_profile, tiers, expected, why):
    request, rule, character = (wish and ProfileId(wish) for wish in wishes)
    call = a_call(request_profile=request, rule_profile=rule, character_profile=character)
    stops = route(settings(task_profile=task_profile, tiers=tiers), call)
    assert stops[0].profile.id == expected
    assert why in stops[0].reason


def test_a_route_goes_on_to_the_roles_fallbacks():
    stops = route(settings(), a_call(request_profile=ProfileId("request")))
    assert [stop.profile.id for stop in stops] == ["request", "first", "second"]


def test_a_tiers_first_profile_is_used_and_the_roles_are_fallen_back_to():
    stops = route(settings(task_profile=False, tiers=Tier), a_call())
    assert [stop.profile.id for stop in stops] == ["tier", "first", "second"]


C = Complexity


@pytest.mark.parametrize(
    ("task", "pinned", "named", "words", "expected"),
    [
        (Task.NARRATION, C.CRITICAL, C.SIMPLE, "It rains.", C.CRITICAL),
        (Task.NARRATION, None, C.MODERATE, "It rains.", C.MODERATE),
        (Task.NARRATION, None, None, "It rains.", C.SIMPLE),
        (Task.QUEST_GENERATION, None, None, "It rains.", C.CRITICAL),
        (Task.QUEST_GENERATION, None, C.COMPLEX, "It rains.", C.COMPLEX),
    ],
)
def test_complexity_is_pinned_or_named_or_read_from_the_prompt(
    task, pinned, named, words, expected
):
    made = some_settings(NAMES, tasks=(TaskSetting(task=task, complexity=pinned),))
    messages = (ChatMessage(chat_role=ChatRole.USER, text=words),)
    assert complexity_for(made, a_call(task, complexity=named, messages=messages)) is expected


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("", C.MODERATE),
        ("It rains.", C.SIMPLE),
        ("It rains. " * 50, C.MODERATE),
        ("It rains. " * 201, C.COMPLEX),
        ("Answer with JSON. " + "It rains. " * 300, C.SIMPLE),
        ("Extract the names from this creative text.", C.SIMPLE),
        ("Be Creative!", C.COMPLEX),
        ("She was an extractor of jsonic, unoriginal, uniquely creatively-minded...", C.SIMPLE),
        ("A detailed map.", C.COMPLEX),
    ],
)
def test_words_and_length_of_a_prompt_tell_its_complexity(prompt, expected):
    assert complexity_of([prompt]) is expected


@pytest.mark.parametrize(
    ("task", "tiers"),
    [
        (Task.INTENT, "small small medium medium"),
        (Task.DESCRIPTION, "small medium large medium"),
        (Task.NARRATION, "small medium large medium"),
        (Task.CHARACTER_REPLY, "medium medium large medium"),
        (Task.CHARACTER_GENERATION, "medium medium large premium"),
        (Task.QUEST_GENERATION, "medium medium large premium"),
        (Task.RULE_EVALUATION, "medium medium medium premium"),
        (Task.REWRITE, "medium medium medium medium"),
        (Task.SUMMARISATION, "medium medium medium medium"),
    ],
)
def test_the_grid_names_a_tier_for_every_task_and_complexity(task, tiers):
    assert [settings().tier_for(task, each) for each in C] == tiers.split()


def test_the_players_grid_goes_before_the_shipped_one():
    cell = GridCell(task=Task.NARRATION, complexity=C.SIMPLE, tier=Tier.PREMIUM)
    made = settings(task_profile=False, tiers=["premium"], grid=(cell,))
    assert route(made, a_call(complexity=C.SIMPLE))[0].profile.id == "tier"
    assert route(made, a_call(complexity=C.COMPLEX))[0].profile.id == "first"
    assert not any(without_profile(made, ProfileId("tier")).tiers["premium"][1:])


def test_a_call_that_may_not_fall_back_has_one_stop():
    assert len(route(settings(), a_call(may_fall_back=False))) == 1


SOME = st.lists(st.sampled_from([*NAMES, "unknown"]), max_size=8)


@given(SOME, SOME, st.sampled_from([*NAMES, None]))
def test_a_route_never_repeats_a_profile(of_role, of_tier, wish):
    made = settings()
    roles = dict.fromkeys(made.roles, tuple(map(ProfileId, of_role)))
    tiers = dict.fromkeys(Tier, tuple(map(ProfileId, of_tier)))
    stops = route(some_settings(NAMES, roles=roles, tiers=tiers), a_call(request_profile=wish))
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
