"""The background summary in play: written, used, given up for the player, failing, branching."""

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import count, pairwise

import pytest
from builders import an_adventure
from engines import (
    SCRIPTED,
    an_engine,
    events_of,
    is_story,
    path_of,
    paths_in,
    play,
    scripted_settings,
)

from engine.domain.consent import refuse
from engine.domain.ids import ConnectionId, ProfileId
from engine.domain.messages import AuthorKind
from engine.domain.prompts import SegmentKind
from engine.domain.providers import Profile
from engine.domain.tasks import ModelRole
from engine.errors import FilteredError
from engine.play.events import (
    BackgroundFailed,
    MessageFinished,
    PromptAssembled,
    SummaryWritten,
    TurnFinished,
)
from engine.play.memory import KEPT_VERBATIM
from engine.providers.scripted import Reply

TURNS_UNTIL_DUE = 7
NOTES = "Ada waited."
DECLINED = FilteredError("Scripted", "Scripted declined to answer this.")
BOOKKEEPER = ProfileId("bookkeeper")


def is_summary(completion):
    return completion.aside and completion.messages[0].text.startswith("Keep the notes")


def settings(window=None):
    """Main and utility on two models of one connection; `window` limits main's prompts."""
    both = scripted_settings()
    (main,) = both.profiles
    connection = ConnectionId("scripted")
    return replace(
        both,
        profiles=(
            replace(main, context_window=window, max_tokens=window and 100),
            Profile(id=BOOKKEEPER, connection=connection, model="scripted-bookkeeper"),
        ),
        roles={**both.roles, ModelRole.MAIN: (SCRIPTED,), ModelRole.UTILITY: (BOOKKEEPER,)},
    )


def one_slot(folder):
    """Let the scripted provider answer one request at a time."""
    file = paths_in(folder).data / "providers" / "scripted.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"id": "scripted", "dialect": {"slots": 1}}))


def script(summaries=NOTES):
    """Numbered replies; `summaries` is what a request for a summary gets, or makes it."""
    numbers = count(1)

    def answer(completion):
        if not is_summary(completion):
            return f"Rain falls for the {next(numbers)}. time, and nobody says anything about it."
        return summaries(completion) if callable(summaries) else summaries

    return answer


@asynccontextmanager
async def heard(engine):
    """What the engine tells of its work behind the scenes, as a queue."""
    told = asyncio.Queue()
    listening = asyncio.Event()

    async def listen():
        async with aclosing(engine.background_events()) as events:
            listening.set()
            async for event in events:
                told.put_nowait(event)

    async with asyncio.TaskGroup() as group:
        listener = group.create_task(listen())
        await listening.wait()
        yield told
        listener.cancel()


async def play_turns(engine, session, number):
    return [await play(engine, session, f"I wait, {turn}.") for turn in range(number)]


def segments_of(events, kind):
    (prompt,) = (event.prompt for event in events if isinstance(event, PromptAssembled))
    return [segment for segment in prompt.segments if segment.kind is kind]


