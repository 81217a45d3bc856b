"""Whose profile writes for whom, and where a profile's own fallbacks stand in a route."""

from dataclasses import replace

import pytest
from builders import a_call
from routers import some_settings

from engine.domain.casting import CharacterSetting, Part
from engine.domain.ids import AdventureId, CharacterId, ProfileId
from engine.domain.tasks import Task
from engine.routing.routes import route
from engine.settings import without_profile

NAMES = ("first", "second", "own", "chosen", "named")
ROAD = AdventureId("road")


def settings(*characters: CharacterSetting, **fallbacks: tuple[str, ...]):
    made = some_settings(NAMES, characters=characters)
    roles = dict.fromkeys(made.roles, (ProfileId("first"), ProfileId("second")))
    profiles = tuple(
        replace(each, fallbacks=tuple(map(ProfileId, fallbacks.get(each.id, ()))))
        for each in made.profiles
    )
    return replace(made, roles=roles, profiles=profiles)


def chosen(character: str, **more) -> CharacterSetting:
    return CharacterSetting(character=CharacterId(character), profile=ProfileId("chosen"), **more)


def reply(character: str = "mira", **more):
    return a_call(
        task=Task.CHARACTER_REPLY,
        adventure=ROAD,
        character=CharacterId(character),
        character_name="Mira Vell",
        **more,
    )


def names(made, call) -> list[str]:
    return [stop.profile.id for stop in route(made, call)]


@pytest.mark.parametrize(
    ("setting", "fits"),
    [
        (chosen("mira"), True),
        (chosen("mira", adventure=ROAD), True),
        (chosen("mira", adventure=AdventureId("other")), False),
        (chosen("npc_7", name="mira vell"), True),
        (chosen("tam"), False),
        (chosen("mira", part=Part.NARRATOR), False),
        (chosen("mira", part=Part.PLAYER), False),
    ],
)
def test_a_character_writes_with_the_profile_that_was_chosen_for_it(setting, fits):
    stops = route(settings(setting), reply())
    assert (stops[0].profile.id == "chosen") is fits
    assert stops[0].named is fits


def test_the_game_master_of_a_file_is_the_narrator():
    made = settings(chosen("gm", part=Part.NARRATOR))
    assert names(made, a_call(task=Task.NARRATION))[0] == "chosen"
    assert names(made, reply())[0] == "first"
    assert names(made, a_call(task=Task.RULE_EVALUATION))[0] == "first"


def test_the_players_choice_goes_before_the_authors_and_after_the_requests():
    made = settings(chosen("mira"))
    assert names(made, reply(character_profile=ProfileId("own")))[0] == "chosen"
    assert names(made, reply(request_profile=ProfileId("named")))[0] == "named"
    assert names(without_profile(made, ProfileId("chosen")), reply())[0] == "first"


def test_a_character_may_forbid_falling_back():
    assert names(settings(chosen("mira", may_fall_back=False)), reply()) == ["chosen"]


def test_a_profiles_own_fallbacks_come_before_the_roles_even_in_a_circle():
    made = settings(first=("own", "chosen"), own=("named", "first"), second=("second",))
    assert names(made, reply()) == ["first", "own", "named", "chosen", "second"]
