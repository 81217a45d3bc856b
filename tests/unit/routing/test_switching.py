"""One press points every model role at a connection."""

import pytest
from routers import some_settings

from engine.domain.ids import ConnectionId
from engine.domain.providers import ModelFacts
from engine.domain.tasks import ModelRole
from engine.routing.switching import pointed_at, proposed_models

MAIN, COT, UTILITY = ModelRole


@pytest.mark.parametrize(
    ("proposed", "offered", "expected"),
    [
        ({MAIN: "big", COT: "small"}, [], {MAIN: "big", COT: "small"}),
        ({MAIN: "big"}, ["small", "big"], {MAIN: "big", COT: "small", UTILITY: "small"}),
        ({MAIN: "gone"}, ["small"], dict.fromkeys(ModelRole, "small")),
        ({}, [], {}),
    ],
)
def test_a_role_gets_what_is_proposed_and_offered_else_the_first_model(proposed, offered, expected):
    facts = [ModelFacts(model=name) for name in offered]
    assert proposed_models(proposed, facts) == expected


def test_what_a_role_used_before_becomes_its_fallback():
    settings = some_settings(("first", "second"))
    connection = settings.connection(ConnectionId("second"))
    switched = pointed_at(settings, connection, {MAIN: "new"})
    main = [switched.profile(id_) for id_ in switched.role_profiles(MAIN)]
    assert [profile.model for profile in main] == ["new", "first-model", "second-model"]
    assert switched.role_profiles(COT) == settings.role_profiles(COT)


def test_a_profile_that_is_there_is_used_again():
    settings = some_settings(("first", "second"))
    connection = settings.connection(ConnectionId("second"))
    switched = pointed_at(settings, connection, dict.fromkeys(ModelRole, "second-model"))
    assert switched.profiles == settings.profiles
    assert pointed_at(switched, connection, dict.fromkeys(ModelRole, "second-model")) == switched
