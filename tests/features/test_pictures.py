"""Pictures that the player shows: kept, sent to models that take them, never left out unseen."""

import json
from dataclasses import replace

import pytest
from builders import an_adventure
from engines import an_engine, events_of, is_story, path_of, play

from engine.domain.calls import PicturesLeftOut
from engine.domain.consent import refuse
from engine.domain.images import IMAGE_TOKENS, MOST_IMAGES, Image, picture_of
from engine.domain.manners import Manner
from engine.domain.prompts import SegmentKind
from engine.errors import BadResponseError, FormatError, OverloadedError
from engine.play.events import PromptAssembled, TurnFinished, TurnStopped

LANTERN = Image(mime_type="image/png", data=b"\x89PNG\r\n\x1a\na lantern")
LETTER = Image(mime_type="image/webp", data=b"RIFF....WEBPa letter")


def numbered(number: int) -> Image:
    return replace(LANTERN, data=LANTERN.data + bytes([number]))


async def show(engine, session, *images, text="I hold it up.", manner=Manner.DO):
    return await events_of(engine.play_turn(session.id, text, refuse, manner, images=images))


def sent(adapter, which=-1):
    """The pictures of a request for a reply, and who shows each."""
    request = [each for each in adapter.requests if is_story(each)][which]
    return [(each.chat_role.value, image) for each in request.messages for image in each.images]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def known(folder, sees: bool) -> None:
    """Let it be known of the scripted model whether it takes pictures."""
    described = {"id": "scripted", "models": [{"model": "scripted", "images": sees}]}
    (folder / "providers").mkdir()
    (folder / "providers" / "mine.json").write_text(json.dumps(described))


async def test_a_picture_is_kept_with_its_message_and_shown_with_it_in_every_prompt(tmp_path):
    async with an_engine(tmp_path, ["It glows."] * 9) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await show(engine, session, LANTERN, LETTER)
        assert isinstance(events[-1], TurnFinished)
        assert sent(adapter) == [("user", LANTERN), ("user", LETTER)]
        player = (await path_of(engine, session))[1]
        assert player.pictures == (picture_of(LANTERN), picture_of(LETTER))
        assert await engine.picture(player.pictures[1]) == LETTER
        await play(engine, session, "I wait.")
        assert sent(adapter) == [("user", LANTERN), ("user", LETTER)]
        last = (await path_of(engine, session))[-1]
        await events_of(engine.regenerate(session.id, last.id, refuse))
        assert sent(adapter) == [("user", LANTERN), ("user", LETTER)]


async def test_a_picture_takes_its_room_in_the_prompt(tmp_path):
    async with an_engine(tmp_path, ["It glows."] * 9) as (engine, _):
        session = await engine.new_session(an_adventure())
        (assembled,) = of(PromptAssembled, await show(engine, session, LANTERN))
        (player,) = [each for each in assembled.prompt.segments if each.kind is SegmentKind.PLAYER]
        assert player.tokens > IMAGE_TOKENS
        assert player.reason == "always in, with a picture"


async def test_what_the_player_tells_as_the_story_is_shown_by_the_player_too(tmp_path):
    async with an_engine(tmp_path, ["It glows."] * 9) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await show(engine, session, LANTERN, manner=Manner.STORY)
        await play(engine, session, "I wait.")
        assert sent(adapter) == [("user", LANTERN)]


async def test_a_prompt_shows_the_newest_pictures_only(tmp_path):
    async with an_engine(tmp_path, ["It glows."] * 9) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        for turn in range(2):
            await show(engine, session, *(numbered(turn * 5 + each) for each in range(5)))
        newest = [image for _, image in sent(adapter)]
        assert newest == [numbered(each) for each in range(10 - MOST_IMAGES, 10)]


async def test_a_model_that_takes_no_pictures_gets_the_words_and_that_is_told(tmp_path):
    known(tmp_path, sees=False)
    async with an_engine(tmp_path, ["I see nothing."] * 9) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await show(engine, session, LANTERN)
        assert isinstance(events[-1], TurnFinished)
        assert sent(adapter) == []
        assert [(told.model, told.count) for told in of(PicturesLeftOut, events)] == [
            ("scripted", 1)
        ]
        (assembled,) = of(PromptAssembled, events)
        assert sum(each.tokens for each in assembled.prompt.segments) < IMAGE_TOKENS
        assert (await path_of(engine, session))[1].pictures == (picture_of(LANTERN),)


NO_EYES = "image input is not supported - hint: you may need to provide the mmproj"


async def test_a_model_that_turns_out_to_take_none_is_asked_without_from_then_on(tmp_path):
    refusal = OverloadedError("Acme", "Acme is out of order.", details=NO_EYES)
    script = [refusal, "I see nothing.", "Nor now."]
    async with an_engine(tmp_path, script) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await show(engine, session, LANTERN)
        assert isinstance(events[-1], TurnFinished)
        assert (len(sent(adapter, 0)), len(sent(adapter, 1))) == (1, 0)
        assert len(of(PicturesLeftOut, events)) == 1
        again = await play(engine, session, "I wait.")
        assert sent(adapter) == []
        assert len(of(PicturesLeftOut, again)) == 1


@pytest.mark.parametrize(("sees", "details"), [(True, NO_EYES), (None, "the model crashed")])
async def test_another_fault_is_not_taken_for_a_model_without_eyes(tmp_path, sees, details):
    faults = [BadResponseError("Acme", "Acme is out of order.", details=details)] * 3
    if sees:
        known(tmp_path, sees=True)
    async with an_engine(tmp_path, faults) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        events = await show(engine, session, LANTERN)
        assert isinstance(events[-1], TurnStopped)
        assert not of(PicturesLeftOut, events)
        assert all(len(sent(adapter, each)) == 1 for each in range(len(adapter.requests)))


async def test_too_many_pictures_are_refused_before_anything_is_saved(tmp_path):
    async with an_engine(tmp_path) as (engine, _):
        session = await engine.new_session(an_adventure())
        with pytest.raises(FormatError, match="at most 8 go with a message"):
            await show(engine, session, *(numbered(each) for each in range(9)))
        assert len(await path_of(engine, session)) == 1


async def test_a_picture_file_is_read_or_refused_in_a_sentence(tmp_path):
    (tmp_path / "lantern.png").write_bytes(LANTERN.data)
    (tmp_path / "notes.txt").write_text("no picture")
    with (tmp_path / "film.gif").open("wb") as film:
        film.write(b"GIF89a")
        film.truncate(50 * 2**20)
    async with an_engine(tmp_path / "home") as (engine, _):
        assert await engine.read_picture(tmp_path / "lantern.png") == LANTERN
        for name, sentence in (
            ("notes.txt", "Choose a PNG, JPEG, WebP or GIF file"),
            ("film.gif", r"has 50\.0 MB"),
            ("nowhere.png", r"nowhere\.png could not be read: No such file"),
        ):
            with pytest.raises(FormatError, match=sentence):
                await engine.read_picture(tmp_path / name)
