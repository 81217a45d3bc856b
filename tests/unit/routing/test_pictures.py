"""Pictures go only to models that take them, and take their room in the prompt."""

from dataclasses import replace

import pytest
from builders import a_call
from routers import ARouter, says

from engine.domain.images import IMAGE_TOKENS, MOST_IMAGES, Image
from engine.domain.messages import ChatMessage, ChatRole
from engine.domain.providers import ModelFacts
from engine.errors import BadParameterError, NoPicturesError, OverloadedError, RoutingError
from engine.routing.pictures import check_pictures, picture_tokens, refuses_pictures

PICTURE = Image(mime_type="image/png", data=b"...")


def looking(count: int) -> tuple[ChatMessage, ...]:
    return (ChatMessage(chat_role=ChatRole.USER, text="Look.", images=(PICTURE,) * count),)


@pytest.mark.parametrize(("sees", "count"), [(True, 1), (None, 1), (False, 0), (None, MOST_IMAGES)])
def test_a_picture_may_go_to_any_model_not_known_to_be_blind(sees, count):
    check_pictures(looking(count), ModelFacts(model="acme-1", images=sees), "Acme")


@pytest.mark.parametrize(
    ("sees", "count", "sentence"),
    [
        (False, 1, "acme-1 sees no pictures. Choose another model"),
        (True, MOST_IMAGES + 1, f"has {MOST_IMAGES + 1} pictures, and at most {MOST_IMAGES}"),
    ],
)
def test_a_picture_that_a_model_does_not_take_is_refused_in_words(sees, count, sentence):
    with pytest.raises(NoPicturesError, match=sentence):
        check_pictures(looking(count), ModelFacts(model="acme-1", images=sees), "Acme")


def test_a_picture_takes_room_in_the_prompt():
    assert picture_tokens(looking(2)) == 2 * IMAGE_TOKENS
    made = ARouter({"first": says()})
    blank = replace(a_call(), messages=looking(0))
    call = replace(a_call(), messages=looking(1))
    room = made.router.prompt_budget(blank) - made.router.prompt_budget(call)
    assert room == IMAGE_TOKENS


async def test_a_blind_model_is_passed_over_without_being_asked():
    class Blind(ARouter):
        def facts(self, profile):
            return replace(super().facts(profile), images=profile.connection != "first")

    blind, seeing = says("Hm."), says("A lantern.")
    made = Blind({"first": blind, "second": seeing})
    assert await made.text(replace(a_call(), messages=looking(1))) == "A lantern."
    assert not blind.requests
    with pytest.raises(RoutingError, match="sees no pictures"):
        await Blind({"first": blind}).text(replace(a_call(), messages=looking(1)))


@pytest.mark.parametrize(
    ("details", "refused"),
    [
        ("image input is not supported - hint: you may need to provide the mmproj", True),
        ("No endpoints found that support image input", True),
        ("acme-1 is not a multimodal model", True),
        ("messages[0].content must be a string", True),
        ("Model does not support vision", True),
        ("too many requests", False),
        (None, False),
    ],
)
def test_a_refusal_of_pictures_is_known_by_its_words(details, refused):
    error = BadParameterError("Acme", "Acme refused.", details=details)
    assert refuses_pictures(error) is refused


async def test_a_model_that_sees_takes_over_with_the_pictures_a_blind_one_was_not_sent():
    class Blind(ARouter):
        def facts(self, profile):
            return replace(super().facts(profile), images=profile.connection != "first")

    blind, seeing = says(*[OverloadedError("Acme", "Busy.")] * 3), says("A lantern.")
    made = Blind({"first": blind, "second": seeing})
    call = replace(a_call(), messages=looking(1), pictures_optional=True)
    assert await made.text(call) == "A lantern."
    assert [len(each.requests[-1].messages[0].images) for each in (blind, seeing)] == [0, 1]