async def test_a_summary_is_written_behind_the_scenes_and_stands_in_the_next_prompt(tmp_path):
    async with (
        an_engine(tmp_path, script(), settings=settings(window=400)) as (engine, adapter),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        written = await told.get()
        path = await path_of(engine, session)
        upto = path[len(path) - KEPT_VERBATIM - 1].id
        assert written == SummaryWritten(session=session.id, upto=upto, text=NOTES)
        (request,) = filter(is_summary, adapter.requests)
        assert request.model == "scripted-bookkeeper"
        events = await play(engine, session, "I wait on.")
        (summary,) = segments_of(events, SegmentKind.SUMMARY)
        assert summary.included
        assert NOTES in summary.text
        history = segments_of(events, SegmentKind.HISTORY)
        out = [segment for segment in history if not segment.included]
        assert [segment.reason for segment in out] == ["told in the summary"]
        assert len(history) - len(out) == KEPT_VERBATIM
        assert NOTES in adapter.requests[-1].messages[0].text


async def test_while_everything_fits_the_story_itself_is_sent_and_no_summary(tmp_path):
    async with (
        an_engine(tmp_path, script(), settings=settings()) as (engine, _),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        assert isinstance(await told.get(), SummaryWritten)
        events = await play(engine, session, "I wait on.")
        assert segments_of(events, SegmentKind.SUMMARY) == []
        assert all(segment.included for segment in segments_of(events, SegmentKind.HISTORY))


async def test_a_summary_gives_way_to_the_player_and_comes_up_again(tmp_path):
    one_slot(tmp_path)
    first_begun = asyncio.Event()
    answers = iter((Reply(steps=(asyncio.Event(),)), NOTES))

    def summaries(completion):
        first_begun.set()
        return next(answers)

    async with (
        an_engine(tmp_path, script(summaries), settings=settings()) as (engine, adapter),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        await first_begun.wait()
        events = await play(engine, session, "I wait no longer.")
        assert isinstance(events[-1], TurnFinished)
        assert [is_summary(request) for request in adapter.stopped] == [True]
        written = await told.get()
        assert (type(written), written.text) == (SummaryWritten, NOTES)
        order = [is_summary(request) for request in adapter.requests[-3:]]
        assert order == [True, False, True]
        assert told.empty()


async def test_a_summary_that_fails_is_told_and_the_story_goes_on(tmp_path):
    answers = iter((DECLINED, NOTES))
    async with (
        an_engine(tmp_path, script(lambda _: next(answers)), settings=settings()) as (engine, _),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        failed = await told.get()
        assert isinstance(failed, BackgroundFailed)
        assert failed.session == session.id
        assert "declined to answer" in failed.sentence
        (events,) = await play_turns(engine, session, 1)
        assert isinstance(events[-1], TurnFinished)
        assert isinstance(await told.get(), SummaryWritten)


async def test_every_listener_hears_and_each_ends_when_the_engine_closes(tmp_path):
    async with an_engine(tmp_path, script(), settings=settings()) as (engine, _):
        async with asyncio.TaskGroup() as group:
            listeners = [group.create_task(events_of(engine.background_events())) for _ in "ab"]
            session = await engine.new_session(an_adventure())
            async with heard(engine) as told:
                await play_turns(engine, session, TURNS_UNTIL_DUE)
                written = await told.get()
            await engine.aclose()
        assert [listener.result() for listener in listeners] == [[written], [written]]


@pytest.mark.parametrize("slots", [1, 4])
@pytest.mark.parametrize("playing", [False, True])
async def test_closing_during_a_summary_leaves_no_task(tmp_path, slots, playing):
    if slots == 1:
        one_slot(tmp_path)
    before = asyncio.all_tasks()
    begun = asyncio.Event()
    turns = []

    def summaries(completion):
        begun.set()
        return Reply(steps=(asyncio.Event(),))

    async with asyncio.TaskGroup() as group, asyncio.timeout(20):
        async with an_engine(tmp_path, script(summaries), settings=settings()) as (engine, adapter):
            session = await engine.new_session(an_adventure())
            await play_turns(engine, session, TURNS_UNTIL_DUE)
            await begun.wait()
            if playing:
                turns = [group.create_task(play(engine, session, "I wait."))]
                await asyncio.sleep(0)  # its first step
        assert all(is_summary(request) for request in adapter.stopped[:1])
        await asyncio.gather(*turns, return_exceptions=True)
        assert asyncio.all_tasks() == before


async def test_a_summary_belongs_to_its_branch(tmp_path):
    async with (
        an_engine(tmp_path, script(), settings=settings(window=400)) as (engine, adapter),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        assert isinstance(await told.get(), SummaryWritten)
        path = await path_of(engine, session)
        first_reply = next(m for m in path[1:] if m.author.kind is not AuthorKind.PLAYER)
        await events_of(engine.regenerate(session.id, first_reply.id, refuse))
        assert NOTES not in adapter.requests[-1].messages[0].text
        events = await play(engine, session, "I wait elsewhere.")
        assert segments_of(events, SegmentKind.SUMMARY) == []
        await engine.choose(session.id, first_reply.id)
        events = await play(engine, session, "I wait again.")
        (summary,) = segments_of(events, SegmentKind.SUMMARY)
        assert NOTES in summary.text


async def test_editing_what_was_summarised_takes_the_summary_back(tmp_path):
    async with (
        an_engine(tmp_path, script(), settings=settings(window=400)) as (engine, _),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        assert isinstance(await told.get(), SummaryWritten)
        path = await path_of(engine, session)
        await engine.edit(session.id, path[2].id, "The sun comes out.")
        events = await play(engine, session, "I wait on.")
        assert segments_of(events, SegmentKind.SUMMARY) == []


async def test_each_summary_carries_the_last_one_on(tmp_path):
    numbers = count(1)

    def summaries(completion):
        return f"Notes {next(numbers)}."

    async with (
        an_engine(tmp_path, script(summaries), settings=settings()) as (engine, adapter),
        heard(engine) as told,
    ):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, TURNS_UNTIL_DUE)
        assert (await told.get()).text == "Notes 1."
        await play_turns(engine, session, 4)
        assert (await told.get()).text == "Notes 2."
        *_, second = filter(is_summary, adapter.requests)
        assert second.messages[-1].text.startswith("Notes so far: Notes 1.")


def start_of_history(request):
    """The system message and where the history begins: what a prefix cache keeps or loses."""
    return request.messages[0].text, request.messages[1].text


async def test_the_start_of_the_prompt_stays_the_same_for_most_turns(tmp_path):
    turns = 40
    async with an_engine(tmp_path, script(), settings=settings(window=900)) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        for turn in range(turns):
            # Words of very different length: the room for the history differs each turn.
            events = await play(engine, session, f"I wait {'long ' * (turn * 7 % 23)}.")
            assert any(isinstance(event, MessageFinished) for event in events)
        starts = [start_of_history(r) for r in adapter.requests if is_story(r)]
    moved = sum(one != other for one, other in pairwise(starts))
    assert len(starts) == turns
    assert 1 <= moved <= turns // 4


async def test_a_prompt_that_fits_whole_goes_on_from_the_one_before(tmp_path):
    async with an_engine(tmp_path, script(), settings=settings()) as (engine, adapter):
        session = await engine.new_session(an_adventure())
        await play_turns(engine, session, 12)
        requests = [request for request in adapter.requests if is_story(request)]
    for one, other in pairwise(requests):
        assert other.messages[: len(one.messages) - 1] == one.messages[:-1]
